//! `flywheel new [TEMPLATE]`: a commented scenario to start from.
//!
//! The templates are the scenarios that the project ships, so whatever tests them tests these.

use super::Failure;
use super::failure::print_out;
use crate::scenario::did_you_mean;
use clap::Args;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Write a commented scenario to start from; without a template, list them.
#[derive(Debug, Args)]
pub(super) struct New {
    /// Which one: saas, shop, funnel, flywheel, ...
    template: Option<String>,
    /// File to write; by default TEMPLATE.toml in the current folder
    #[arg(short, long, value_name = "FILE", requires = "template")]
    output: Option<PathBuf>,
}

/// A scenario that can be started from.
struct Template {
    name: &'static str,
    /// What it is, in a line.
    about: &'static str,
    text: &'static str,
}

macro_rules! templates {
    ($($name:literal $about:literal)*) => {
        &[$(Template { name: $name, about: $about, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }),*]
    };
}

/// To be filled in first, then the systems that marketing draws, then single lessons.
static TEMPLATES: &[Template] = templates! {
    "saas" "software by subscription, with every part of the language: to be filled in"
    "shop" "an online shop: to be filled in"
    "funnel" "the campaign funnel: impression, click, visit, cart, sale; five channels; remarketing"
    "flywheel" "the marketing flywheel: Activation, Adoption, Adoration, Advocacy, and what holds it back"
    "journey" "the customer's journey: Discovery, Education, Conversion, Retention, Advocacy; two personas"
    "bowtie" "the bow tie: from Awareness to Ambassador, at the magnitudes of a streaming service"
    "hourglass" "the hourglass: Know, Like, Trust, Try, Buy, Repeat, Refer; a process with decisions"
    "funnel-vs-flywheel" "the same money into ads, or into customers who bring others"
    "online-retail" "a real shop from published counts: customers go quiet and come back"
    "free-to-paid" "churn that falls with tenure, from published retention"
    "referral-burst" "few super-spreaders: the mean grows, and half of the futures die out"
    "market" "a market that fills up: the Bass model"
};

impl New {
    pub(super) fn execute(self) -> Result<(), Failure> {
        let Some(name) = &self.template else {
            return print_out(&list());
        };
        let template = TEMPLATES.iter().find(|template| template.name == name.as_str());
        let template = template.ok_or_else(|| unknown(name))?;
        let path = self.output.unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
        write_new(&path, template.text)?;
        print_out(&what_next(&path))
    }
}

fn list() -> String {
    let width = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Template { name, about, .. } in TEMPLATES {
        let _ = writeln!(text, "  {name:width$}  {about}");
    }
    text.push_str("`flywheel new saas` writes saas.toml into the current folder\n");
    text
}

fn unknown(name: &str) -> Failure {
    let names = TEMPLATES.iter().map(|template| template.name);
    let help = did_you_mean(name, names, "template").unwrap_or_default();
    Failure::WrongUsage(format!("no template `{name}`\n  = help: {help} (`flywheel new` lists them)"))
}

/// Writes a file that is not there yet; what was begun and could not be finished is taken away again.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let shown = path.display();
    let mut file: File = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Failure::WrongUsage(format!(
                "`{shown}` is there already and is left as it is\n  = help: -o FILE writes under another name"
            )));
        }
        Err(error) => return Err(Failure::Work(format!("cannot write `{shown}`: {error}"))),
    };
    file.write_all(text.as_bytes()).map_err(|error| {
        // Nothing can be done if this fails as well.
        let _ = std::fs::remove_file(path);
        Failure::Work(format!("cannot write `{shown}`: {error}"))
    })
}

fn what_next(path: &Path) -> String {
    let name = path.display().to_string();
    let name = if name.contains(' ') { format!("'{name}'") } else { name };
    let name = &name;
    format!(
        "wrote {name}. Put your own numbers in, then\n\
         \x20 flywheel check {name}   says what is wrong, and tells the model back in plain words\n\
         \x20 flywheel run {name}     simulates it and writes a report\n\
         An editor that knows TOML completes the keys once it has the schema:\n\
         \x20 flywheel schema > scenario.schema.json   beside the file\n"
    )
}
