//! What stands in a scenario, value by value: for the readers of its report, who do not have the file.
//!
//! Nothing is understood here, only listed: which things there are, what numbers are said of them and in what
//! words, and what each plan does differently. The meaning is [`crate::model`]'s.

use super::data::DataFolder;
use super::grammar::child;
use super::keys::SCENARIO;
use super::literal::Literal;
use super::names::is_name;
use super::number::is_form;
use super::tree::{Entry, Node, Table, Value};

/// Everything that a scenario says in numbers, and what its plans change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Whatever has a table of its own, in the order of the file.
    pub things: Vec<Thing>,
    /// Every number of it, as written, in the order of the file.
    pub numbers: Vec<Line>,
    /// Every value of it, numbers or not, as written, in the order of the file; names and remarks are none, and what
    /// plans do is told of them. Of a series of data what it looks like stands behind it.
    pub said: Vec<Line>,
    /// The plans in the order of the file; the scenario as written is none of them.
    pub plans: Vec<PlanAccount>,
}

/// A stage, a channel, an initiative and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its path: `channels.search`.
    pub path: String,
    pub label: Option<String>,
    pub description: Option<String>,
    /// Where its figures come from, in the author's words.
    pub source: Option<String>,
    /// The keys that it has.
    pub keys: Vec<String>,
}

/// A value and the path that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub path: String,
    /// In one line, as the author wrote it.
    pub written: String,
}

/// What a plan does, in the author's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanAccount {
    pub id: String,
    pub description: Option<String>,
    pub source: Option<String>,
    /// Id of the plan that it starts from.
    pub extends: Option<String>,
    pub edits: Vec<PlanEdit>,
}

/// One thing that a plan does differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanEdit {
    /// Another value; `before`: the one of the scenario as written, if it has one.
    Set { path: String, before: Option<String>, written: String, segment: Option<String> },
    /// A factor or a signed percentage on what is there.
    Changed { path: String, by: String, segment: Option<String> },
    /// Takes up an initiative, by its id.
    With(String),
    /// Does without an initiative of the plan that it extends.
    Without(String),
    /// Does without a channel or a referral, by its path.
    Off(String),
}

/// Keys that hold no number of the world, whatever stands behind them.
const WORDS: [&str; 19] = [
    "label",
    "description",
    "owner",
    "source",
    "role",
    "type",
    "phase",
    "on",
    "from",
    "of",
    "to",
    "else",
    "per",
    "reward_on",
    "counts_as",
    "count",
    "discount",
    "target",
    "variation",
];

/// Keys that say what something is called or where it comes from.
const REMARKS: [&str; 4] = ["label", "description", "owner", "source"];

/// Tables whose keys are names that the author gave.
const NAMED: [&str; 7] = ["to", "rates", "changes", "set", "reduces", "adds", "invites"];

impl Account {
    /// Lists what stands in a file, after the changes of the command line.
    ///
    /// * `data`: where the files lie that it names
    pub(super) fn of(root: &Table, data: &mut DataFolder) -> Account {
        let mut account = Account::default();
        // What plans may change is how the world is; goals are wishes, and the clock is told elsewhere.
        let of_world = |entry: &&Entry| SCENARIO.key(&entry.key).is_some_and(|section| section.of_plans);
        for entry in root.entries.iter().filter(of_world) {
            let Some(section) = entry.node.as_table() else { continue };
            account.section(&entry.key, section);
        }
        if let Some(rate) = root.get("time").and_then(|time| time.as_table()?.get("discount_rate")) {
            account.line("time.discount_rate".to_string(), rate);
        }
        let plans = root.get("plans").and_then(Node::as_table).map(|plans| &plans.entries[..]).unwrap_or_default();
        for entry in root.entries.iter().filter(|entry| entry.key != "plans") {
            account.say(&entry.key, &entry.node, false, data);
        }
        account.plans = plans.iter().filter_map(|entry| plan(entry, root)).collect();
        account
    }

