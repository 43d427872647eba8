//! Plans without one of their changes: what a change brings is seen by leaving it out.
//!
//! A plan that lacks a change is one more plan of the same file: the plan, and those it extends as far as the one
//! that makes the change, written down again without it.

use super::data::DataFolder;
use super::plans::{own, text_list};
use super::sections::section;
use super::tree::{Entry, Node, Table, Value};
use super::{Override, Scenario, read_edited};
use crate::base::diagnostics::Span;

/// A scenario as it was read, to be read again with plans that lack something.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    pub name: &'a str,
    pub text: &'a str,
    /// The texts of the files that it names ([`Scenario::data`]).
    pub data: &'a [(String, String)],
    pub overrides: &'a [Override],
}

/// Something that a plan does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It takes an initiative.
    Takes(String),
    /// It leaves an initiative that the base has.
    Leaves(String),
    /// It switches a channel or a referral off: `channels.search`.
    Off(String),
    /// It sets a value.
    Set(ValueEdit),
    /// It changes one by a factor.
    Times(ValueEdit),
}

/// A path and what it becomes, or by how much it changes, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueEdit {
    /// For the people of this segment only.
    pub segment: Option<String>,
    pub path: String,
    pub value: String,
}

/// A plan that lacks a change.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// The plan that has it; `None`: the scenario as written.
    pub plan: Option<String>,
    pub change: Change,
    /// The plan that lacks it.
    pub id: String,
    /// It, and those that it extends.
    entries: Vec<Entry>,
}

impl Again<'_> {
    /// Every plan without each one of its changes, initiatives aside.
    pub fn changes(&self) -> Vec<LeftOut> {
        let mut found = Vec::new();
        self.read(|root| found = all_changes(root));
        found
    }

    /// Every one of these plans (`None`: the scenario as written) without the initiative beside it.
    pub fn initiatives<'b>(&self, wanted: impl Iterator<Item = (Option<&'b str>, &'b str)>) -> Vec<LeftOut> {
        let without = |(plan, initiative): (Option<&str>, &str)| {
            let mut table = Table::default();
            if let Some(plan) = plan {
                table.entries.push(entry("extends", text(plan)));
            }
            table.entries.push(entry("without", Value::List(vec![node(text(initiative))])));
            let id = format!("{}--without-initiative-{initiative}", plan.unwrap_or("base"));
            LeftOut {
                plan: plan.map(str::to_string),
                change: Change::Takes(initiative.to_string()),
                entries: vec![entry(&id, Value::Table(table))],
                id,
            }
        };
        wanted.map(without).collect()
    }

    /// The scenario with plans that lack something, behind its own plans; `None` if it cannot be read.
    pub fn with(&self, left_out: &[LeftOut]) -> Option<Scenario> {
        let mut scenario = self.read(|root| {
            if root.entry("plans").is_none() {
                root.entries.push(entry("plans", Value::Table(Table::default())));
            }
            if let Some(Node { value: Value::Table(plans), .. }) = root.get_mut("plans") {
                plans.entries.extend(left_out.iter().flat_map(|left_out| left_out.entries.iter().cloned()));
            }
        })?;
        // Those that were only extended are not asked for.
        let of_file = scenario.plans.len() - left_out.iter().map(|l| l.entries.len()).sum::<usize>();
        let mut position = 0;
        scenario.plans.retain(|plan| {
            position += 1;
            position <= of_file || left_out.iter().any(|left_out| left_out.id == plan.about.id.value)
        });
        Some(scenario)
    }

    fn read(&self, edit: impl FnOnce(&mut Table)) -> Option<Scenario> {
        let data = DataFolder::of(self.data.to_vec());
        read_edited(self.name, self.text, data, self.overrides, edit).1.ok()
    }
}

/// Nothing is said about these places: what cannot be read or checked is not played.
fn node(value: Value) -> Node {
    Node { value, span: Span::default() }
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.to_string(), key_span: Span::default(), node: node(value) }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

/// By plan, then by the plan that makes the change (the first one in a chain first).
fn all_changes(root: &Table) -> Vec<LeftOut> {
    let Some((_, plans)) = section(root, "plans") else { return Vec::new() };
    let mut found = Vec::new();
    for plan in &plans.entries {
        let chain = chain(plans, &plan.key);
        for (depth, made_by) in chain.iter().enumerate().rev() {
            for (change, lacking) in lacking_one(made_by.1) {
                let id = format!("{}--without-{}", plan.key, found.len());
                let entries = written_again(&chain[..=depth], lacking, &id);
                found.push(LeftOut { plan: Some(plan.key.clone()), change, id, entries });
            }
        }
    }
    found
}

/// A plan and those that it extends, as far as there are such.
fn chain<'a>(plans: &'a Table, plan: &str) -> Vec<(&'a str, &'a Table)> {
    let mut chain: Vec<(&str, &Table)> = Vec::new();
    let mut next = plans.entry(plan);
    while let Some((entry, table)) = next.and_then(|entry| Some((entry, entry.node.as_table()?))) {
        if chain.iter().any(|(id, _)| *id == entry.key) {
            break;
        }
        chain.push((&entry.key, table));
        next = match table.get("extends").map(|node| &node.value) {
            Some(Value::Text(name)) => plans.entry(name),
            _ => None,
        };
    }
    chain
}

/// The plans of a chain, the last of them `lacking` something, each extending the next; the first is called `id`.
fn written_again(chain: &[(&str, &Table)], lacking: Table, id: &str) -> Vec<Entry> {
    let name = |depth: usize| if depth == 0 { id.to_string() } else { format!("{id}-{depth}") };
    let last = chain.len() - 1;
    let again = |(depth, (_, table)): (usize, &(&str, &Table))| {
        let mut table = if depth == last { lacking.clone() } else { (*table).clone() };
        if depth < last {
            replace(&mut table, "extends", text(&name(depth + 1)));
        }
        entry(&name(depth), Value::Table(table))
    };
    chain.iter().enumerate().map(again).collect()
}

