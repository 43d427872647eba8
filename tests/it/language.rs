//! The scenario language as a whole: what the forms of a number mean, that no text whatever brings the
//! reader down, and that a scenario means the same at any step.

mod forms;
mod influences;
mod in_time;
mod money;
mod mutations;
mod steps;

use flywheel::base::diagnostics::Severity;
use flywheel::metrics::Catalogue;
use flywheel::model::{self, Model};
use flywheel::program::compile;
use flywheel::scenario::{self, Override};

/// A scenario with everything that the language of this version has.
const SAAS: &str = include_str!("language/saas.toml");

/// One campaign, all at once: the smallest scenario there is.
const CAMPAIGN: &str = include_str!("language/campaign.toml");

/// A shop whose customers fall asleep and wake up, in weeks and won.
const SHOP: &str = include_str!("language/shop.toml");

/// A music school with numbers in time, rates by age and tenure, and channels of every kind.
const STUDIO: &str = include_str!("language/studio.toml");

/// The model of a text; all that is said if there is none.
fn checked(text: &str, overrides: &[&str]) -> Result<Model, String> {
    let overrides: Vec<Override> = overrides.iter().map(|text| Override::from(*text)).collect();
    let (sources, read) = scenario::read_str("test.toml", text, None, &overrides);
    let read = read.map_err(|diagnostics| diagnostics.render(&sources, false))?;
    let (model, diagnostics) = model::check(&read);
    assert_eq!(model.is_none(), diagnostics.count(Severity::Error) > 0);
    model.ok_or_else(|| diagnostics.render(&sources, false))
}

/// The model of a text that must have one.
fn model_of(text: &str, overrides: &[&str]) -> Model {
    checked(text, overrides).unwrap_or_else(|said| panic!("{said}"))
}

/// All that is said about a text.
fn said_about(text: &str) -> String {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[]);
    match read {
        Err(diagnostics) => diagnostics.render(&sources, false),
        Ok(scenario) => model::check(&scenario).1.render(&sources, false),
    }
}

/// What a goal asks for, by the unit of its figure.
const EVERY_FIGURE: [&str; 31] = [
    "people[regular]",
    "people[regular + asleep]",
    "customers",
    "users",
    "exited",
    "under_way",
    "cash",
    "new_customers",
    "new_customers[friend]",
    "new_users",
    "reactivated",
    "users_back",
    "downgraded",
    "churned",
    "users_churned",
    "passages[member -> exit]",
    "arrivals[flyer]",
    "entries[passerby]",
    "invitations",
    "accepted",
    "referred_customers",
    "revenue[cups]",
    "gross_margin",
    "spend[street]",
    "cost[rent]",
    "referral_cost",
    "investment",
    "profit",
    "churn_rate",
    "rate[member -> regular]",
    "growth_rate",
];

#[test]
fn every_figure_that_a_goal_may_name_is_one_that_is_computed() {
    for figure in EVERY_FIGURE {
        let text = format!("{SHOP}\n[goals.one]\nmetric = \"{figure}\"\nat = 1\nat_least = 0\n");
        let model = model_of(&text, &[]);
        // Panics if a goal names what it does not know.
        let catalogue = Catalogue::new(&model, &compile(&model, 0));
        assert!(catalogue.find("chance[one]").is_some(), "{figure}");
    }
}

#[test]
fn complete_scenarios_are_read_without_a_word() {
    for text in [SAAS, CAMPAIGN, SHOP, STUDIO] {
        assert_eq!(said_about(text), "");
    }
    let saas = model_of(SAAS, &[]);
    assert_eq!(
        saas.plans.iter().map(|plan| plan.id.as_str()).collect::<Vec<&str>>(),
        ["base", "funnel", "flywheel", "both"]
    );
    assert_eq!(model_of(CAMPAIGN, &[]).label, "Ad campaign");
}
