//! Channels: what each costs and brings under every plan.

use super::{AnyChart, Subject};
use crate::analysis::lifetime::Figure;
use crate::report::chart::{ChannelFigures, ChannelRow, Channels, Context, channels};
use crate::report::numbers::{Estimate, Unit};
use crate::results::Distribution;

/// None without channels.
pub(super) fn chart(subject: &Subject, context: &Context) -> Option<AnyChart> {
    let figures = figures(subject);
    (!figures.rows.is_empty()).then(|| -> AnyChart { Box::new(channels(&figures, context)) })
}

fn figures(subject: &Subject) -> Channels {
    let model = subject.model;
    let any = |figure: &Figure| figure.is_ok_and(|x| x.p5 != 0.0 || x.p95 != 0.0);
    let of_person = subject.lifetimes.iter().flat_map(|lifetime| &lifetime.channels);
    let row = |(at, channel): (usize, &crate::model::Channel)| ChannelRow {
        label: channel.label.clone(),
        figures: (0..subject.plans.len()).map(|plan| of_plan(subject, plan, at, &channel.id)).collect(),
    };
    Channels {
        money: Unit::Money(model.currency.clone()),
        plans: subject.plans.iter().map(|&plan| (model.plans[plan].label.clone(), plan)).collect(),
        // Where nobody earns or pays anything nothing is worth, costs or pays.
        has_money: of_person.into_iter().any(|brought| any(&brought.value) || any(&brought.cost)),
        rows: model.plans[0].channels.iter().enumerate().map(row).collect(),
    }
}

/// A channel under one plan of the results; `None` where the plan does not use it.
fn of_plan(subject: &Subject, plan: usize, channel: usize, id: &str) -> Option<ChannelFigures> {
    let described = &subject.model.plans[subject.plans[plan]].channels[channel];
    let of_run = |metric: &str| {
        let figure = subject.results.total(plan, &format!("{metric}[{id}]"));
        figure.filter(Distribution::says_something).and_then(|figure| middle(&figure))
    };
    let of_one = |figure: &Figure| figure.ok().map(|x| Estimate { median: x.mean, low: x.p5, high: x.p95 });
    let brought = subject.lifetimes[plan].channels.get(channel)?;
    described.active.then(|| ChannelFigures {
        spend: of_run("spend"),
        people: of_run("arrivals"),
        new_customers: of_run("new_customers"),
        conversion: of_one(&brought.conversion),
        cac: of_run("cac"),
        value: of_one(&brought.value),
        cost: of_one(&brought.cost),
        average_pays: brought.chance_pays.ok(),
        next_dollar_pays: subject.contributions.get(plan).and_then(|of| of.next_dollar(channel)).map(|next| next.pays),
    })
}

/// Median and 90% range.
pub(super) fn middle(figure: &Distribution) -> Option<Estimate> {
    Some(Estimate { median: figure.median()?, low: figure.p5()?, high: figure.p95()? })
}
