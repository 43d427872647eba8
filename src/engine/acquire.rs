//! Steps 2 and 4, budgets and arrivals: what channels spend, whom they bring from outside, whom they win over.
//!
//! What a channel has spent wears off geometrically, `x_eff = (1 - c) x + c x_eff(last period)`, and saturates,
//! `g(x) = h^s / (1 + h^s)` with `h = x / half`, so that on average `x0 / cost · g(x_eff) / g(x0)` people come: one
//! costs `cost` at today's spend x0, and twice the spend brings fewer than twice as many (Broadbent 1979 for the
//! adstock, Jin et al. 2017, *Bayesian Methods for Media Mix Modeling with Carryover and Shape Effects*, for both).
//! Arrivals are Poisson around their mean, or fixed (the fraction of a person drawn), or gamma-Poisson (negative
//! binomial: variance `m + m² / shape`), and each person is of a segment by chance. A campaign takes its people from
//! cells instead, at random.
//! `tests/it/agreement.rs` compares them with a person-by-person simulation.
//!
//! Reads `State::{numbers, conditional, revenue, ever}`, writes `State::{spend, stock, reach, here, entered, flows,
//! newcomers, ever, cut}`.

use super::luck::{Expected, InOrder, Luck, Urn};
use super::state::{State, held};
use crate::base::lanes::{LANES, Lanes};
use crate::base::streams::Address;
use crate::program::{Campaign, Channel, Program, Reach, Slot, Spend, Variation, Volume};

/// Classes of a channel's address: its number, the segments of its people, and whom a campaign takes.
const NUMBER: u16 = 0;
const SEGMENTS: u16 = 1;
const TAKEN: u16 = 256;

/// What every channel spends in this period, and what of its spending still works.
#[inline(always)]
pub fn budgets<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (c, channel) in program.channels.iter().enumerate() {
        if !runs(channel, period) {
            state.spend[c] = Lanes::ZERO;
            continue;
        }
        let spend = match channel.spend {
            Spend::Amount(slot) => state.numbers[slot],
            Spend::ShareOfRevenue(slot) => state.numbers[slot] * state.revenue,
        };
        // An expression of several inputs may fall below 0, which means nothing.
        let spend = spend.max(Lanes::ZERO);
        state.spend[c] = luck.booked(spend);
        if let Volume::Bought { today, carryover, warm, .. } = channel.volume {
            let before = if period != first_period(channel) {
                state.stock[c]
            } else if warm {
                today.map_or(spend, |slot| state.numbers[slot])
            } else {
                Lanes::ZERO
            };
            let kept = state.numbers[carryover].max(Lanes::ZERO).min(Lanes::ONE);
            // Cents are for the books: a small spend per day would be off by a percent.
            state.stock[c] = (Lanes::ONE - kept) * spend + kept * before;
        }
    }
}

/// Lets those arrive whom every channel brings in a step on average, if it was on before the start and has always spent
/// what it spends now.
pub fn before_the_start(program: &Program, state: &mut State) {
    for (c, channel) in program.channels.iter().enumerate().filter(|(_, channel)| channel.active && channel.ran_before)
    {
        if let Spend::Amount(slot) = channel.spend {
            state.stock[c] = state.numbers[slot].max(Lanes::ZERO);
        }
        let people = held(mean(channel, c, state).max(Lanes::ZERO), &mut state.crowded);
        match &channel.campaign {
            None => {
                let mut left = people;
                for (segment, share) in channel.mix.clone().enumerate() {
                    let of_segment = people * state.effective[share];
                    left -= of_segment;
                    state.land(&channel.to[segment], of_segment);
                }
                if let Some(last) = channel.to.last() {
                    state.land(last, left.max(Lanes::ZERO));
                }
            }
            Some(campaign) => {
                let mut there = Lanes::ZERO;
                campaign.from.iter().for_each(|(cell, _)| there += state.here[*cell]);
                let people = people.min(reach(campaign, c, state, &Expected));
                for (cell, exit) in &campaign.from {
                    let taken = people * (state.here[*cell] / there.max(Lanes::ONE));
                    state.land(exit, taken);
                }
            }
        }
    }
}

