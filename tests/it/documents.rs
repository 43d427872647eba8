//! What the documents show works as shown, and what editors are told is what the reader obeys.

mod validator;

use flywheel::base::diagnostics::Severity;
use flywheel::{model, scenario};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn of_the_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(of_the_project(path)).expect("a file of the project")
}

/// The TOML blocks of a document.
fn scenarios_in(document: &str) -> Vec<String> {
    let text = text_of(document);
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("a closed block").to_string()).collect()
}

#[test]
fn every_scenario_in_the_documents_is_without_error_or_warning() {
    for document in ["README.md", "docs/scenario.md"] {
        let blocks = scenarios_in(document);
        assert!(!blocks.is_empty(), "{document} shows a scenario");
        for block in blocks {
            // Data that a block names would lie beside the document.
            let folder = of_the_project(document);
            let (sources, read) = scenario::read_str(document, &block, folder.parent(), &[]);
            let scenario = read.unwrap_or_else(|d| panic!("{}", d.render(&sources, false)));
            let (model, diagnostics) = model::check(&scenario);
            let quiet = diagnostics.count(Severity::Warning) == 0;
            assert!(model.is_some() && quiet, "{}", diagnostics.render(&sources, false));
        }
    }
}

#[test]
fn every_shipped_scenario_is_without_warning() {
    for name in crate::play::SHIPPED {
        let (sources, read) = scenario::read(&of_the_project("scenarios").join(name), &[]);
        let (_, diagnostics) = model::check(&read.expect("a readable scenario"));
        // In its years more than half of the free users leave: that steps are long is what it is asked about.
        let expected = usize::from(name == "free-to-paid.toml");
        assert_eq!(diagnostics.count(Severity::Warning), expected, "{}", diagnostics.render(&sources, false));
    }
}

#[test]
fn every_scenario_in_the_folder_is_shipped_and_tells_editors_its_schema() {
    let files = std::fs::read_dir(of_the_project("scenarios")).expect("the scenarios");
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = names.filter(|name| name.ends_with(".toml")).collect();
    assert_eq!(names, crate::play::SHIPPED.iter().map(|name| name.to_string()).collect());
    for name in names {
        assert!(text_of(&format!("scenarios/{name}")).starts_with("#:schema ./scenario.schema.json\n# "), "{name}");
    }
}

#[test]
fn the_schema_beside_the_scenarios_is_that_of_the_language() {
    let file: serde_json::Value = serde_json::from_str(&text_of("scenarios/scenario.schema.json")).expect("JSON");
    assert!(file == scenario::schema(), "write it again: cargo run -- schema > scenarios/scenario.schema.json");
}

#[test]
fn every_shipped_scenario_and_every_one_in_the_documents_is_valid_by_the_schema() {
    let schema = scenario::schema();
    let shipped = crate::play::SHIPPED.map(|name| (name.to_string(), text_of(&format!("scenarios/{name}"))));
    let documents = ["README.md", "docs/scenario.md"];
    let shown = documents.iter().flat_map(|d| scenarios_in(d).into_iter().map(|block| (d.to_string(), block)));
    for (name, text) in shipped.into_iter().chain(shown) {
        let wrong = validator::violations(&schema, &validator::json(&text));
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn the_schema_refuses_slips_that_an_editor_can_see() {
    let schema = scenario::schema();
    let slips = [
        ("[stages.a]\ninstnat = true", "/stages/a: `instnat` is not allowed"),
        ("[stages.a]\nrole = \"costumer\"", "/stages/a/role: not one of"),
        ("[stages.a]\ninstant = 1", "/stages/a/instant: not a boolean"),
        ("[stages.a]\nto.b = true", "/stages/a/to/b: none of the forms"),
        ("[channels.a]\nseason = [1, 2, 3]", "/channels/a/season: fewer than 12"),
        ("[tiem]\nstep = \"month\"", ": `tiem` is not allowed"),
        ("[initiatives.a.test]\nlfit = 0.1", "/initiatives/a/test: `lfit` is not allowed"),
    ];
    for (text, expected) in slips {
        let wrong = validator::violations(&schema, &validator::json(text));
        assert!(wrong.iter().any(|each| each.starts_with(expected)), "{text}: {wrong:?}");
    }
}

#[test]
fn every_key_of_the_language_is_in_the_documents_and_explained_to_editors() {
    let page = text_of("docs/scenario.md") + &text_of("docs/model.md");
    let words: BTreeSet<&str> =
        page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut seen = 0;
    for (place, key, property) in validator::properties(&scenario::schema()) {
        // The forms of a number are one thing to editors.
        assert!(place == "number" || property.get("description").is_some(), "{place}: `{key}` is not described");
        assert!(words.contains(key.as_str()), "{place}: `{key}` is not in docs/scenario.md");
        seen += 1;
    }
    assert!(seen > 150, "{seen} keys");
}

/// The chapters in which `check` tells a scenario.
#[cfg(feature = "report")]
fn chapters(name: &str, text: &str, data: &[(&str, &str)]) -> Vec<flywheel::report::told::Chapter> {
    use flywheel::analysis;
    use flywheel::report::told::{Told, chapters};
    let data = data.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let (sources, read) = scenario::read_carried(name, text, data, &[]);
    let (model, diagnostics) = model::check(&read.unwrap_or_else(|d| panic!("{}", d.render(&sources, false))));
    let model = model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources, false)));
    let (expected, lifetimes) = analysis::without_luck(&model);
    let (measured, rates) = (analysis::measured(&model, &lifetimes[0]), analysis::rates(&model, &lifetimes[0]));
    let (expected, lifetimes) = (&expected, &lifetimes[..]);
    let half_step = &Err("it is not asked".to_string());
    chapters(&Told { model: &model, expected, lifetimes, measured: &measured, rates: &rates, half_step, file: name })
}

