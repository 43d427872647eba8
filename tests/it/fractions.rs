//! A percentage without its sign, and a fraction with one: of every rate, share and factor that can be written.

use flywheel::{model, scenario};

/// A scenario with everything that is a rate, a share or a factor; what is tried replaces a line.
const SHOP: &str = r#"
[time]
step = "month"
periods = 12
start = "2027-01"
discount_rate = "8% per year"
[stages.lead]
instant = true
to.c = "10%"
target = { conversion = "35%" }
[stages.c]
role = "customer"
start = 1000
to.lapsed = "5% per month"
to.exit = { value = "4% per month", volatility = 0.1 }
[stages.lapsed]
role = "lapsed"
to.c = { by_age = ["5%", "4%"], per = "month" }
[channels.ads]
type = "paid"
to = "lead"
spend = "1000 per month"
cost = 1
saturation = { half = "9k per month", slope = 1 }
carryover = "20% per week"
season = [0.8, 0.9, 1, 1, 1, 1.1, 1.2, 1.1, 1, 1, 1, 0.9]
variation = { spread = 0.5 }
segments = { small = "70%", large = "30%" }
rates = { "lead -> c" = "+10%" }
[channels.revenue]
to = "lead"
spend = { share_of_revenue = "15%" }
cost = 2
[channels.back]
from = ["lapsed"]
to = "c"
spend = "100 per month"
cost = 4
reach = "10% per month"
[referrals.r]
from = ["c"]
invites = "0.1 per month"
spread = 1.3
accept = "30%"
to = "lead"
delay = [0.7, 0.3]
commission = "10%"
same_segment = "70%"
[revenue.r]
on = "c"
each = "100 per month"
spread = 0.4
margin = "80%"
[costs.fees]
each = "3% of revenue"
[frictions.late]
on = "c -> lapsed"
loses = "1% per month"
[frictions.clumsy]
on = "lead -> c"
loses = "15%"
[events.e]
chance = "20%"
changes = { "c -> exit" = "+30%" }
[feedback.f]
of = ["c"]
half = 500
changes = { "lead -> c" = "+12%" }
[initiatives.i]
active = true
chance = "70%"
running = "1 per month"
reduces = { late = "40%" }
changes = { "referrals.r.accept" = "+20%" }
[initiatives.t]
active = true
[initiatives.t.test]
on = "lead -> c"
lift = "5%"
share = "50%"
lasts = 3
confidence = "95%"
[segments.small]
share = "80%"
changes = { "c -> exit" = 1.1 }
[segments.large]
share = "20%"
[goals.churn]
metric = "churn_rate"
at = 12
at_most = "5%"
[plans.p]
changes = { "channels.ads.spend" = "+25%" }
"#;

fn said(text: &str) -> String {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[]);
    match read {
        Ok(read) => model::check(&read).1.render(&sources, false),
        Err(said) => said.render(&sources, false),
    }
}