/// Lets the people of every channel arrive, and takes those of campaigns from where they are.
#[inline(always)]
pub fn arrive<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    // Of two campaigns on the same people neither finds fewer because the other one came first.
    for (c, channel) in program.channels.iter().enumerate() {
        if let (Some(campaign), true) = (&channel.campaign, runs(channel, period)) {
            state.reach[c] = reach(campaign, c, state, luck);
        }
    }
    for (c, channel) in program.channels.iter().enumerate() {
        if !runs(channel, period) {
            continue;
        }
        let people = number(channel, c, state, luck, period);
        match &channel.campaign {
            None => {
                let people = within_market(program, state, luck, people);
                state.newcomers += people;
                land_by_segment(channel, state, luck, period, people);
            }
            Some(campaign) => {
                let people = people.min(state.reach[c]);
                take(channel, campaign, state, luck, period, people);
            }
        }
    }
}

#[inline(always)]
fn runs(channel: &Channel, period: u16) -> bool {
    channel.active && period >= first_period(channel)
}

#[inline(always)]
fn first_period(channel: &Channel) -> u16 {
    channel.starts.clamp(1, u32::from(u16::MAX)) as u16
}

/// How many the channel would bring.
#[inline(always)]
fn number<L: Luck>(channel: &Channel, c: usize, state: &mut State, luck: &L, period: u16) -> Lanes {
    let mean = held(mean(channel, c, state).max(Lanes::ZERO), &mut state.crowded);
    let address = Address { site: channel.site, period, class: NUMBER, block: 0 };
    match channel.variation {
        Variation::Poisson => luck.poisson(&mean, &luck.words(&address).0),
        Variation::Fixed => luck.rounded(&mean, &luck.words(&address).0),
        Variation::Gamma { shape } => {
            let shape = state.numbers[shape];
            let mix = luck.gamma(&shape, &Address { block: 1, ..address });
            let rate = held(mean * mix / shape, &mut state.crowded);
            luck.poisson(&rate, &luck.words(&address).0)
        }
    }
}

#[inline(always)]
fn mean(channel: &Channel, c: usize, state: &State) -> Lanes {
    match channel.volume {
        Volume::People(slot) => state.numbers[slot],
        Volume::Bought { cost, today, factor, saturation, .. } => {
            let working = state.stock[c];
            let as_if_spent = match (saturation, today) {
                (Some(curve), Some(today)) => saturated(working, state.numbers[today], curve, &state.numbers),
                // Without saturation g(x) is x, and today's spend cancels.
                _ => working,
            };
            as_if_spent / state.numbers[cost] * state.numbers[factor]
        }
    }
}

/// `x0 g(x) / g(x0)`: the spend that would bring as many if each cost the same.
fn saturated(x: Lanes, x0: Lanes, (half, slope): (Slot, Slot), numbers: &[Lanes]) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        let (half, slope) = (numbers[half].0[lane], numbers[slope].0[lane]);
        let (x, x0) = (x.0[lane], x0.0[lane]);
        // The same formula for both, so that the ratio is exactly 1 today.
        let ratio = response(x / half, slope) / response(x0 / half, slope);
        // Nothing spent today (0 / 0) buys nobody.
        out.0[lane] = if x0 * ratio > 0.0 { x0 * ratio } else { 0.0 };
    }
    out
}

/// `h^s / (1 + h^s)`
fn response(h: f64, slope: f64) -> f64 {
    let power = if slope == 1.0 { h } else { libm::pow(h, slope) };
    // Beyond the largest number everybody is reached.
    if power < f64::INFINITY { power / (1.0 + power) } else { 1.0 }
}

/// Those for whom the market has a place; the others are counted as cut.
#[inline(always)]
fn within_market<L: Luck>(program: &Program, state: &mut State, luck: &L, people: Lanes) -> Lanes {
    let came = match program.market {
        None => people,
        Some(size) => {
            let places = luck.whole(state.numbers[size]) - state.ever;
            people.min(places.max(Lanes::ZERO))
        }
    };
    state.cut += people - came;
    state.ever += came;
    came
}

#[inline(always)]
fn land_by_segment<L: Luck>(channel: &Channel, state: &mut State, luck: &L, period: u16, people: Lanes) {
    let mut left = people;
    let mut words = InOrder::at(Address { site: channel.site, period, class: SEGMENTS, block: 0 });
    for (segment, share) in channel.mix.clone().enumerate() {
        let of_segment = luck.binomial(&left, &state.conditional[share], &words.next(luck));
        left -= of_segment;
        state.land(&channel.to[segment], of_segment);
    }
    if let Some(last) = channel.to.last() {
        state.land(last, left);
    }
}

