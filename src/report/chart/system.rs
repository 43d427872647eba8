//! A system of stages as drawings see it: who is where, who brings them, where they go on to.
//!
//! The figures of one plan over one run, each the mean over all futures. A [`System`] knows the order of
//! its drawing: the [path](System::path) from where most people come in to the last stage of customers.

use crate::model::Role;

/// The stages, sources and flows of one plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct System {
    /// Index into the model's plans: its colour.
    pub plan: usize,
    pub label: String,
    pub stages: Vec<Stage>,
    pub sources: Vec<Source>,
    pub flows: Vec<Flow>,
    pub frictions: Vec<Friction>,
    /// Chance to get from one stage to another one however long it takes: `(from, to, chance)`.
    pub conversion: Vec<(usize, usize, f64)>,
    /// New customers whom one new customer brings.
    pub new_per_new: Option<f64>,
}

/// A place where people are, or that they pass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stage {
    pub label: String,
    pub phase: Option<String>,
    /// `None`: passed within the period.
    pub role: Option<Role>,
    /// People there at the start.
    pub at_start: f64,
    /// People who enter it over the run.
    pub entered: f64,
    /// Mean time in it, in periods; `None` where nobody leaves or nobody stays.
    pub time: Option<f64>,
}

impl Stage {
    /// Everybody who is ever there: at the start or by an entry.
    pub fn people(&self) -> f64 {
        self.at_start + self.entered
    }

    pub fn is_instant(&self) -> bool {
        self.role.is_none()
    }
}

/// What brings people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A channel that brings people from outside.
    Channel,
    /// A channel that takes people from where they are.
    Campaign,
    /// People in some stages who invite others.
    Referral,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub label: String,
    pub kind: SourceKind,
    /// Stages from which a campaign takes people, or whose people invite.
    pub from: Vec<usize>,
    pub to: usize,
    /// People whom it brings over the run.
    pub people: f64,
}

/// People who go from a stage to another one, or (`None`) for good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    pub from: usize,
    pub to: Option<usize>,
    /// Over the run.
    pub people: f64,
}

/// A drag, drawn where it acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Friction {
    pub label: String,
    /// Stages whose people it holds back, or pushes out.
    pub on: Vec<usize>,
    /// The share that it takes: of those who would otherwise go on, or (`pushes`) out of the stage per period.
    pub size: f64,
    pub pushes: bool,
}

impl System {
    /// Of those who leave a stage, the share that takes this way; `None` where nobody leaves it.
    pub fn share(&self, flow: &Flow) -> Option<f64> {
        let leaving: f64 = self.flows.iter().filter(|other| other.from == flow.from).map(|other| other.people).sum();
        (leaving > 0.0).then(|| flow.people / leaving)
    }

    /// Chance to get from one stage to another one, however long it takes.
    pub fn conversion(&self, from: usize, to: usize) -> Option<f64> {
        self.conversion.iter().find(|(a, b, _)| (*a, *b) == (from, to)).map(|(.., chance)| *chance)
    }

    /// Whether a stage is used in the run: somebody is there, or (where nobody is anywhere) it exists.
    pub fn is_used(&self, stage: usize) -> bool {
        self.stages[stage].people() > 0.0 || self.stages.iter().all(|stage| stage.people() <= 0.0)
    }

    /// The stages of the main way, in order: the likeliest way from the stage into which most people come
    /// from outside to the last stage of customers.
    ///
    /// The last stage is the one to which the likeliest way is longest; lapsed people are on no way. Without
    /// customers the users count, without these all stages.
    pub fn path(&self) -> Vec<usize> {
        let Some(entry) = self.entry() else { return Vec::new() };
        let ways = self.likeliest_ways(entry);
        let of_role = |role: Role| {
            let there = |stage: &usize| self.stages[*stage].role == Some(role);
            ways.iter().filter(move |way| way.last().is_some_and(there)).collect::<Vec<_>>()
        };
        let candidates = [of_role(Role::Customer), of_role(Role::User), ways.iter().collect()];
        let last = candidates.into_iter().find(|ways| !ways.is_empty()).unwrap_or_default();
        // The first of equally long ones: stages stand in the order of the file.
        let longest = last.into_iter().rev().max_by_key(|way| way.len());
        longest.cloned().unwrap_or_else(|| vec![entry])
    }

    /// The stage that most people enter from outside; without any, the first one.
    fn entry(&self) -> Option<usize> {
        let from_outside = |stage: usize| {
            let brings = |source: &&Source| source.to == stage && source.kind == SourceKind::Channel;
            self.sources.iter().filter(brings).map(|source| source.people).sum::<f64>()
        };
        let stages = (0..self.stages.len()).filter(|s| self.stages[*s].role != Some(Role::Lapsed));
        stages.rev().max_by(|a, b| from_outside(*a).total_cmp(&from_outside(*b))).or(self.stages.first().map(|_| 0))
    }

