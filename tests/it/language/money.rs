//! Money and targets: what is booked, on whom, and what it counts as.

use flywheel::base::calendar::Step;
use flywheel::model::{
    Bound, Campaign, ChannelKind, Count, CountsAs, Discount, MoneyLine, Number, Per, Reach, RewardOn, Spend, StageId,
    StageTarget, Volume,
};

use super::{STUDIO, model_of};

fn line<'a>(lines: &'a [MoneyLine], id: &str) -> &'a MoneyLine {
    lines.iter().find(|line| line.id == id).unwrap()
}

#[test]
fn what_is_paid_per_unit_of_time_recurs_unless_said_otherwise() {
    let plan = &model_of(STUDIO, &[]).plans[0];
    let recurring: Vec<(&str, bool)> = plan.revenue.iter().map(|line| (line.id.as_str(), line.recurring)).collect();
    assert_eq!(recurring, [("lessons", true), ("music", false), ("course", false)]);
    assert!(plan.costs.iter().all(|line| !line.recurring));
    let bare = model_of(STUDIO, &["revenue.lessons.each==price"]);
    assert!(!bare.plans[0].revenue[0].recurring);
    let said = model_of(STUDIO, &["revenue.music.recurring=true"]);
    assert!(said.plans[0].revenue[1].recurring);
}

#[test]
fn purchases_come_so_often_and_cost_so_much_each_time() {
    let model = model_of(STUDIO, &[]);
    let plan = &model.plans[0];
    let music = line(&plan.revenue, "music");
    let weeks = Step::Month.counted_in(Step::Week);
    let times = music.times.as_ref().and_then(Number::as_constant).unwrap();
    assert!((times * weeks - 0.2).abs() < 1e-15, "{times}");
    let input = model.inputs.iter().position(|input| input.path == "revenue.music.each").unwrap();
    let mut values = vec![f64::NAN; model.inputs.len()];
    values[input] = 15.0;
    // In cents, each time and not per step.
    assert_eq!(plan.kinds[0].revenue[1].value(&values), 1500.0);
    assert!(plan.revenue.iter().filter(|line| line.id != "music").all(|line| line.times.is_none()));
}

#[test]
fn a_share_of_the_revenue_is_a_share_and_no_amount() {
    let plan = &model_of(STUDIO, &[]).plans[0];
    assert_eq!(line(&plan.costs, "cards").per, Per::Revenue);
    assert_eq!(plan.kinds[0].costs[0], Number::Constant(0.03));
    let uncertain = model_of(STUDIO, &["costs.cards.each=2% to 4% of revenue"]);
    assert_eq!(uncertain.inputs.iter().filter(|input| input.path == "costs.cards.each").count(), 1);
}

#[test]
fn costs_count_as_what_is_said_and_people_when_it_is_said() {
    let model = model_of(STUDIO, &["money.count=mid"]);
    let plan = &model.plans[0];
    assert_eq!(line(&plan.costs, "teachers").counts_as, Some(CountsAs::Service));
    assert_eq!(line(&plan.costs, "postage").counts_as, None);
    let count = |lines: &[MoneyLine], id: &str| line(lines, id).count;
    assert_eq!([count(&plan.costs, "teachers"), count(&plan.costs, "postage")], [Count::Start, Count::Mid]);
    assert_eq!([count(&plan.revenue, "course"), count(&plan.revenue, "lessons")], [Count::Mid, Count::Mid]);
    assert_eq!((model.accounting.count, model.accounting.count_start), (Count::Mid, true));
    assert_eq!(model.accounting.discount, Discount::Continuous);
}