/// The most whom a campaign may take of those who are there at the start of the period.
#[inline(always)]
fn reach<L: Luck>(campaign: &Campaign, c: usize, state: &mut State, luck: &L) -> Lanes {
    let mut there = Lanes::ZERO;
    for (cell, _) in &campaign.from {
        there += state.here[*cell];
    }
    let most = match campaign.reach {
        None => return there,
        Some(Reach::Share(slot)) => there * state.numbers[slot],
        Some(Reach::People(slot)) => state.numbers[slot],
    };
    luck.apportioned(most.max(Lanes::ZERO), &mut state.reach_carried[c]).min(there)
}

/// Takes people out of the cells of a campaign, whoever they are, and brings them where it leads.
#[inline(always)]
fn take<L: Luck>(channel: &Channel, campaign: &Campaign, state: &mut State, luck: &L, period: u16, people: Lanes) {
    let mut there = Lanes::ZERO;
    for (cell, _) in &campaign.from {
        there += state.here[*cell];
    }
    let mut urn = Urn::new(there, people);
    let mut words = InOrder::at(Address { site: channel.site, period, class: TAKEN, block: 0 });
    for (cell, exit) in &campaign.from {
        let words = words.next(luck);
        let group = state.here[*cell];
        if group.any_positive() {
            let taken = urn.take(luck, group, &words);
            state.here[*cell] -= taken;
            state.land(exit, taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, assert_law, model, schedule};
    use crate::model::{Campaign, Model, Number, Reach, Saturation, SegmentId, Spend, StageId, Variation, Volume};

    fn constant(x: f64) -> Number {
        Number::Constant(x)
    }

    /// A channel that has always spent $100 a month and pays $1 for each visitor.
    fn ads() -> Model {
        model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 4
            [stages.visitor]
            [channels.ads]
            to = "visitor"
            spend = "$100 per month"
            cost = "$1"
            variation = "fixed"
            "#,
        )
    }

    /// The same with carry-over, saturation and the spend of each period.
    fn ads_that_wear_off(carryover: f64, saturation: Option<(f64, f64)>, warm: bool, spend: &[f64]) -> Model {
        let mut model = ads();
        let channel = &mut model.plans[0].channels[0];
        channel.spend = Spend::Amount(schedule(spend));
        channel.volume = Volume::Bought {
            cost: constant(100.0),
            today: Some(constant(10_000.0)),
            factor: constant(1.0),
            saturation: saturation.map(|(half, slope)| Saturation { half: constant(half), slope: constant(slope) }),
            carryover: constant(carryover),
            warm,
        };
        model
    }

    fn arrivals(model: &Model) -> Vec<f64> {
        let played = Played::expected(model);
        played.series(played.program.index.arrivals[0])
    }

    /// x_eff by hand: (1 - 1/2) x + 1/2 x_eff before, from $100 on: $100, $150, $75, $37.50.
    #[test]
    fn what_was_spent_works_on_by_the_share_that_carries_over() {
        let spend = [1e4, 2e4, 0.0, 0.0];
        assert_all_near(&arrivals(&ads_that_wear_off(0.5, None, true, &spend)), &[100.0, 150.0, 75.0, 37.5]);
        assert_all_near(&arrivals(&ads_that_wear_off(0.5, None, false, &spend)), &[50.0, 125.0, 62.5, 31.25]);
        assert_all_near(&arrivals(&ads_that_wear_off(0.0, None, true, &spend)), &[100.0, 200.0, 0.0, 0.0]);
    }

    /// g(x) with half = $100: at $100 it is 1/2, and x_eff is as above. With slope 1 g is 3/5, 3/7, 3/11; with slope
    /// 2 it is 9/13, 9/25, 9/73. With slope 2 and no carry-over, $50 brings 1/5.
    #[test]
    fn twice_the_spend_brings_fewer_than_twice_the_people_by_the_curve() {
        let spend = [1e4, 2e4, 0.0, 0.0];
        let curve = Some((1e4, 1.0));
        let expected = [100.0, 100.0 * 6.0 / 5.0, 100.0 * 6.0 / 7.0, 100.0 * 6.0 / 11.0];
        assert_all_near(&arrivals(&ads_that_wear_off(0.5, curve, true, &spend)), &expected);
        let steep = Some((1e4, 2.0));
        let expected = [100.0, 100.0 * 18.0 / 13.0, 100.0 * 18.0 / 25.0, 100.0 * 18.0 / 73.0];
        assert_all_near(&arrivals(&ads_that_wear_off(0.5, steep, true, &spend)), &expected);
        let without_carryover = arrivals(&ads_that_wear_off(0.0, steep, true, &[5e3, 2e4, 0.0, 1e4]));
        assert_all_near(&without_carryover, &[40.0, 160.0, 0.0, 100.0]);
    }

    #[test]
    fn at_todays_spend_a_visitor_costs_what_was_written_to_the_last_digit() {
        for (half, slope) in [(1e3, 1.0), (3_333.0, 0.7), (1e7, 2.9)] {
            let people = arrivals(&ads_that_wear_off(0.0, Some((half, slope)), true, &[1e4]));
            assert_eq!(people, [100.0; 4]);
        }
    }

    #[test]
    fn a_channel_that_starts_later_does_nothing_before_and_an_inactive_one_nothing_at_all() {
        let mut model = ads_that_wear_off(0.5, None, true, &[1e4, 1e4, 2e4, 0.0]);
        model.plans[0].channels[0].starts = 3;
        let played = Played::expected(&model);
        assert_all_near(&played.series(played.program.index.arrivals[0]), &[0.0, 0.0, 150.0, 75.0]);
        assert_eq!(played.series(played.program.index.spend[0]), [0.0, 0.0, 2e4, 0.0]);
        model.plans[0].channels[0].active = false;
        let played = Played::expected(&model);
        assert_eq!(played.series(played.program.index.arrivals[0]), [0.0; 4]);
        assert_eq!(played.series(played.program.index.spend[0]), [0.0; 4]);
    }

    /// 50 readers pay $10 a month and one in ten leaves. A tenth of the revenue is spent: of $500 of the start, then
    /// of $450, $405 and so on; each dollar brings one visitor.
    #[test]
    fn a_budget_that_is_a_share_of_revenue_is_of_the_last_periods() {
        let mut model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.reader]
            role = "customer"
            start = 50
            to.exit = "10% per month"
            [stages.visitor]
            [channels.ads]
            to = "visitor"
            spend = "$100 per month"
            cost = "$1"
            variation = "fixed"
            [revenue.abo]
            on = "reader"
            each = "$10 per month"
            "#,
        );
        model.plans[0].channels[0].spend = Spend::ShareOfRevenue(constant(0.1));
        model.plans[0].channels[0].volume = Volume::Bought {
            cost: constant(100.0),
            today: None,
            factor: constant(1.0),
            saturation: None,
            carryover: constant(0.0),
            warm: true,
        };
        let played = Played::expected(&model);
        assert_all_near(&played.series(played.program.index.spend[0]), &[5_000.0, 4_500.0, 4_050.0]);
        assert_all_near(&played.series(played.program.index.arrivals[0]), &[50.0, 45.0, 40.5]);
    }

    /// Two channels of 60 and 30 a month find a market of 80.9 people: places go to the first channel first, and what
    /// is left of the last person is no place.
    #[test]
    fn who_finds_no_place_in_the_market_is_cut_and_counted() {
        let model = model(
            r#"
            [time]
            step = "month"
            periods = 2
            [market]
            size = 80.9
            [stages.visitor]
            [channels.first]
            to = "visitor"
            arrivals = 60
            variation = "fixed"
            [channels.second]
            to = "visitor"
            arrivals = 30
            variation = "fixed"
            "#,
        );
        let played = Played::drawn(&model, 32);
        let index = &played.program.index;
        assert_eq!(played.series(index.arrivals[0]), [60.0, 0.0]);
        assert_eq!(played.series(index.arrivals[1]), [20.0, 0.0]);
        assert_eq!(played.values(index.cut_by_market.expect("there is a market"), 1), [10.0; 32]);
        let played = Played::expected(&model);
        assert_all_near(&played.series(played.program.index.arrivals[1]), &[20.9, 0.0]);
    }

    /// 1,000 people, 600 of one segment; a campaign takes 500 of them.
    fn campaign(reach: Option<Reach>) -> Model {
        let mut model = model(
            r#"
            [time]
            step = "month"
            periods = 1
            [stages.lapsed]
            start = 1000
            [stages.back]
            [channels.mail]
            to = "back"
            arrivals = 500
            variation = "fixed"
            [segments.many]
            share = "60%"
            [segments.few]
            share = "40%"
            "#,
        );
        model.plans[0].channels[0].from = Some(Campaign { stages: vec![StageId(0)], reach });
        model
    }

    /// Hypergeometric: mean 500 · 0.6 = 300, variance 500 · 0.6 · 0.4 · 500 / 999; were they drawn with replacement
    /// the variance were twice that.
    #[test]
    fn a_campaign_takes_people_out_of_their_stage_without_regard_to_who_they_are() {
        let played = Played::drawn(&campaign(None), 4_096);
        let index = &played.program.index;
        assert_eq!(played.series(index.people[0].expect("a stage")), [500.0]);
        assert_eq!(played.series(index.people[1].expect("a stage")), [500.0]);
        assert_eq!(played.series(index.arrivals[0]), [500.0]);
        let many = people_of(&campaign(None), 0);
        assert_law(&many, 300.0, 120.0 * 500.0 / 999.0);
    }

    /// Those of a segment who came back.
    fn people_of(model: &Model, segment: usize) -> Vec<f64> {
        let mut model = model.clone();
        // Revenue of $1 from each of them tells the segments apart.
        let text = r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 1
            [stages.back]
            start = 1
            [revenue.count]
            on = "back"
            each = "$1 per month"
        "#;
        let counting = super::super::played::model(text);
        let mut line = counting.plans[0].revenue[0].clone();
        line.per = crate::model::Per::Person(vec![StageId(1)]);
        model.plans[0].revenue.push(line);
        for kind in &mut model.plans[0].kinds {
            kind.revenue.push(constant(if kind.segment == SegmentId(segment) { 1.0 } else { 0.0 }));
        }
        let played = Played::drawn(&model, 4_096);
        played.values(played.program.index.revenue[0], 1)
    }

    #[test]
    fn a_campaign_reaches_no_more_than_its_share_of_those_at_the_start() {
        for (reach, expected) in [
            (Reach::Share(constant(0.29)), 290.0),
            (Reach::Share(constant(0.0299)), 29.0),
            (Reach::People(constant(123.9)), 123.0),
            (Reach::People(constant(1e6)), 500.0),
        ] {
            let played = Played::drawn(&campaign(Some(reach)), 16);
            assert_eq!(played.series(played.program.index.arrivals[0]), [expected]);
        }
    }

    /// 0.4 people a month are 0.4, 0.8, 1.2, 1.6, 2; 3% of 20 people are 0.6, of 20 still 1.2, and of the 19 and 18
    /// who are left 1.77, 2.34 and 2.88. A campaign that starts in month 3 reaches nobody before.
    #[test]
    fn fractions_of_a_reach_are_carried_over_until_they_are_one() {
        let taken = |reach: Reach, starts: u32| {
            let mut model = campaign(Some(reach));
            model.time.periods = 5;
            model.plans[0].stages[0].start = 20.0;
            model.plans[0].channels[0].starts = starts;
            let drawn = Played::drawn(&model, 16);
            let expected = Played::expected(&model);
            let series = |played: &Played| played.series(played.program.index.arrivals[0]);
            (series(&drawn), series(&expected))
        };
        let (drawn, expected) = taken(Reach::People(constant(0.4)), 1);
        assert_eq!(drawn, [0.0, 0.0, 1.0, 0.0, 1.0]);
        assert_all_near(&expected, &[0.4; 5]);
        let (drawn, expected) = taken(Reach::People(constant(0.4)), 3);
        assert_eq!(drawn, [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_all_near(&expected, &[0.0, 0.0, 0.4, 0.4, 0.4]);
        let (drawn, expected) = taken(Reach::Share(constant(0.03)), 1);
        assert_eq!(drawn, [0.0, 1.0, 0.0, 1.0, 0.0]);
        let left = |n: i32| 20.0 * (0.97_f64).powi(n);
        assert_all_near(&expected, &[1, 2, 3, 4, 5].map(|n| left(n - 1) - left(n)));
    }

    /// Each may take half of the thousand, whichever comes first.
    #[test]
    fn of_two_campaigns_each_has_its_share_of_those_at_the_start() {
        let mut model = campaign(Some(Reach::Share(constant(0.5))));
        let mut second = model.plans[0].channels[0].clone();
        second.id = "again".to_string();
        model.plans[0].channels.push(second);
        model.tracking.for_life.push(false);
        let played = Played::drawn(&model, 16);
        let index = &played.program.index;
        assert_eq!(played.series(index.arrivals[0]), [500.0]);
        assert_eq!(played.series(index.arrivals[1]), [500.0]);
        assert_eq!(played.series(index.people[0].expect("a stage")), [0.0]);
    }

    /// Of Poisson(200) visitors each is of a segment by chance: independent Poisson counts.
    #[test]
    fn a_channels_people_are_of_its_own_mix_of_segments() {
        let mut model = campaign(None);
        model.plans[0].stages[0].start = 0.0;
        let channel = &mut model.plans[0].channels[0];
        channel.from = None;
        channel.volume = Volume::People(constant(200.0));
        channel.variation = Variation::Poisson;
        channel.mix = vec![constant(0.25), constant(0.75)];
        assert_law(&people_of(&model, 0), 50.0, 50.0);
    }
}
