//! Step 3, invitations: whom the people who are already in bring.
//!
//! Everybody who is in an inviting stage at the start of the period sends Poisson(`invites`) invitations; people who
//! are alike together one Poisson(n · invites), by superposition. With a spread v between people the rates of n
//! inviters are one gamma with shape n / v². Each invitation is accepted with the probability of its sender's kind,
//! decided when it is sent; the accepted get a segment, are dealt out over their delays and wait in a pipeline
//! (Kingman 1993, *Poisson Processes*, for superposition and colouring).
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, numbers, conditional, effective, ever}`, writes `State::{invitations, accepted, invite_cost,
//! pipeline, trials, entered, flows, newcomers, ever, cut, scaled}`.

use super::luck::{InOrder, Luck, Urn};
use super::state::{State, held, sum};
use crate::base::counts::Prob;
use crate::base::lanes::Lanes;
use crate::base::streams::{Address, Site};
use crate::program::{Inviters, Program, Referral};

/// Classes of a referral's address: its groups of inviters have the first ones, in their order; the delays, segment
/// by segment, those just below these two.
const SEGMENTS: u16 = u16::MAX;
const MARKET: u16 = u16::MAX - 1;
/// Words of a class.
const WORDS: usize = 512;

/// Blocks of a group of inviters: how many they send (and their gamma), how many are accepted, and whose segment the
/// invited have.
const SENT: u8 = 0;
const RATE: u8 = 1;
const ACCEPTED: u8 = 2;
const SAME_SEGMENT: u8 = 3;

/// Sends this period's invitations and lets those arrive whose delay is over.
#[inline(always)]
pub fn invite<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (r, referral) in program.referrals.iter().enumerate() {
        state.invitations[r] = Lanes::ZERO;
        let mut accepted = std::mem::take(&mut state.by_segment);
        accepted.resize(referral.to.len(), Lanes::ZERO);
        accepted.fill(Lanes::ZERO);
        let mut of_any_segment = Lanes::ZERO;
        for (i, inviters) in referral.from.iter().enumerate() {
            let address = Address { site: referral.site, period, class: i as u16, block: SENT };
            let sent = send(referral, inviters, state, luck, address);
            if !sent.any_positive() {
                continue;
            }
            state.invitations[r] += sent;
            let followed = accept(program, inviters, state, luck, address, sent);
            let same = of_same_segment(referral, state, luck, address, followed);
            accepted[inviters.segment] += same;
            of_any_segment += followed - same;
        }
        mix(referral, state, luck, period, of_any_segment, &mut accepted);
        within_market(program, referral, state, luck, period, &mut accepted);
        state.invite_cost[r] = luck.booked(state.invitations[r] * state.numbers[referral.cost_per_invite]);
        state.accepted[r] = accepted.iter().fold(Lanes::ZERO, |total, people| total + *people);
        state.newcomers += state.accepted[r];
        state.ever += state.accepted[r];
        for (segment, &people) in accepted.iter().enumerate() {
            deal_over_delays(referral, segment, state, luck, period, people);
            let came = arriving_now(referral, segment, state);
            state.land(&referral.to[segment], came);
        }
        state.by_segment = accepted;
    }
}

/// Lets those arrive whom the people who are there invite in a step on average, as if they always had.
pub fn before_the_start(program: &Program, state: &mut State) {
    for referral in &program.referrals {
        for group in &referral.from {
            let sent = sum(&state.here, &group.cells) * state.numbers[group.invites].max(Lanes::ZERO);
            let accepted = group.accept.map_or(sent, |p| sent * state.effective[p]);
            let same = referral.same_segment.map_or(accepted, |p| accepted * state.effective[p]);
            state.land(&referral.to[group.segment], same);
            let others = accepted - same;
            let mut left = others;
            for (segment, share) in referral.mix.clone().enumerate() {
                let of_segment = others * state.effective[share];
                left -= of_segment;
                state.land(&referral.to[segment], of_segment);
            }
            if let Some(last) = referral.to.last() {
                state.land(last, left.max(Lanes::ZERO));
            }
        }
    }
}

/// Invitations that a group of inviters sends.
#[inline(always)]
fn send<L: Luck>(referral: &Referral, group: &Inviters, state: &mut State, luck: &L, address: Address) -> Lanes {
    let inviters = sum(&state.here, &group.cells);
    if !inviters.any_positive() {
        return Lanes::ZERO;
    }
    let rate = match referral.shape {
        None => inviters,
        Some(shape) => {
            let shape = state.numbers[shape];
            luck.gamma(&(inviters * shape), &Address { block: RATE, ..address }) / shape
        }
    };
    let mean = held(rate * state.numbers[group.invites].max(Lanes::ZERO), &mut state.crowded);
    luck.poisson(&mean, &luck.words(&address).0)
}