fn replace(table: &mut Table, key: &str, value: Value) {
    table.entries.retain(|entry| entry.key != key);
    table.entries.push(entry(key, value));
}

/// Each change that a plan makes itself, initiatives that it takes aside, and the plan without it.
fn lacking_one(plan: &Table) -> Vec<(Change, Table)> {
    let mut found = Vec::new();
    for (key, change) in [("without", Change::Leaves as fn(String) -> Change), ("off", Change::Off)] {
        let names = text_list(plan, key);
        for (index, name) in names.iter().enumerate() {
            let mut lacking = plan.clone();
            let others = names.iter().enumerate().filter(|(other, _)| *other != index);
            replace(&mut lacking, key, Value::List(others.map(|(_, name)| node(text(name))).collect()));
            found.push((change(name.clone()), lacking));
        }
    }
    for (edit, lacking) in edits(plan, None) {
        found.push((edit, lacking));
    }
    let segments = section(plan, "segments").map(|(_, segments)| segments.entries.as_slice()).unwrap_or_default();
    for (index, segment) in segments.iter().enumerate() {
        let Some(table) = segment.node.as_table() else { continue };
        for (edit, lacking) in edits(table, Some(&segment.key)) {
            let mut whole = plan.clone();
            if let Some(Node { value: Value::Table(segments), .. }) = whole.get_mut("segments") {
                segments.entries[index].node.value = Value::Table(lacking);
            }
            found.push((edit, whole));
        }
    }
    found
}

/// What a table sets and changes, path by path, and the table without it.
fn edits(table: &Table, segment: Option<&str>) -> Vec<(Change, Table)> {
    let mut found = Vec::new();
    for (key, change) in [("set", Change::Set as fn(ValueEdit) -> Change), ("changes", Change::Times)] {
        let all = own(table, key);
        for (index, edit) in all.iter().enumerate() {
            let others = all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, entry)| entry.clone());
            let mut lacking = table.clone();
            replace(&mut lacking, key, Value::Table(Table { entries: others.collect() }));
            let (path, value) = (edit.key.clone(), edit.node.to_string());
            found.push((change(ValueEdit { segment: segment.map(str::to_string), path, value }), lacking));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    const TEXT: &str = r#"
        [time]
        step = "month"
        periods = 6
        [stages.customer]
        role = "customer"
        to.exit = "5% per month"
        [channels.ads]
        to = "customer"
        arrivals = "100 per month"
        [channels.blog]
        to = "customer"
        arrivals = "10 per month"
        [initiatives.help]
        upfront = 10
        changes = { "customer -> exit" = 0.5 }
        [plans.more]
        off = ["channels.blog"]
        set = { "channels.ads.arrivals" = "200 per month" }
        [plans.most]
        extends = "more"
        initiatives = ["help"]
        changes = { "customer -> exit" = 0.8 }
    "#;

    fn again() -> Again<'static> {
        Again { name: "shop.toml", text: TEXT, data: &[], overrides: &[] }
    }

    #[test]
    fn every_change_of_a_plan_and_of_those_it_extends_is_left_out_once() {
        let found: Vec<(String, Change)> =
            again().changes().into_iter().map(|l| (l.plan.unwrap_or_default(), l.change)).collect();
        let set = Change::Set(ValueEdit {
            segment: None,
            path: "channels.ads.arrivals".to_string(),
            value: "200 per month".to_string(),
        });
        let times =
            Change::Times(ValueEdit { segment: None, path: "customer -> exit".to_string(), value: "0.8".to_string() });
        let off = Change::Off("channels.blog".to_string());
        let (more, most) = ("more".to_string(), "most".to_string());
        let expected =
            [(more.clone(), off.clone()), (more, set.clone()), (most.clone(), off), (most.clone(), set), (most, times)];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_plan_that_lacks_a_change_differs_from_its_plan_in_that_alone() {
        let again = again();
        let mut left_out = again.changes();
        left_out.extend(again.initiatives([(Some("most"), "help")].into_iter()));
        let scenario = again.with(&left_out).unwrap();
        let ids: Vec<&str> = scenario.plans.iter().map(|plan| plan.about.id.value.as_str()).collect();
        assert_eq!(ids[..2], ["more", "most"]);
        assert_eq!(ids[2..], left_out.iter().map(|l| l.id.as_str()).collect::<Vec<_>>());
        let (model, said) = model::check(&scenario);
        let model = model.unwrap_or_else(|| panic!("{said:#?}"));
        // Blog on, arrivals by ads, factor on churn, help taken: of the plans in their order.
        let facts: Vec<(bool, f64, f64, bool)> = model.plans.iter().map(facts).collect();
        let (more, most) = ((false, 200.0, 1.0, false), (false, 200.0, 0.8, true));
        assert_eq!(facts[1..3], [more, most]);
        assert_eq!(facts[3..5], [(true, 200.0, 1.0, false), (false, 100.0, 1.0, false)]);
        assert_eq!(facts[5..8], [(true, 200.0, 0.8, true), (false, 100.0, 0.8, true), (false, 200.0, 1.0, true)]);
        assert_eq!(facts[8], (false, 200.0, 0.8, false));
    }

    fn facts(plan: &model::Plan) -> (bool, f64, f64, bool) {
        let model::Volume::People(ads) = &plan.channels[0].volume else { unreachable!() };
        let (blog, help) = (plan.channels[1].active, plan.initiatives[0].active);
        (blog, ads.value(&[]), plan.kinds[0].effects[0].scale.value(&[]), help)
    }
}