    fn section(&mut self, name: &str, section: &Table) {
        let is_one_thing = ["inputs", "money", "market"].contains(&name);
        if is_one_thing {
            self.things.push(thing(name.to_string(), section));
            self.numbers_of(name, section, name == "inputs");
            return;
        }
        for entry in &section.entries {
            let Some(table) = entry.node.as_table() else { continue };
            let path = child(name, &entry.key);
            self.things.push(thing(path.clone(), table));
            self.numbers_of(&path, table, false);
        }
    }

    /// The numbers of a table and those inside of it.
    ///
    /// * `named`: whether its keys are names that the author gave
    fn numbers_of(&mut self, path: &str, table: &Table, named: bool) {
        for entry in &table.entries {
            if !named && WORDS.contains(&entry.key.as_str()) && !is_ways_out(entry) {
                continue;
            }
            let place = child(path, &entry.key);
            match entry.node.as_table() {
                Some(inner) if !is_form(inner) => {
                    self.numbers_of(&place, inner, NAMED.contains(&entry.key.as_str()));
                }
                _ => self.line(place, &entry.node),
            }
        }
    }

    /// Lists every value at a path and below it.
    ///
    /// * `named`: whether its key is a name that the author gave
    fn say(&mut self, path: &str, node: &Node, named: bool, data: &mut DataFolder) {
        let key = path.rsplit('.').next().unwrap_or(path);
        match node.as_table() {
            Some(inner) if is_thing(path) || !is_form(inner) => {
                let names = !named && (NAMED.contains(&key) || path == "inputs");
                inner.entries.iter().for_each(|entry| self.say(&child(path, &entry.key), &entry.node, names, data));
            }
            _ if !named && REMARKS.contains(&key) => {}
            _ => self.said.push(Line { path: path.to_string(), written: format!("{node}{}", shape(node, data)) }),
        }
    }

    fn line(&mut self, path: String, node: &Node) {
        if is_number(node) {
            self.numbers.push(Line { path, written: node.to_string() });
        }
    }

    /// The thing that a path lies in.
    pub fn thing_at(&self, path: &str) -> Option<&Thing> {
        let holds = |thing: &&Thing| is_below(path, &thing.path);
        self.things.iter().filter(holds).max_by_key(|thing| thing.path.len())
    }
}

/// Whether a section, or a thing with keys of its own, lies at a path: no number, although it may have the keys of one.
fn is_thing(path: &str) -> bool {
    const VALUES: [&str; 7] = ["inputs", "money", "market", "time", "simulation", "report", "correlations"];
    match path.split_once('.') {
        None => true,
        Some((section, id)) => !id.contains('.') && !VALUES.contains(&section),
    }
}

/// What a series of data looks like: ` (24 rows, from 80 to 120, between 75 and 130)`.
fn shape(node: &Node, data: &mut DataFolder) -> String {
    let values = node.as_table().and_then(|table| data.column(table.get("series")?, table.get("column")).ok());
    let by_value = |a: &&Literal, b: &&Literal| a.value.total_cmp(&b.value);
    let of = |values: &[Literal]| {
        let (first, last) = (values.first()?, values.last()?);
        let (least, most) = (values.iter().min_by(by_value)?, values.iter().max_by(by_value)?);
        Some(format!(" ({} rows, from {first} to {last}, between {least} and {most})", values.len()))
    };
    values.as_deref().and_then(of).unwrap_or_default()
}

/// Whether a path names a place, or one inside of it.
pub fn is_below(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '=']))
}

/// `to` of a stage is a table of ways; `to` of a channel is the name of a stage.
fn is_ways_out(entry: &Entry) -> bool {
    entry.key == "to" && entry.node.as_table().is_some()
}

fn thing(path: String, table: &Table) -> Thing {
    let text = |key: &str| text_of(table, key);
    Thing {
        path,
        label: text("label"),
        description: text("description"),
        source: text("source"),
        keys: table.keys().map(str::to_string).collect(),
    }
}