/// How many of the invitations will be followed.
#[inline(always)]
fn accept<L: Luck>(
    program: &Program,
    group: &Inviters,
    state: &mut State,
    luck: &L,
    address: Address,
    sent: Lanes,
) -> Lanes {
    let Some(p) = group.accept else { return sent };
    let is_on = |test: &usize| program.tests[*test].round_on(address.period).is_some();
    if group.tests.iter().any(is_on) {
        return accept_in_arms(program, group, p, state, luck, address, sent);
    }
    luck.binomial(&sent, &state.conditional[p], &luck.words(&Address { block: ACCEPTED, ..address }).0)
}

/// Invitations in the same arm of every test that is on.
struct Arm {
    sent: Lanes,
    /// What the treatments they get make of their chance.
    factor: Lanes,
    /// Per test that they take part in, its number and which arm.
    parts: Vec<(usize, usize)>,
    site: Site,
}

/// Deals invitations into the arms of the tests that are on, each test apart from the others, and decides each arm
/// by itself: the treated are accepted with `p (1 + lift)`.
#[inline(always)]
fn accept_in_arms<L: Luck>(
    program: &Program,
    group: &Inviters,
    p: usize,
    state: &mut State,
    luck: &L,
    address: Address,
    sent: Lanes,
) -> Lanes {
    let mut arms = vec![Arm { sent, factor: Lanes::ONE, parts: Vec::new(), site: address.site }];
    for &test in &group.tests {
        let facts = &program.tests[test];
        let Some((_, lift)) = facts.round_on(address.period) else { continue };
        let (share, factor) =
            (Prob::new(&state.numbers[facts.share]), (Lanes::ONE + state.numbers[lift]).max(Lanes::ZERO));
        arms = arms.into_iter().flat_map(|arm| split(arm, test, &share, factor, luck, address)).collect();
    }
    let mut accepted = Lanes::ZERO;
    for arm in arms {
        let chance = state.effective[p] * arm.factor;
        state.scaled = state.scaled.zip(chance, |mark, p| if p > 1.0 + 1e-9 { 1.0 } else { mark });
        let words = luck.words(&Address { site: arm.site, block: ACCEPTED, ..address }).0;
        let successes = luck.binomial(&arm.sent, &Prob::new(&chance), &words);
        for (test, part) in arm.parts {
            state.trials[test].people[part] += arm.sent;
            state.trials[test].successes[part] += successes;
        }
        accepted += successes;
    }
    accepted
}

/// Those who take no part in a test, and its two arms.
#[inline(always)]
fn split<L: Luck>(arm: Arm, test: usize, share: &Prob, factor: Lanes, luck: &L, address: Address) -> [Arm; 3] {
    let (first, second) = luck.words(&Address { site: arm.site.group(1), block: 0, ..address });
    let part = luck.binomial(&arm.sent, share, &first);
    let treated = luck.binomial(&part, &Prob::new(&Lanes::splat(0.5)), &second);
    let with = |number: usize| arm.parts.iter().copied().chain([(test, number)]).collect();
    [
        Arm { sent: part - treated, parts: with(0), site: arm.site.group(2), ..arm },
        Arm { sent: treated, parts: with(1), site: arm.site.group(3), factor: arm.factor * factor },
        // Their luck is that of a plan without the test.
        Arm { sent: arm.sent - part, ..arm },
    ]
}

/// How many of the accepted are of their inviter's segment for that reason.
#[inline(always)]
fn of_same_segment<L: Luck>(referral: &Referral, state: &State, luck: &L, address: Address, accepted: Lanes) -> Lanes {
    let address = Address { block: SAME_SEGMENT, ..address };
    match referral.same_segment {
        None => accepted,
        Some(p) => luck.binomial(&accepted, &state.conditional[p], &luck.words(&address).0),
    }
}

/// Gives the others a segment by its share.
#[inline(always)]
fn mix<L: Luck>(referral: &Referral, state: &State, luck: &L, period: u16, people: Lanes, accepted: &mut [Lanes]) {
    if !people.any_positive() {
        return;
    }
    let mut left = people;
    let mut words = InOrder::at(Address { site: referral.site, period, class: SEGMENTS, block: 0 });
    for (segment, share) in referral.mix.clone().enumerate() {
        let of_segment = luck.binomial(&left, &state.conditional[share], &words.next(luck));
        left -= of_segment;
        accepted[segment] += of_segment;
    }
    if let Some(last) = accepted.last_mut() {
        *last += left;
    }
}