/// The lines of one chapter.
#[cfg(feature = "report")]
fn chapter<'a>(chapters: &'a [flywheel::report::told::Chapter], title: &str) -> &'a [String] {
    &chapters.iter().find(|chapter| chapter.title == title).unwrap_or_else(|| panic!("no {title}")).lines
}

/// What the sections of the language are called, by where they stand in a file.
#[cfg(feature = "report")]
const PLACES: [(&str, &str); 17] = [
    ("time", "clock"),
    ("simulation", "simulation"),
    ("money", "money"),
    ("market", "market"),
    ("report", "report"),
    ("stages", "stage"),
    ("channels", "channel"),
    ("referrals", "referral"),
    ("revenue", "revenue line"),
    ("costs", "cost line"),
    ("goals", "goal"),
    ("frictions", "friction"),
    ("initiatives", "initiative"),
    ("events", "event"),
    ("capacities", "capacity"),
    ("feedback", "feedback"),
    ("segments", "segment"),
];

/// Section and key of every value that `check` tells key by key: of `channels.ads: saturation.half 3` those of the
/// channel and of the saturation.
#[cfg(feature = "report")]
fn keys_told(lines: &[String]) -> BTreeSet<(String, String)> {
    let mut keys = BTreeSet::new();
    let mut add = |place: &str, key: &str| keys.insert((place.to_string(), key.to_string()));
    for line in lines {
        let (head, values) = line.split_once(": ").expect("a thing and its values");
        let top = head.split([' ', '.']).next().expect("a section");
        add("scenario", top);
        let place = PLACES.iter().find(|(name, _)| *name == top).map_or("scenario", |(_, place)| *place);
        for value in values.split("; ") {
            let key = value.split(' ').next().expect("a key");
            let mut parts = key.split('.');
            let first = parts.next().expect("a key");
            add(place, first);
            if let (inner @ ("target" | "saturation" | "test"), Some(second)) = (first, parts.next()) {
                add(inner, second);
            }
        }
    }
    keys
}

/// What is called how, who owns it and where it was read changes no figure.
#[cfg(feature = "report")]
const REMARKS: [&str; 4] = ["label", "description", "owner", "source"];

#[test]
#[cfg(feature = "report")]
fn every_key_of_the_language_is_told_by_check() {
    let files = ["documents/rest", "language/campaign", "language/influences", "language/saas", "language/shop"];
    let files = files.map(|name| (name.to_string(), text_of(&format!("tests/it/{name}.toml"))));
    let shown = scenarios_in("docs/scenario.md").into_iter().map(|text| ("docs/scenario.md".to_string(), text));
    let mut told = BTreeSet::new();
    for (name, text) in files.into_iter().chain(shown) {
        let chapters = chapters(&name, &text, &[]);
        told.extend(keys_told(chapter(&chapters, "What is written, key by key")));
    }
    let untold: Vec<String> = validator::properties(&scenario::schema())
        .into_iter()
        .filter(|(place, key, _)| !REMARKS.contains(&key.as_str()) && !place.starts_with("number"))
        // What plans do is told in sentences: see below.
        .filter(|(place, key, _)| !place.contains("plan") && key != "plans")
        .filter(|(place, key, _)| !told.contains(&(place.clone(), key.clone())))
        .map(|(place, key, _)| format!("{place}: {key}"))
        .collect();
    assert!(untold.is_empty(), "{untold:#?}");
}

