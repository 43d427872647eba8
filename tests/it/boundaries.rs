//! Doubts that say "never", "nobody" or "before the run is over", at the very edge at which they become true.

use flywheel::{model, scenario};

/// What is said about a scenario.
fn said(text: &str) -> String {
    let (sources, read) = scenario::read_str("test.toml", text, None, &[]);
    match read {
        Ok(read) => model::check(&read).1.render(&sources, false),
        Err(said) => said.render(&sources, false),
    }
}

fn run_of(periods: u32, stages: &str) -> String {
    said(&format!(
        "[time]\nstep = \"month\"\nperiods = {periods}\n{stages}\n[stages.c]\nrole = \"customer\"\nto = {{}}\n"
    ))
}

#[test]
fn who_decides_in_the_last_period_leaves_before_the_run_is_over() {
    const DOUBT: &str = "nobody leaves `t` before the run is over";
    let trial = |start: &str, after: u32| {
        format!(
            "[stages.t]\nrole = \"user\"\nafter = {after}\nto.c = \"40%\"\nto.exit = \"rest\"\n{start}\n[channels.x]\nto = \"t\"\narrivals = \"1 per month\""
        )
    };
    // There at the start and new: they decide in period `after`. Who comes in period 1 decides one later.
    for (start, after, doubted) in [
        ("start = 5\nstart_age = [5]", 3, false),
        ("start = 5\nstart_age = [5]", 4, true),
        ("start = 5\nstart_age = [2, 3]", 4, false),
        ("start = 5\nstart_age = [2, 3]", 5, true),
        ("start = 5\nstart_age = \"settled\"", 9, false),
        ("", 2, false),
        ("", 3, true),
    ] {
        let said = run_of(3, &trial(start, after));
        assert_eq!(said.contains(DOUBT), doubted, "{start} after {after}: {said}");
    }
}

#[test]
fn a_survival_beside_a_rate_is_a_way_out() {
    const DOUBT: &str = "in the end everyone in `t` becomes";
    let stage = |ways: &str| format!("[stages.t]\nrole = \"user\"\nstart = 5\nstart_age = [5]\n{ways}");
    let survival = "to.exit = { survival = [[\"1 month\", \"50%\"]] }";
    assert!(!run_of(8, &stage(&format!("to.c = \"5% per month\"\n{survival}"))).contains(DOUBT));
    let alone = run_of(8, "[stages.t]\nrole = \"user\"\nstart = 5\nto.c = \"5% per month\"");
    assert!(alone.contains(DOUBT), "{alone}");
    // A survival into the customers alone is no other way either.
    assert!(run_of(8, &stage("to.c = { survival = [[\"1 month\", \"50%\"]] }")).contains(DOUBT));
    // The exact "0% per month" says that it is meant.
    let meant = "[stages.t]\nrole = \"user\"\nstart = 5\nto.c = \"5% per month\"\nto.exit = \"0% per month\"";
    assert!(!run_of(8, meant).contains(DOUBT));
}

#[test]
fn everyone_leaves_within_a_step_only_if_all_of_them_do_at_any_time() {
    const DOUBT: &str = "nobody stays in `t` longer than one month";
    let stage = |exit: &str| format!("[stages.t]\nrole = \"user\"\nstart = 5\n{exit}\nto.c = \"40% per month\"");
    assert!(run_of(8, &stage("to.exit = \"60% per month\"")).contains(DOUBT));
    assert!(!run_of(8, &stage("to.exit = \"59.9% per month\"")).contains(DOUBT));
    let for_a_while = "to.exit = { schedule = [[1, \"60%\"], [3, \"10%\"]], per = \"month\" }";
    assert!(!run_of(8, &stage(for_a_while)).contains(DOUBT));
    let at_first = "start_age = [5]\nto.exit = { by_age = [\"60%\", \"10%\"], per = \"month\" }";
    assert!(!run_of(8, &stage(at_first)).contains(DOUBT));
}

#[test]
fn a_stay_of_exactly_a_step_is_not_shorter_than_one() {
    const DOUBT: &str = "counts as one month, the step";
    let stage = |stay: &str| {
        format!("[stages.t]\nrole = \"user\"\nstart = 5\nstay = {stay}\nto.c = \"40%\"\nto.exit = \"rest\"")
    };
    for (stay, doubted) in [("1", false), ("\"1 month\"", false), ("\"0.99 months\"", true), ("\"1 week\"", true)] {
        assert_eq!(run_of(8, &stage(stay)).contains(DOUBT), doubted, "{stay}");
    }
}

#[test]
fn a_time_beyond_all_sense_is_refused_wherever_one_is_read() {
    const SHOP: &str = r#"
[time]
step = "month"
periods = 12
[stages.t]
role = "user"
stay = "1 month"
to.c = "40%"
to.exit = "rest"
[stages.c]
role = "customer"
to.exit = "5% per month"
[channels.x]
to = "t"
arrivals = "10 per month"
#channel
[referrals.r]
from = ["c"]
invites = "0.1 per month"
accept = "30%"
to = "t"
#referral
[events.e]
chance = "20%"
changes = { "c -> exit" = "+20%" }
#event
[initiatives.i]
active = true
upfront = 10
changes = { "c -> exit" = "-10%" }
#initiative
[goals.g]
metric = "customers"
at = 12
at_least = 5
"#;
    let nines = "9".repeat(306);
    for (place, key) in [
        ("periods = 12", "periods = TIME"),
        ("stay = \"1 month\"", "stay = TIME"),
        ("stay = \"1 month\"", "after = TIME"),
        ("#channel", "starts = TIME"),
        ("#channel", "lasts = TIME"),
        ("#referral", "delay = TIME"),
        ("#event", "at = TIME"),
        ("#event", "lasts = TIME"),
        ("#initiative", "starts = TIME"),
        ("#initiative", "lasts = TIME"),
        ("#initiative", "ramp = TIME"),
        ("at = 12", "at = TIME"),
        ("to.exit = \"5% per month\"", "to.exit = { schedule = [[1, \"5%\"], [TIME, \"6%\"]], per = \"month\" }"),
        ("to.exit = \"5% per month\"", "to.exit = { survival = [[TIME, \"5%\"]] }"),
    ] {
        for time in [format!("\"{nines} years\""), "\"37B years\"".to_string(), "\"10001 years\"".to_string()] {
            let text = SHOP.replacen(place, &key.replace("TIME", &time), 1);
            let said = said(&text);
            assert!(said.contains("error: ") && said.contains("longer than 10,000 years"), "{key} {time}: {said}");
        }
    }
    let ranges = SHOP.replacen("\"1 month\"", &format!("\"1 to {nines} years\""), 1);
    assert!(said(&ranges).contains("longer than 10,000 years"));
    for key in ["lasts = 99999999999", "starts = 99999999999"] {
        assert!(said(&SHOP.replacen("#channel", key, 1)).contains("error: "), "{key}");
    }
    assert!(!said(SHOP).contains("error"), "{}", said(SHOP));
}

#[test]
fn a_market_may_be_as_large_as_those_who_are_in_and_not_smaller() {
    let market = |size: &str| {
        said(&format!(
            "[time]\nstep = \"month\"\nperiods = 6\n[stages.c]\nrole = \"customer\"\nstart = 500\nto.exit = \"5% per month\"\n\
             [channels.x]\nto = \"c\"\narrivals = \"1 per month\"\n[market]\nsize = {size}\n"
        ))
    };
    assert!(market("499").contains("is smaller than the 500 people at the start"));
    assert!(!market("500").contains("is smaller"));
}