/// Leaves those for whom the market has a place, whoever they are; the others are counted as cut.
#[inline(always)]
fn within_market<L: Luck>(
    program: &Program,
    referral: &Referral,
    state: &mut State,
    luck: &L,
    period: u16,
    accepted: &mut [Lanes],
) {
    let Some(size) = program.market else { return };
    let all = accepted.iter().fold(Lanes::ZERO, |total, people| total + *people);
    let places = (luck.whole(state.numbers[size]) - state.ever).max(Lanes::ZERO);
    let cut = (all - places).max(Lanes::ZERO);
    if !cut.any_positive() {
        return;
    }
    state.cut += cut;
    let mut urn = Urn::new(all, all - cut);
    let mut words = InOrder::at(Address { site: referral.site, period, class: MARKET, block: 0 });
    for people in accepted.iter_mut() {
        *people = urn.take(luck, *people, &words.next(luck));
    }
}

#[inline(always)]
fn deal_over_delays<L: Luck>(
    referral: &Referral,
    segment: usize,
    state: &mut State,
    luck: &L,
    period: u16,
    accepted: Lanes,
) {
    let n_delays = referral.delay.len();
    let classes = n_delays.div_ceil(WORDS).max(1) * (segment + 1);
    let class = MARKET.wrapping_sub(classes as u16);
    let mut words = InOrder::at(Address { site: referral.site, period, class, block: 0 });
    let first = place(referral, segment);
    let mut left = accepted;
    for (d, p) in referral.delay.clone().enumerate() {
        let after_d = luck.binomial(&left, &state.conditional[p], &words.next(luck));
        left -= after_d;
        state.pipeline[first + d] += after_d;
    }
    state.pipeline[first + n_delays] += left;
}

/// Takes out those who come now and moves the others one period nearer.
#[inline(always)]
fn arriving_now(referral: &Referral, segment: usize, state: &mut State) -> Lanes {
    let first = place(referral, segment);
    let places = &mut state.pipeline[first..=first + referral.delay.len()];
    let came = places[0];
    places.rotate_left(1);
    places[referral.delay.len()] = Lanes::ZERO;
    came
}

