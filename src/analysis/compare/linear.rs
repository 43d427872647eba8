//! Where the mean field is the mean: plans in which nothing depends on how many people there are.

use crate::metrics::Figure;
use crate::program::{Formula, Program, Spend, Volume};

/// Whether a plan is linear in people: no market, capacity, feedback, test or campaign, and no saturation that is
/// fed by revenue. Then expected numbers of people follow from expected numbers of people.
pub fn is_linear(program: &Program) -> bool {
    let depends_on_people =
        |formula: &Formula| matches!(formula, Formula::Mechanism(_) | Formula::Adopted(_) | Formula::MarketLeft);
    let bends = |channel: &crate::program::Channel| {
        let saturates = matches!(channel.volume, Volume::Bought { saturation: Some(_), .. });
        // A campaign takes no more people than there are.
        channel.active && (channel.campaign.is_some() || saturates && matches!(channel.spend, Spend::ShareOfRevenue(_)))
    };
    // A mechanism may do anything: those that are linear are not told from the others here.
    program.market.is_none()
        && program.mechanisms.is_empty()
        && program.capacities.is_empty()
        && !program.numbers.iter().any(depends_on_people)
        && !program.tests.iter().any(|test| test.active)
        && !program.channels.iter().any(bends)
}

/// Whether a figure is a sum of people or money: its expectation is the figure of expectations.
pub fn is_sum(figure: &Figure) -> bool {
    matches!(figure, Figure::Stock(_) | Figure::Flow(_) | Figure::Level { .. } | Figure::PresentValue { .. })
}