#[test]
#[cfg(feature = "report")]
fn what_a_plan_does_is_told_in_sentences() {
    let chapters = chapters("rest.toml", &text_of("tests/it/documents/rest.toml"), &[]);
    assert_eq!(
        chapter(&chapters, "What each plan does"),
        [
            "first: c: active becomes true instead of false; a: people brought +20%; trial → customer (small) times 1.1",
            "second: begins with first; does without the initiative help; does without a",
        ]
    );
}

/// A level is told at the mean of its season, and what acts on it, waits or is data is told too.
#[test]
#[cfg(feature = "report")]
fn levels_are_told_at_the_mean_of_their_season_and_influences_with_what_they_change() {
    let text = r#"
        currency = "USD"
        [time]
        step = "month"
        periods = 12
        discount_rate = "8% per year"
        [stages.trial]
        role = "user"
        to.customer = "20% per month"
        [stages.customer]
        role = "customer"
        start = 100
        to.exit = { series = "churn.csv", column = "rate" }
        [channels.blog]
        to = "trial"
        arrivals = "700 per month"
        season = [0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        [channels.ads]
        to = "trial"
        spend = "$1000 per month"
        cost = "$10"
        season = [2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        [channels.fair]
        to = "trial"
        arrivals = { schedule = [[1, 10], [7, 30]] }
        [referrals.friends]
        from = ["customer"]
        invites = "0.2 per month"
        accept = "30%"
        to = "trial"
        delay = [0.7, 0.3]
        season = [0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        [frictions.slow]
        on = "trial -> customer"
        loses = "10%"
        [frictions.shy]
        on = "referral:friends"
        loses = "40%"
        [initiatives.help]
        ramp = "3 months"
        reduces = { slow = "50%" }
        changes = { "trial -> customer" = "+20%" }
        set = { "referrals.friends.accept" = "40%" }
        [events.rival]
        chance = "20%"
        changes = { "customer -> exit" = "+30%" }
        [feedback.crowd]
        of = ["customer"]
        half = 500
        changes = { "trial -> customer" = "-10%" }
        [plans.help]
        initiatives = ["help"]
    "#;
    let chapters = chapters("told.toml", text, &[("churn.csv", "rate\n0.05\n0.03\n0.04\n")]);
    let sources = chapter(&chapters, "Where they come from");
    let season = "on average over the year, January to December times";
    assert_eq!(sources[0], format!("blog: 700 a month to trial; {season} [0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"));
    let ads = format!("ads: 100 a month to trial, for $1k a month ($10 each); {season} [2, 0, ");
    assert!(sources[1].starts_with(&ads), "{}", sources[1]);
    assert_eq!(sources[2], "fair: 10 a month to trial; 30 a month in month 12");
    let friends = "friends: each of customer sends 0.2 invitations a month, 30 of 100 are accepted; they come to trial at \
                   once (70%), 1 month later (30%); on average";
    assert!(sources[3].starts_with(friends), "{}", sources[3]);
    let frictions = chapter(&chapters, "What holds them back");
    assert_eq!(frictions[1], "shy: 40 of 100 invitations of friends are not sent; the number includes it");
    let help = &chapter(&chapters, "What is done about it")[0];
    let acts = "takes away 50% of slow; trial → customer +20%; friends: share of invitations accepted becomes 40%; in \
                full after 3 months";
    assert!(help.contains(acts), "{help}");
    assert!(chapter(&chapters, "What may come from outside")[0].ends_with("; customer → gone for good +30%"));
    assert!(chapter(&chapters, "What is limited")[0].ends_with("; trial → customer -10%"));
    let written = chapter(&chapters, "What is written, key by key").join("\n");
    assert!(written.contains("discount_rate 8% per year"), "{written}");
    assert!(written.contains("(3 rows, from 0.05 to 0.04, between 0.03 and 0.05)"), "{written}");
}
