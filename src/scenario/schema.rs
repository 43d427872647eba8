//! The language as a JSON schema, for editors: which keys there are, what they mean, what may stand there.
//!
//! The keys come from [`super::keys`], which the reader obeys. A schema knows nothing of names, units and sums: what it
//! lets pass `flywheel check` may still refuse, never the other way.

use super::keys::{Key, Kind, SCENARIO, Section, Shape};
use serde_json::{Map, Value, json};

/// The JSON schema (draft 7) of a scenario file.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    definitions.insert("number".to_string(), number());
    definitions.insert("moment".to_string(), moment());
    let mut schema = object(&SCENARIO, &mut definitions);
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "flywheel scenario",
        "description": "How customers come, stay, leave and bring others, and what that costs and earns.",
    });
    for (key, value) in head.as_object().into_iter().flatten() {
        schema.insert(key.clone(), value.clone());
    }
    schema.insert("definitions".to_string(), Value::Object(definitions));
    Value::Object(schema)
}

/// A table with fixed keys.
fn object(section: &'static Section, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in section.all() {
        let mut property = of_key(section, key, definitions);
        if let Some(property) = property.as_object_mut() {
            property.insert("description".to_string(), json!(key.text));
        }
        properties.insert(key.name.to_string(), property);
    }
    let object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    object.as_object().cloned().unwrap_or_default()
}

fn of_key(section: &Section, key: &Key, definitions: &mut Map<String, Value>) -> Value {
    match key.shape {
        Shape::Value => of_kind(key.kind),
        Shape::ValueOrNamed => json!({ "anyOf": [number_reference(), named(number_reference())] }),
        Shape::Section(inner) => reference(inner, definitions),
        Shape::Things(inner) => {
            let mut things = named(reference(inner, definitions));
            if key.name == "segments" && section.what == SCENARIO.what {
                things["properties"] = json!({ "blend": {
                    "enum": ["keep"],
                    "description": "\"keep\": what segments change is rescaled, so that the average is what is written",
                } });
            }
            things
        }
        Shape::Values(_) | Shape::Paths | Shape::Rates => named(of_kind(key.kind)),
    }
}

/// A table by name of things that are all alike.
fn named(each: Value) -> Value {
    json!({ "type": "object", "additionalProperties": each })
}

/// A section, described once however often it is used.
fn reference(section: &'static Section, definitions: &mut Map<String, Value>) -> Value {
    if !definitions.contains_key(section.what) {
        // Before its inside is looked at, which may come back to it.
        definitions.insert(section.what.to_string(), Value::Null);
        let object = object(section, definitions);
        definitions.insert(section.what.to_string(), Value::Object(object));
    }
    // Beside `$ref` draft 7 reads nothing, and the description stands beside it.
    json!({ "allOf": [{ "$ref": format!("#/definitions/{}", section.what.replace(' ', "%20")) }] })
}

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Anything => json!({}),
        Kind::Text => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole => json!({ "type": "integer", "minimum": 0 }),
        Kind::Number => number_reference(),
        Kind::Moment => json!({ "allOf": [{ "$ref": "#/definitions/moment" }] }),
        Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
        Kind::Word(words) => json!({ "anyOf": [{ "type": "string", "enum": words }, { "not": { "type": "string" } }] }),
        Kind::Texts => json!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        }),
        Kind::List => json!({ "type": "array" }),
        Kind::Season => json!({ "type": "array", "items": number_reference(), "minItems": 12, "maxItems": 12 }),
        Kind::Window => json!({ "anyOf": [
            { "$ref": "#/definitions/moment" },
            { "type": "array", "items": { "$ref": "#/definitions/moment" }, "minItems": 2, "maxItems": 2 },
        ] }),
    }
}

fn number_reference() -> Value {
    json!({ "allOf": [{ "$ref": "#/definitions/number" }] })
}

/// Every form of a number; the keys of its table forms are suggested, not demanded.
fn number() -> Value {
    let forms = super::number::KEYS.iter().map(|key| ((*key).to_string(), json!({})));
    let forms: Map<String, Value> = forms.collect();
    json!({
        "description": "0.2, \"20%\", \"$20k per month\"; \"20 of 1000\" (counted); \"5% to 9%\" (90% sure that it lies \
            between); { pert = [1, 2, 4] } and other laws; \"=price * 1.2\" of the [inputs]",
        "anyOf": [
            { "type": "number" },
            { "type": "string" },
            { "type": "object", "properties": forms },
        ],
    })
}

/// A point or a length of time.
fn moment() -> Value {
    json!({
        "description": "a number of steps, a duration (\"3 months\"), or a date (\"2027-06\")",
        "anyOf": [{ "type": "integer" }, { "type": "string" }],
    })
}