fn text_of(table: &Table, key: &str) -> Option<String> {
    match &table.get(key)?.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Numbers have digits; names of stages and words like "rest" may stand where numbers do.
fn is_number(node: &Node) -> bool {
    match &node.value {
        Value::Whole(_) | Value::Decimal(_) => true,
        Value::Text(text) => text.starts_with(is_first_of_number) || !is_name(text) && text.contains(is_digit),
        Value::List(nodes) => nodes.iter().any(is_number),
        Value::Table(table) => is_form(table),
        Value::Flag(_) => false,
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

fn is_first_of_number(letter: char) -> bool {
    is_digit(letter) || ['=', '+', '-'].contains(&letter)
}

fn plan(entry: &Entry, root: &Table) -> Option<PlanAccount> {
    let table = entry.node.as_table()?;
    let mut edits: Vec<PlanEdit> = names_in(table, "initiatives").map(PlanEdit::With).collect();
    edits.extend(names_in(table, "without").map(PlanEdit::Without));
    edits.extend(names_in(table, "off").map(PlanEdit::Off));
    edits.extend(values_of(table, root, None));
    let segments = table.get("segments").and_then(Node::as_table).map(|t| &t.entries[..]).unwrap_or_default();
    for segment in segments {
        let own = segment.node.as_table();
        edits.extend(own.into_iter().flat_map(|own| values_of(own, root, Some(&segment.key))));
    }
    Some(PlanAccount {
        id: entry.key.clone(),
        description: text_of(table, "description"),
        source: text_of(table, "source"),
        extends: text_of(table, "extends"),
        edits,
    })
}

/// What a plan sets and changes, of everybody or of a segment.
fn values_of(plan: &Table, root: &Table, segment: Option<&str>) -> Vec<PlanEdit> {
    let entries = |key: &str| {
        let table = plan.get(key).and_then(Node::as_table);
        table.map(|table| &table.entries[..]).unwrap_or_default()
    };
    let segment = || segment.map(str::to_string);
    let set = |entry: &Entry| PlanEdit::Set {
        path: entry.key.clone(),
        before: value_at(root, &entry.key).map(ToString::to_string),
        written: entry.node.to_string(),
        segment: segment(),
    };
    let changed =
        |entry: &Entry| PlanEdit::Changed { path: entry.key.clone(), by: entry.node.to_string(), segment: segment() };
    entries("set").iter().map(set).chain(entries("changes").iter().map(changed)).collect()
}

fn names_in(table: &Table, key: &str) -> impl Iterator<Item = String> {
    let nodes = match table.get(key).map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes.iter().collect(),
        Some(Value::Text(_)) => table.get(key).into_iter().collect(),
        _ => Vec::new(),
    };
    nodes.into_iter().map(ToString::to_string)
}

/// The value at a path or at an arrow, if it is there.
fn value_at<'a>(root: &'a Table, path: &str) -> Option<&'a Node> {
    let way = path.split_once("->").map(|(from, to)| format!("stages.{}.to.{}", from.trim(), to.trim()));
    let path = way.as_deref().unwrap_or(path);
    let (mut table, mut found) = (root, None);
    for key in path.split('.') {
        let node = table.get(key)?;
        found = Some(node);
        table = node.as_table().unwrap_or(&EMPTY);
    }
    found
}

static EMPTY: Table = Table { entries: Vec::new() };

#[cfg(test)]
mod tests {
    use super::super::read_str;
    use super::*;

    const SHOP: &str = r#"
        [time]
        step = "month"
        periods = 6
        discount_rate = "8% per year"
        [inputs]
        type = "$40"
        [stages.trial]
        label = "Trial 2"
        start = 600
        to.customer = "340 of 1000"
        to.exit = "rest"
        target = { conversion = "35%" }
        [stages.customer]
        role = "customer"
        source = "CRM, March"
        to.exit = { by_tenure = ["9%", "7%"], per = "month" }
        [channels.search]
        to = "trial"
        spend = "$20k per month"
        saturation = { half = "$60k per month" }
        cpc = "$1.5 to $2.5"
        [initiatives.help]
        upfront = "$3k"
        changes = { "trial -> customer" = "+10% to +20%" }
        [plans.ads]
        description = "More of the same"
        set = { "channels.search.spend" = "$32k per month", "trial -> customer" = "40%" }
        [plans.both]
        extends = "ads"
        initiatives = ["help"]
        changes = { "channels.search.cpc" = "+5%" }
    "#;