/// Where a segment's accepted invitations are in the pipeline.
#[inline(always)]
fn place(referral: &Referral, segment: usize) -> usize {
    referral.pipeline + segment * (referral.delay.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, assert_law, assert_near, assert_within, model};
    use crate::model::{Model, Number, RewardOn};

    fn constant(x: f64) -> Number {
        Number::Constant(x)
    }

    /// Bass: innovators of p a period, imitators of q for each who is in, both thinned out by the market.
    fn bass() -> Model {
        model(
            r#"
            [time]
            step = "year"
            periods = 5
            [market]
            size = "1M"
            [stages.adopter]
            role = "customer"
            [channels.innovation]
            to = "adopter"
            arrivals = 30000
            [referrals.imitation]
            from = ["adopter"]
            invites = 0.38
            accept = "100%"
            to = "adopter"
            "#,
        )
    }

    /// `N(t) - N(t-1) = (p + q N(t-1)/M) (M - N(t-1))` with p = 0.03, q = 0.38, by hand.
    #[test]
    fn channel_and_referral_in_a_market_are_the_discrete_bass_model() {
        let played = Played::expected(&bass());
        let adopters = played.series(played.program.index.people[0].expect("a stage"));
        let mut n = 0.0;
        for (adopters, known) in adopters.iter().zip([30_000.0, 70_158.0, 122_843.0, 190_104.0, 272_907.0]) {
            n += (0.03 + 0.38 * n / 1e6) * (1e6 - n);
            assert_near(*adopters, n);
            assert_within(*adopters, known, 0.5);
        }
    }

    /// 1,000 members, of 600 of one segment, send 2 invitations each; half are accepted.
    fn club(more: &str) -> Model {
        let text = format!(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.member]
            role = "customer"
            start = 1000
            [stages.guest]
            to.exit = "100% per month"
            [referrals.invite]
            from = ["member"]
            invites = 2
            accept = "50%"
            to = "guest"
            [segments.many]
            share = "60%"
            [segments.few]
            share = "40%"
            {more}
            "#
        );
        model(&text)
    }

    /// Guests of a segment who arrive in the first period, told apart by a price of $1.
    fn guests(mut model: Model, segment: usize) -> Vec<f64> {
        for kind in &mut model.plans[0].kinds {
            kind.revenue[0] = constant(if kind.segment.0 == segment { 1.0 } else { 0.0 });
        }
        let played = Played::drawn(&model, 4_096);
        played.values(played.program.index.revenue[0], 1)
    }

    const COUNTED: &str = "[revenue.count]\n on = \"guest\"\n each = \"$1 per month\"";

    /// Thinned Poisson counts are Poisson: of 1,000 invited 600 are of the segment of their inviter; if 3 of 10 are
    /// drawn from other shares, 600 · 0.7 + 1000 · 0.3 · 0.1.
    #[test]
    fn the_invited_are_of_their_inviters_segment_or_else_of_the_mix() {
        assert_law(&guests(club(COUNTED), 0), 600.0, 600.0);
        let mut model = club(COUNTED);
        let referral = &mut model.plans[0].referrals[0];
        referral.same_segment = constant(0.7);
        referral.mix = vec![constant(0.1), constant(0.9)];
        assert_law(&guests(model, 0), 450.0, 450.0);
    }

    /// There is room for 100 of about 909 whose invitations were accepted. Each of them is of a segment with 60%,
    /// which makes the 100 Binomial(100, 0.6), whoever is cut.
    #[test]
    fn where_the_market_is_too_small_those_who_find_a_place_are_any_of_the_invited() {
        let mut model = club(COUNTED);
        // Members are in the market too: 1/11 of it is left, which thins out the acceptance.
        model.plans[0].market = Some(constant(1_100.0));
        for kind in &mut model.plans[0].kinds {
            kind.invites[0] = vec![constant(20.0)];
        }
        let played = Played::drawn(&model, 64);
        let index = &played.program.index;
        assert_eq!(played.values(index.accepted[0], 1), [100.0; 64]);
        let cut = played.mean(index.cut_by_market.expect("there is a market"), 1);
        // 20,000 invitations, accepted with 1/2 · 1/11, less 100; 4.5 standard errors of a Poisson mean.
        assert_within(cut, 20_000.0 / 22.0 - 100.0, 4.5 * (20_000.0f64 / 22.0 / 64.0).sqrt());
        assert_law(&guests(model, 0), 60.0, 24.0);
    }

    #[test]
    fn each_invitation_costs_and_each_guest_is_rewarded_on_arrival() {
        let mut model = club(COUNTED);
        model.plans[0].referrals[0].cost_per_invite = constant(3.0);
        model.plans[0].referrals[0].reward = constant(1_000.0);
        model.plans[0].referrals[0].delay = vec![0.25, 0.75];
        let played = Played::expected(&model);
        let index = &played.program.index;
        assert_all_near(&played.series(index.invite_cost[0]), &[6_000.0; 3]);
        assert_all_near(&played.series(index.reward[0]), &[250_000.0, 1e6, 1e6]);
        let played = Played::drawn(&model, 16);
        for period in 1..=3 {
            let index = &played.program.index;
            let sent = played.values(index.invitations[0], period);
            let cost = played.values(index.invite_cost[0], period);
            assert!(sent.iter().zip(cost).all(|(sent, cost)| cost == sent * 3.0));
            let came = played.values(index.arrivals[0], period);
            let reward = played.values(index.reward[0], period);
            assert!(came.iter().zip(reward).all(|(came, reward)| reward == came * 1_000.0));
        }
    }

    /// Guests become members a month later, one in five; that is when they are rewarded, and 10% of the $30 that is
    /// booked for each in that month goes to the inviter.
    #[test]
    fn a_reward_on_acquisition_and_a_commission_are_paid_when_the_invited_become_customers() {
        let mut model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.member]
            role = "customer"
            start = 1000
            to.exit = "100% per month"
            [stages.guest]
            to.member = "20% per month"
            to.exit = "80% per month"
            [referrals.invite]
            from = ["member"]
            invites = 2
            accept = "50%"
            to = "guest"
            [revenue.fee]
            on = "member"
            each = "$20 per month"
            [revenue.joining]
            on = "guest -> member"
            each = "$10"
            "#,
        );
        let referral = &mut model.plans[0].referrals[0];
        (referral.reward, referral.reward_on) = (constant(500.0), RewardOn::Acquisition);
        referral.commission = Some(constant(0.1));
        let played = Played::expected(&model);
        let index = &played.program.index;
        // 1,000 members invite 1,000 guests, of whom 200 join, who invite 200 guests, of whom 40 join.
        assert_all_near(&played.series(index.reward[0]), &[0.0, 200.0 * 500.0, 0.0]);
        assert_all_near(&played.series(index.commission[0]), &[0.0, 200.0 * 300.0, 0.0]);
    }
}