    /// Per stage that can be reached from `entry`, the likeliest way there (Dijkstra 1959, with the logarithms
    /// of the shares as lengths).
    fn likeliest_ways(&self, entry: usize) -> Vec<Vec<usize>> {
        let mut best: Vec<Option<(f64, Vec<usize>)>> = vec![None; self.stages.len()];
        let mut settled = vec![false; self.stages.len()];
        best[entry] = Some((1.0, vec![entry]));
        loop {
            let open = (0..best.len()).filter(|s| !settled[*s]);
            let reached = open.filter_map(|s| best[s].as_ref().map(|(chance, _)| (s, *chance)));
            let Some((stage, chance)) = reached.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else { break };
            settled[stage] = true;
            for flow in self.flows.iter().filter(|flow| flow.from == stage) {
                let Some(to) = flow.to.filter(|to| self.stages[*to].role != Some(Role::Lapsed)) else { continue };
                // A way that nobody takes in this run is still a way.
                let onward = chance * self.share(flow).unwrap_or(0.0).max(NEVER_TAKEN);
                if !settled[to] && best[to].as_ref().is_none_or(|(known, _)| onward > *known) {
                    let mut way = best[stage].as_ref().map(|(_, way)| way.clone()).unwrap_or_default();
                    way.push(to);
                    best[to] = Some((onward, way));
                }
            }
        }
        best.into_iter().flatten().map(|(_, way)| way).collect()
    }

    /// Index in the path of the first stage of customers: the sale. `None` if there is none behind the first.
    pub fn knot(&self, path: &[usize]) -> Option<usize> {
        let knot = path.iter().position(|stage| self.stages[*stage].role == Some(Role::Customer))?;
        (knot > 0).then_some(knot)
    }

    /// Whether customers bring others: the circle is closed.
    pub fn is_wheel(&self) -> bool {
        let brings = |source: &Source| source.kind == SourceKind::Referral && source.people > 0.0;
        self.sources.iter().any(brings)
    }

    /// Stages beside the path that are used, in their order.
    pub fn beside(&self, path: &[usize]) -> Vec<usize> {
        (0..self.stages.len()).filter(|stage| !path.contains(stage) && self.is_used(*stage)).collect()
    }
}

/// Stands for the share of a way that nobody takes.
const NEVER_TAKEN: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(label: &str, role: Option<Role>) -> Stage {
        Stage { label: label.into(), role, entered: 10.0, ..Stage::default() }
    }

    fn flow(from: usize, to: usize, people: f64) -> Flow {
        Flow { from, to: Some(to), people }
    }

    /// Visitor, booking, list, talk, client, fan, former.
    fn process() -> System {
        let customer = Some(Role::Customer);
        let roles = [None, None, Some(Role::Prospect), Some(Role::Prospect), customer, customer, Some(Role::Lapsed)];
        System {
            stages: ["visitor", "booking", "list", "talk", "client", "fan", "former"]
                .iter()
                .zip(roles)
                .map(|(label, role)| stage(label, role))
                .collect(),
            sources: vec![Source {
                label: "Ads".into(),
                kind: SourceKind::Channel,
                from: vec![],
                to: 0,
                people: 100.0,
            }],
            flows: vec![
                flow(0, 1, 80.0),
                flow(1, 2, 70.0),
                flow(1, 3, 10.0),
                flow(2, 1, 3.0),
                flow(3, 4, 9.0),
                flow(4, 5, 3.0),
                flow(4, 6, 6.0),
                flow(5, 4, 1.0),
                flow(6, 4, 1.0),
            ],
            ..System::default()
        }
    }

    #[test]
    fn the_path_leads_to_the_customers_even_where_most_people_go_aside() {
        assert_eq!(process().path(), [0, 1, 3, 4, 5]);
        assert_eq!(process().knot(&process().path()), Some(3));
        assert_eq!(process().beside(&process().path()), [2, 6]);
    }

    #[test]
    fn of_two_ways_to_the_customers_the_likelier_is_the_path() {
        let mut process = process();
        process.flows.push(flow(2, 4, 60.0));
        assert_eq!(process.path(), [0, 1, 2, 4, 5]);
    }

    #[test]
    fn where_nobody_comes_the_path_is_that_of_the_file() {
        let mut nobody = process();
        nobody.flows.iter_mut().for_each(|flow| flow.people = 0.0);
        nobody.sources.clear();
        assert_eq!(nobody.path(), [0, 1, 3, 4, 5]);
        assert_eq!(System::default().path(), [] as [usize; 0]);
    }

    #[test]
    fn shares_are_of_those_who_leave() {
        let process = process();
        assert_eq!(process.share(&flow(1, 3, 10.0)), Some(0.125));
        assert_eq!(process.share(&flow(6, 0, 0.0)), Some(0.0));
        let dead_end = System { stages: vec![stage("end", None)], ..System::default() };
        assert_eq!(dead_end.share(&flow(0, 0, 0.0)), None);
    }
}
