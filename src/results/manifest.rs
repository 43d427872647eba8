//! `manifest.json`: everything that is needed to repeat a run bit for bit.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A run as it was asked for. It carries the scenario itself, so that the run can be repeated when the file
/// has changed or is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this form.
    pub schema: u32,
    /// Version of flywheel that made the run. By this key a folder is known to be a report.
    #[serde(rename = "flywheel")]
    pub version: String,
    /// What remakes it.
    pub command: String,
    /// Name of the scenario file, without folders.
    pub file: String,
    /// SHA-256 of the scenario's text and of the data files it reads.
    pub scenario_sha256: String,
    /// The scenario's text.
    pub scenario: String,
    /// Data files that the scenario reads, by the names it uses.
    pub data: Vec<DataFile>,
    /// Changes from the command line, `path=value`, in order.
    pub set: Vec<String>,
    /// Ids of the plans that were run.
    pub plans: Vec<String>,
    pub replications: u32,
    pub seed: u64,
    /// Whether single replications were saved.
    pub save_replications: bool,
    /// The plan that the others were compared with, if it was not the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Whether what plans buy was scaled until their budgets agreed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub match_spend: bool,
    /// Further scenarios whose plans were compared with those of the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherScenario>,
}

/// A scenario beside the first one, with the plans of it that were run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherScenario {
    pub file: String,
    pub scenario_sha256: String,
    pub scenario: String,
    pub data: Vec<DataFile>,
    pub plans: Vec<String>,
}

/// A file next to the scenario that it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    pub name: String,
    pub text: String,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("not a manifest: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("this manifest has form {found}, this version of flywheel reads form {expected}")]
    OtherSchema { found: u32, expected: u32 },
    #[error("the scenario in this manifest was changed: its digest is not the one noted beside it")]
    Changed,
}

impl Manifest {
    /// The form that this version writes and reads.
    pub const SCHEMA: u32 = 1;

    /// As text for a file.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and numbers become JSON");
        text.push('\n');
        text
    }

    /// Reads a manifest and checks that its scenario is the one that was run.
    ///
    /// # Errors
    /// If it is no JSON of this form, of another schema, or its digest does not fit its text.
    pub fn from_text(text: &str) -> Result<Manifest, ManifestError> {
        let value: serde_json::Value = serde_json::from_str(text)?;
        let found = value.get("schema").and_then(serde_json::Value::as_u64).unwrap_or(0) as u32;
        if found != Self::SCHEMA {
            return Err(ManifestError::OtherSchema { found, expected: Self::SCHEMA });
        }
        let manifest: Manifest = serde_json::from_value(value)?;
        let are_whole = manifest.others.iter().all(|o| digest(&o.scenario, &o.data) == o.scenario_sha256);
        if !are_whole || digest(&manifest.scenario, &manifest.data) != manifest.scenario_sha256 {
            return Err(ManifestError::Changed);
        }
        Ok(manifest)
    }
}

/// SHA-256, in hexadecimal, of a scenario's text and its data files; lengths keep the parts apart.
pub fn digest(scenario: &str, data: &[DataFile]) -> String {
    let mut hash = Sha256::new();
    let parts = data.iter().flat_map(|file| [file.name.as_str(), file.text.as_str()]);
    for part in std::iter::once(scenario).chain(parts) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let data = vec![DataFile { name: "a.csv".into(), text: "x\n1\n".into() }];
        Manifest {
            schema: Manifest::SCHEMA,
            version: "0.1.0".into(),
            command: "flywheel run a.toml".into(),
            file: "a.toml".into(),
            scenario_sha256: digest("label = 'a'", &data),
            scenario: "label = 'a'".into(),
            data,
            set: vec!["channels.ads.spend=$1k".into()],
            plans: vec!["base".into()],
            replications: 64,
            seed: u64::MAX,
            save_replications: false,
            against: None,
            match_spend: false,
            others: Vec::new(),
        }
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        assert_eq!(Manifest::from_text(&manifest().to_text()).unwrap(), manifest());
    }

    #[test]
    fn a_changed_scenario_or_data_file_is_noticed() {
        for changed in [manifest().to_text().replace("'a'", "'b'"), manifest().to_text().replace("x\\n1", "x\\n2")] {
            assert!(matches!(Manifest::from_text(&changed), Err(ManifestError::Changed)));
        }
    }

    #[test]
    fn another_schema_is_refused_before_anything_else_is_read() {
        let error = Manifest::from_text("{\"schema\": 99}").unwrap_err();
        assert!(error.to_string().contains("99"), "{error}");
    }
}