    fn account(text: &str) -> Account {
        read_str("shop.toml", text, None, &[]).1.unwrap().account
    }

    #[test]
    fn every_number_is_listed_as_written_and_no_word_wish_or_name_is() {
        let numbers = account(SHOP).numbers;
        let listed: Vec<(&str, &str)> = numbers.iter().map(|l| (l.path.as_str(), l.written.as_str())).collect();
        assert_eq!(
            listed,
            [
                ("inputs.type", "$40"),
                ("stages.trial.start", "600"),
                ("stages.trial.to.customer", "340 of 1000"),
                ("stages.customer.to.exit", "{ by_tenure = [\"9%\", \"7%\"], per = \"month\" }"),
                ("channels.search.spend", "$20k per month"),
                ("channels.search.saturation.half", "$60k per month"),
                ("channels.search.cpc", "$1.5 to $2.5"),
                ("initiatives.help.upfront", "$3k"),
                ("initiatives.help.changes.trial -> customer", "+10% to +20%"),
                ("time.discount_rate", "8% per year"),
            ]
        );
    }

    #[test]
    fn every_value_is_said_but_names_remarks_and_plans() {
        let said = account(SHOP).said;
        let said: Vec<(&str, &str)> = said.iter().map(|l| (l.path.as_str(), l.written.as_str())).collect();
        for line in [
            ("time.step", "month"),
            ("inputs.type", "$40"),
            ("stages.trial.to.exit", "rest"),
            ("stages.trial.target.conversion", "35%"),
            ("stages.customer.role", "customer"),
            ("channels.search.to", "trial"),
            ("initiatives.help.changes.trial -> customer", "+10% to +20%"),
        ] {
            assert!(said.contains(&line), "{line:?} in {said:?}");
        }
        assert!(said.iter().all(|(path, _)| !path.ends_with(".label") && !path.starts_with("plans")), "{said:?}");
    }

    #[test]
    fn a_plan_says_what_it_does_and_what_stood_there_before() {
        let plans = account(SHOP).plans;
        let set = |path: &str, before: &str, written: &str| PlanEdit::Set {
            path: path.into(),
            before: Some(before.into()),
            written: written.into(),
            segment: None,
        };
        assert_eq!(plans[0].description.as_deref(), Some("More of the same"));
        assert_eq!(
            plans[0].edits,
            [
                set("channels.search.spend", "$20k per month", "$32k per month"),
                set("trial -> customer", "340 of 1000", "40%")
            ]
        );
        assert_eq!(plans[1].extends.as_deref(), Some("ads"));
        let changed = PlanEdit::Changed { path: "channels.search.cpc".into(), by: "+5%".into(), segment: None };
        assert_eq!(plans[1].edits, [PlanEdit::With("help".into()), changed]);
    }

    #[test]
    fn a_source_is_that_of_the_thing_a_number_lies_in() {
        let account = account(SHOP);
        let source = |path: &str| account.thing_at(path).and_then(|thing| thing.source.as_deref());
        assert_eq!(source("stages.customer.to.exit.by_tenure[1]"), Some("CRM, March"));
        assert_eq!(source("stages.customers.start"), None);
        assert_eq!(source("stages.trial.start"), None);
    }

    #[test]
    fn whatever_is_wrong_in_a_file_does_not_keep_it_from_being_listed() {
        let broken = account("stages = 3\n[channels]\nsearch = 4\n[plans]\nads = 5\n[plans.b]\nset = 3\noff = 1\n");
        assert_eq!(broken.numbers, []);
        assert_eq!(broken.plans.len(), 1);
        assert_eq!(broken.plans[0].edits, []);
    }
}
