//! Sources: new customers by the channel or referral that first brought them, or by none: people of the start.

use super::fans::time_axis;
use super::{AnyChart, Subject};
use crate::model::ChannelKind;
use crate::report::chart::{Brought, Context, Family, MOST_PLANS, Source, sources};
use crate::report::language::{Words, words};

pub(super) const OF_THE_START: Words = words("Already there at the start", "시작 때 이미 있던 사람", "期初已有的人");

/// None where nobody becomes a customer.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let (ids, mut all): (Vec<String>, Vec<Source>) = named(subject).unzip();
    all.push(Source { label: context.language.say(OF_THE_START).to_string(), family: Family::Other });
    let n_shown = subject.plans.len().min(MOST_PLANS);
    let plans: Vec<Brought> = (0..n_shown).map(|p| brought(subject, p, &ids)).collect();
    let label = |plan: &usize| subject.model.plans[*plan].label.clone();
    let left_out: Vec<String> = subject.plans[n_shown..].iter().map(label).collect();
    let is_brought = plans.iter().flat_map(|plan| plan.means.iter().flatten()).any(|mean| *mean > 0.0);
    is_brought.then(|| -> AnyChart { Box::new(sources(&all, &plans, &left_out, time_axis(subject), context)) })
}

/// Ids and names of all sources; plans have the same.
fn named<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (String, Source)> + use<'a> {
    let plan = &subject.model.plans[0];
    let channels = plan.channels.iter().map(|channel| {
        let family = match channel.kind {
            ChannelKind::Paid => Family::Paid,
            ChannelKind::Owned => Family::Owned,
            ChannelKind::Earned => Family::Earned,
            ChannelKind::Personal => Family::Personal,
        };
        (channel.id.clone(), Source { label: channel.label.clone(), family })
    });
    let referrals = plan
        .referrals
        .iter()
        .map(|referral| (referral.id.clone(), Source { label: referral.label.clone(), family: Family::Referral }));
    channels.chain(referrals)
}

/// The means of every source, and last of those whom none brought: who was there at the start and became a customer
/// later. So the parts make up the figure `new_customers`.
///
/// * `p`: place of the plan in the results
fn brought(subject: &Subject, p: usize, ids: &[String]) -> Brought {
    let periods = subject.model.time.periods as usize;
    let means = |metric: &str| -> Vec<f64> {
        let series = subject.results.by_period(p, metric).unwrap_or_default();
        let mean = |t: usize| series.get(t).and_then(|figure| figure.as_ref()?.mean).unwrap_or(0.0);
        (1..=periods).map(mean).collect()
    };
    let mut by_source: Vec<Vec<f64>> = ids.iter().map(|id| means(&format!("new_customers[{id}]"))).collect();
    let without = |(t, all): (usize, f64)| {
        let brought: f64 = by_source.iter().map(|of_source| of_source[t]).sum();
        // Means of whole people over the futures: a smaller rest is the rounding of the sum.
        Some(all - brought).filter(|rest| *rest > 1e-6).unwrap_or(0.0)
    };
    let of_the_start: Vec<f64> = means("new_customers").into_iter().enumerate().map(without).collect();
    by_source.push(of_the_start);
    let plan = subject.plans[p];
    Brought { label: subject.model.plans[plan].label.clone(), plan, means: by_source }
}
