//! What can be said about a simulation on the command line.

use crate::cli::Format;
use clap::Args;
use std::path::PathBuf;

/// How many futures of what: options of every command that simulates.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Settings {
    /// Change a value first, as often as you like: `--set channels.search.spend='$32k per month'`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Number of futures
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub replications: Option<u32>,
    /// Go on until the mean of the headline outcome is known to within this part of itself (the half-width of its
    /// 95% interval), under every plan: `1%`; -n is then the most [default: 1,048,576]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub precision: Option<f64>,
    /// Other luck: any whole number
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// At most this many threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// How a report is drawn: options of every command that writes one.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Drawing {
    /// A font file for characters that the built-in fonts lack
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Pixels of a chart's width
    #[arg(long, value_name = "PIXELS", default_value_t = 3200, value_parser = clap::value_parser!(u32).range(320..=12_800))]
    pub width: u32,
}

/// Options of the commands that simulate one thing, report and answer.
#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    pub settings: Settings,
    /// Report folder; replaced if it holds a report [default: NAME-report]
    #[arg(short = 'o', long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Write no report folder
    #[arg(long, conflicts_with_all = ["output", "save_replications"])]
    pub no_report: bool,
    /// Also write replications.csv: inputs and outcomes of every single future
    #[arg(long)]
    pub save_replications: bool,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Form of the answer on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// No progress, no summary
    #[arg(short, long)]
    pub quiet: bool,
}

impl Settings {
    pub fn threads(&self) -> Option<usize> {
        self.threads.map(usize::from)
    }
}

/// `1%` or `0.01`, above 0 and below 100%.
fn share(text: &str) -> Result<f64, String> {
    let (digits, unit) = match text.trim().strip_suffix('%') {
        Some(digits) => (digits, 0.01),
        None => (text, 1.0),
    };
    let share = digits.trim().parse::<f64>().map(|share| share * unit);
    share.ok().filter(|share| *share > 0.0 && *share < 1.0).ok_or_else(|| "write a share like 1%".to_string())
}
