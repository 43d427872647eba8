//! Frictions in money: what would be gained without each, without half of each, and without all of them.

use super::{Arms, Played, Spread, beyond};
use crate::model::{Behaviour, Model, Number, Plan};
use crate::program::{Variant, compile_variant};

/// What the frictions of a plan cost.
#[derive(Debug, Clone, Default)]
pub struct Frictions {
    /// The dearest first; those that act somewhere in the plan.
    pub costs: Vec<FrictionCost>,
    /// Gained without all of them; `None` if there are fewer than two.
    pub together: Option<Spread>,
    /// What all together cost beyond the sum of what each costs.
    pub interaction: Option<Spread>,
}

/// What one friction costs: what the outcome gains without it, all else in place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrictionCost {
    /// Index into [`Plan::frictions`].
    pub friction: usize,
    pub cost: Spread,
    /// What removing half of it brings.
    pub half: Spread,
}

/// The arms in which frictions are removed.
pub(super) struct Asked {
    /// Friction, the arm without it, and the one with half of it.
    single: Vec<(usize, usize, usize)>,
    all: Option<usize>,
}

pub(super) fn asked(model: &Model, plan: usize, arms: &mut Arms) -> Asked {
    let acting: Vec<usize> =
        (0..model.plans[plan].frictions.len()).filter(|&friction| acts(&model.plans[plan], friction)).collect();
    let mut removed = |which: &[usize], removed: f64| {
        arms.add(compile_variant(model, plan, &Variant::Frictions { which: which.to_vec(), removed }))
    };
    let single = acting.iter().map(|&f| (f, removed(&[f], 1.0), removed(&[f], 0.5))).collect();
    let all = (acting.len() > 1).then(|| removed(&acting, 1.0));
    Asked { single, all }
}

/// Whether anything of a friction is left somewhere.
fn acts(plan: &Plan, friction: usize) -> bool {
    let mut drags = plan.kinds.iter().flat_map(Behaviour::drags).filter(|drag| drag.friction == friction);
    drags.any(|drag| drag.left != Number::Constant(0.0) && drag.size != Number::Constant(0.0))
}

pub(super) fn answered(asked: &Asked, played: &Played) -> Frictions {
    let single: Vec<Vec<f64>> = asked.single.iter().map(|&(_, without, _)| played.gains(without, 0)).collect();
    let cost = |(&(friction, _, half), gains): (&(usize, usize, usize), &Vec<f64>)| FrictionCost {
        friction,
        cost: Spread::of(gains),
        half: Spread::of(&played.gains(half, 0)),
    };
    let mut costs: Vec<FrictionCost> = asked.single.iter().zip(&single).map(cost).collect();
    costs.sort_by(|a, b| b.cost.mean.total_cmp(&a.cost.mean));
    let all = asked.all.map(|arm| played.gains(arm, 0));
    let interaction = all.as_ref().map(|all| Spread::of(&beyond(all, &single)));
    Frictions { costs, together: all.as_deref().map(Spread::of), interaction }
}
