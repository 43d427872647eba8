//! The part of JSON Schema (draft 7) that the language's schema uses, without any grace: an unknown word is a panic.

use serde_json::{Map, Value, json};

/// A TOML text as JSON.
pub fn json(text: &str) -> Value {
    fn of(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(text) => json!(text),
            toml::Value::Integer(whole) => json!(whole),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(flag) => json!(flag),
            toml::Value::Datetime(date) => json!(date.to_string()),
            toml::Value::Array(list) => Value::Array(list.iter().map(of).collect()),
            toml::Value::Table(table) => table_of(table),
        }
    }
    fn table_of(table: &toml::Table) -> Value {
        Value::Object(table.iter().map(|(key, value)| (key.clone(), of(value))).collect::<Map<_, _>>())
    }
    table_of(&text.parse::<toml::Table>().expect("TOML"))
}

/// What of a document is against a schema: `/stages/a: ...`.
pub fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { root: schema }.check(schema, document, "", &mut found);
    found
}

/// Every key that a schema knows: the section, the key, what is said about it.
pub fn properties(schema: &Value) -> Vec<(String, String, Value)> {
    let empty = Map::new();
    let definitions = schema["definitions"].as_object().unwrap_or(&empty);
    let sections = definitions.iter().map(|(name, section)| (name.as_str(), section));
    let sections = std::iter::once(("scenario", schema)).chain(sections);
    let of_section = |(name, section): (&str, &Value)| {
        // The table forms of a number are one of its choices.
        let choices = section["anyOf"].as_array().cloned().unwrap_or_default();
        let parts = std::iter::once(section.clone()).chain(choices);
        let keys = parts.flat_map(|part| part["properties"].as_object().cloned().unwrap_or_default());
        let name = name.to_string();
        keys.map(|(key, property)| (name.clone(), key, property)).collect::<Vec<_>>()
    };
    sections.flat_map(of_section).collect()
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, document: &Value, place: &str, found: &mut Vec<String>) {
        let rules = schema.as_object().unwrap_or_else(|| panic!("{place}: not a schema: {schema}"));
        for (word, rule) in rules {
            match word.as_str() {
                "$schema" | "title" | "description" | "definitions" | "additionalProperties" => {}
                "$ref" => self.check(self.definition(rule), document, place, found),
                "type" => check_type(rule, document, place, found),
                "enum" => {
                    if !rule.as_array().expect("a list").contains(document) {
                        found.push(format!("{place}: not one of {rule}"));
                    }
                }
                "allOf" => {
                    rule.as_array().expect("a list").iter().for_each(|each| self.check(each, document, place, found));
                }
                "anyOf" => {
                    if !rule.as_array().expect("a list").iter().any(|each| self.fits(each, document, place)) {
                        found.push(format!("{place}: none of the forms"));
                    }
                }
                "not" => {
                    if self.fits(rule, document, place) {
                        found.push(format!("{place}: this kind of value is not allowed"));
                    }
                }
                "properties" => self.check_properties(rules, document, place, found),
                "items" => {
                    for (i, item) in document.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{place}/{i}"), found);
                    }
                }
                "minItems" | "maxItems" | "minimum" => check_size(word, rule, document, place, found),
                other => panic!("{place}: this validator does not know `{other}`"),
            }
        }
        if !rules.contains_key("properties") && rules.contains_key("additionalProperties") {
            self.check_properties(rules, document, place, found);
        }
    }

    fn fits(&self, schema: &Value, document: &Value, place: &str) -> bool {
        let mut found = Vec::new();
        self.check(schema, document, place, &mut found);
        found.is_empty()
    }

    fn definition(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference inside");
        let definition = self.root.pointer(&pointer.replace("%20", " "));
        definition.unwrap_or_else(|| panic!("no definition {reference}"))
    }

    fn check_properties(&self, rules: &Map<String, Value>, document: &Value, place: &str, found: &mut Vec<String>) {
        for (key, value) in document.as_object().into_iter().flatten() {
            let place = format!("{place}/{key}");
            let known = rules.get("properties").and_then(|properties| properties.get(key));
            match (known, rules.get("additionalProperties")) {
                (Some(property), _) => self.check(property, value, &place, found),
                (None, Some(Value::Bool(false))) => {
                    let table = place.rsplit_once('/').expect("a slash").0;
                    found.push(format!("{table}: `{key}` is not allowed"));
                }
                (None, Some(others)) if others.is_object() => self.check(others, value, &place, found),
                (None, _) => {}
            }
        }
    }
}

fn check_type(rule: &Value, document: &Value, place: &str, found: &mut Vec<String>) {
    let name = rule.as_str().expect("the name of a type");
    let fits = match name {
        "object" => document.is_object(),
        "array" => document.is_array(),
        "string" => document.is_string(),
        "boolean" => document.is_boolean(),
        "number" => document.is_number(),
        "integer" => document.is_i64() || document.is_u64(),
        other => panic!("{place}: no type `{other}`"),
    };
    if !fits {
        found.push(format!("{place}: not a {name}"));
    }
}

fn check_size(word: &str, rule: &Value, document: &Value, place: &str, found: &mut Vec<String>) {
    let limit = rule.as_f64().expect("a number");
    let length = document.as_array().map(|list| list.len() as f64);
    match (word, length, document.as_f64()) {
        ("minItems", Some(length), _) if length < limit => found.push(format!("{place}: fewer than {limit}")),
        ("maxItems", Some(length), _) if length > limit => found.push(format!("{place}: more than {limit}")),
        ("minimum", _, Some(number)) if number < limit => found.push(format!("{place}: below {limit}")),
        _ => {}
    }
}