#[test]
fn no_rate_share_or_factor_is_taken_hundredfold_in_silence() {
    let before = said(SHOP);
    assert!(!before.contains("error"), "{before}");
    let percentages = [
        ("discount_rate = \"8% per year\"", "discount_rate = 8"),
        ("discount_rate = \"8% per year\"", "discount_rate = 1"),
        ("discount_rate = \"8% per year\"", "discount_rate = \"6 to 8\""),
        ("to.c = \"10%\"", "to.c = 10"),
        ("to.lapsed = \"5% per month\"", "to.lapsed = \"5 per month\""),
        ("volatility = 0.1", "volatility = 10"),
        ("conversion = \"35%\"", "conversion = 35"),
        ("by_age = [\"5%\", \"4%\"]", "by_age = [5, 4]"),
        ("slope = 1 }", "slope = 120 }"),
        ("slope = 1 }", "slope = 10 }"),
        ("carryover = \"20% per week\"", "carryover = \"20 per week\""),
        (
            "season = [0.8, 0.9, 1, 1, 1, 1.1, 1.2, 1.1, 1, 1, 1, 0.9]",
            "season = [80, 90, 100, 100, 100, 110, 120, 110, 100, 100, 100, 90]",
        ),
        ("spread = 0.5 }", "spread = 130 }"),
        ("spread = 0.5 }", "spread = 50 }"),
        ("small = \"70%\", large = \"30%\"", "small = 70, large = 30"),
        ("\"lead -> c\" = \"+10%\"", "\"lead -> c\" = 10"),
        ("share_of_revenue = \"15%\"", "share_of_revenue = 15"),
        ("spread = 1.3", "spread = 13"),
        ("accept = \"30%\"", "accept = 30"),
        ("delay = [0.7, 0.3]", "delay = [70, 30]"),
        ("commission = \"10%\"", "commission = 10"),
        ("same_segment = \"70%\"", "same_segment = 70"),
        ("spread = 0.4", "spread = 40"),
        ("margin = \"80%\"", "margin = 80"),
        ("margin = \"80%\"", "margin = -5"),
        ("each = \"3% of revenue\"", "each = \"3 of revenue\""),
        ("loses = \"1% per month\"", "loses = \"2 per month\""),
        ("loses = \"15%\"", "loses = 15"),
        ("chance = \"20%\"", "chance = 20"),
        ("\"c -> exit\" = \"+30%\"", "\"c -> exit\" = 30"),
        ("\"lead -> c\" = \"+12%\"", "\"lead -> c\" = 120"),
        ("chance = \"70%\"", "chance = 70"),
        ("late = \"40%\"", "late = 40"),
        ("\"referrals.r.accept\" = \"+20%\"", "\"referrals.r.accept\" = 20"),
        ("\"referrals.r.accept\" = \"+20%\"", "\"referrals.r.accept\" = \"10 to 20\""),
        ("lift = \"5%\"", "lift = 5"),
        ("share = \"50%\"", "share = 50"),
        ("confidence = \"95%\"", "confidence = 95"),
        ("share = \"80%\"", "share = 80"),
        ("\"c -> exit\" = 1.1", "\"c -> exit\" = 110"),
        ("at_most = \"5%\"", "at_most = 5"),
        ("\"channels.ads.spend\" = \"+25%\"", "\"channels.ads.spend\" = 25"),
    ];
    let fractions = [
        ("discount_rate = \"8% per year\"", "discount_rate = \"0.08%\""),
        ("to.exit = { value = \"4% per month\", volatility = 0.1 }", "to.exit = \"0.05% per month\""),
        ("to.exit = { value = \"4% per month\", volatility = 0.1 }", "to.exit = \"0.04% to 0.06% per month\""),
        ("to.c = \"10%\"", "to.c = \"0.05%\""),
        ("by_age = [\"5%\", \"4%\"]", "by_age = [\"0.05%\", \"0.04%\"]"),
        (
            "season = [0.8, 0.9, 1, 1, 1, 1.1, 1.2, 1.1, 1, 1, 1, 0.9]",
            "season = [0.008, 0.009, 0.01, 0.01, 0.01, 0.011, 0.012, 0.011, 0.01, 0.01, 0.01, 0.009]",
        ),
        ("share_of_revenue = \"15%\"", "share_of_revenue = \"0.15%\""),
        ("accept = \"30%\"", "accept = \"0.03%\""),
        ("commission = \"10%\"", "commission = \"0.1%\""),
        ("same_segment = \"70%\"", "same_segment = \"0.7%\""),
        ("margin = \"80%\"", "margin = \"0.8%\""),
        ("margin = \"80%\"", "margin = \"-5%\""),
        ("loses = \"1% per month\"", "loses = \"0.01% per month\""),
        ("loses = \"15%\"", "loses = \"0.015%\""),
        ("chance = \"70%\"", "chance = \"0.7%\""),
        ("chance = \"20%\"", "chance = \"0.2%\""),
        ("late = \"40%\"", "late = \"0.4%\""),
        ("spread = 0.4", "spread = \"0.4%\""),
        ("share = \"50%\"", "share = \"0.5%\""),
        ("confidence = \"95%\"", "confidence = \"0.95%\""),
    ];
    for (line, tried) in percentages.into_iter().chain(fractions) {
        assert!(SHOP.contains(line), "{line}");
        let after = said(&SHOP.replacen(line, tried, 1));
        let value = tried.rsplit('=').next().unwrap_or(tried).trim();
        assert!(
            after != before && after.matches("-->").count() > before.matches("-->").count() || after.contains("error"),
            "{value}: {tried}: {after}"
        );
    }
}

#[test]
fn what_is_said_to_be_meant_is_asked_no_more() {
    let before = said(SHOP);
    for (line, meant) in [
        ("discount_rate = \"8% per year\"", "discount_rate = \"100%\""),
        ("to.exit = { value = \"4% per month\", volatility = 0.1 }", "to.exit = \"0.0005 per month\""),
        ("to.exit = { value = \"4% per month\", volatility = 0.1 }", "to.exit = \"0.1% per day\""),
        ("\"c -> exit\" = \"+30%\"", "\"c -> exit\" = \"+1900%\""),
        ("\"c -> exit\" = 1.1", "\"c -> exit\" = 3"),
        ("margin = \"80%\"", "margin = 0.008"),
        ("accept = \"30%\"", "accept = \"0.5%\""),
        ("spread = 0.4", "spread = \"500%\""),
    ] {
        assert!(SHOP.contains(line), "{line}");
        let after = said(&SHOP.replacen(line, meant, 1));
        let doubts = |said: &str| said.matches("warning: ").count() + said.matches("error: ").count();
        assert!(doubts(&after) <= doubts(&before), "{meant}: {after}");
    }
}