#[test]
fn a_reward_may_wait_for_the_acquisition_and_a_commission_is_of_the_first_sale() {
    let model = model_of(STUDIO, &[]);
    let referral = &model.plans[0].referrals[0];
    assert_eq!(referral.reward_on, RewardOn::Acquisition);
    assert_eq!(referral.commission, Some(Number::Constant(0.1)));
    assert_eq!((&referral.reward, &referral.cost_per_invite), (&Number::Constant(1000.0), &Number::Constant(20.0)));
    // Invitations follow the season: in the first week of July half of them are sent.
    let invites = &model.plans[0].kinds[0].invites[0][0];
    let in_week = |week: u32| invites.value_in(&[], Some(week));
    assert_eq!(in_week(27), 0.5 * in_week(1));
    assert_eq!(model_of(STUDIO, &["referrals.friend.commission=0%"]).plans[0].referrals[0].commission, None);
}

#[test]
fn a_campaign_reaches_a_share_or_so_many() {
    let plan = &model_of(STUDIO, &[]).plans[0];
    let stage = |id: &str| StageId(plan.stages.iter().position(|stage| stage.id == id).unwrap());
    let Some(Campaign { stages, reach: Some(Reach::Share(share)) }) = &plan.channels[3].from else { panic!("a share") };
    assert_eq!(stages, &[stage("asleep")]);
    // Asked every week as many are reached in a month as asked once.
    let weeks = Step::Month.counted_in(Step::Week);
    let missed_in_a_month = (weeks * (1.0 - share.value(&[])).ln()).exp();
    assert!((missed_in_a_month - 0.9).abs() < 1e-15, "{missed_in_a_month}");
    let Some(Campaign { reach: Some(Reach::People(people)), .. }) = &plan.channels[4].from else { panic!("people") };
    assert!((people.value(&[]) * weeks - 30.0).abs() < 1e-12);
    assert_eq!((plan.channels[3].kind, plan.channels[4].kind), (ChannelKind::Paid, ChannelKind::Personal));
}

#[test]
fn a_budget_may_be_a_share_of_the_revenue() {
    let plan = &model_of(STUDIO, &[]).plans[0];
    assert_eq!(plan.channels[1].spend, Spend::ShareOfRevenue(Number::Constant(0.15)));
    let Volume::Bought { today: Some(_), warm: false, cost, .. } = &plan.channels[1].volume else { panic!("bought") };
    assert_eq!(*cost, Number::Constant(400.0));
    // Without anything that remembers or saturates today cancels.
    let plain = "spend = { share_of_revenue = \"15%\" }\ncost = \"EUR 4\"\n";
    let text = STUDIO.replace(
        "spend = { share_of_revenue = \"15%\" }\ncost = \"EUR 4\"\nmeasured_at = \"EUR 2k per month\"\n\
         saturation = { half = \"EUR 10k per month\" }\nnew = true\ncarryover = \"5% per week\"\n",
        plain,
    );
    let volume = &model_of(&text, &[]).plans[0].channels[1].volume;
    assert!(matches!(volume, Volume::Bought { today: None, saturation: None, .. }), "{volume:?}");
}

#[test]
fn targets_are_figures_per_step_and_fewer_are_better_of_the_lapsed() {
    let plan = &model_of(STUDIO, &[]).plans[0];
    let weeks = Step::Month.counted_in(Step::Week);
    let target = |metric: &str, written: &str, bound: Bound| StageTarget {
        metric: metric.to_string(),
        written: written.to_string(),
        bound,
    };
    let trial = &plan.stages[1];
    assert_eq!(trial.owner.as_deref(), Some("Lessons"));
    let expected = [
        target("entries[trial]", "200 per month", Bound::AtLeast(200.0 * Step::Week.counted_in(Step::Month))),
        target("people[trial]", "150", Bound::AtLeast(150.0)),
        target("passages[trial -> pupil]", "12 per week", Bound::AtLeast(12.0)),
        target("conversion[trial -> pupil]", "35%", Bound::AtLeast(0.35)),
    ];
    assert_eq!(trial.targets, expected);
    let Bound::AtMost(entries) = plan.stages[4].targets[0].bound else { panic!("at most") };
    assert!((entries * weeks - 50.0).abs() < 1e-12);
}
