//! How the author wants it shown: `[report] title, shape, by, headline, language`.

use super::checker::Checker;
use super::goals;
use super::places::Places;
use super::types::{Model, Presentation, RollUp, Shape};
use crate::base::calendar::Step;
use crate::base::diagnostics::Diagnostic;
use crate::base::language::Language;
use crate::scenario::{ReportText, Text, did_you_mean};

/// Reads what `[report]` says about the looks; what cannot be read is as if it were not there.
///
/// * `recurs`: whether some revenue does
pub(super) fn check(text: &ReportText, recurs: bool, places: &Places<'_>, checker: &mut Checker<'_>) -> Presentation {
    Presentation {
        title: text.title.get().and_then(|written| title(written, checker)),
        shape: text.shape.get().and_then(|written| shape(written, checker)),
        by: text.by.get().and_then(|written| roll_up(written, checker)),
        headline: text.headline.get().and_then(|written| goals::headline(written, recurs, places, checker)),
        language: text.language.get().and_then(|written| language(written, checker)).unwrap_or_default(),
    }
}

impl Model {
    /// What heads a report: the title that the author chose for it, else the scenario's label.
    pub fn title(&self) -> &str {
        self.presentation.title.as_deref().unwrap_or(&self.label)
    }
}

/// What the scenario as written is called among the plans; nobody else names it.
pub(super) fn base_label(language: Language) -> &'static str {
    match language {
        Language::English => "Base",
        Language::Korean => "기준안",
        Language::Chinese => "基准方案",
    }
}

/// A title of blanks would leave the page without a heading.
fn title(written: &Text, checker: &mut Checker<'_>) -> Option<String> {
    let title = written.value.trim();
    if title.is_empty() {
        let error = Diagnostic::error("the title is empty").at(written.span, "");
        checker.push(error.help("leave it out, and the report is headed by the scenario's label"));
        return None;
    }
    Some(title.to_string())
}

const SHAPES: [(&str, Shape); 4] =
    [("funnel", Shape::Funnel), ("wheel", Shape::Wheel), ("bowtie", Shape::BowTie), ("hourglass", Shape::Hourglass)];

fn shape(written: &Text, checker: &mut Checker<'_>) -> Option<Shape> {
    let found = SHAPES.iter().find(|(name, _)| *name == written.value).map(|(_, shape)| *shape);
    if found.is_none() {
        let error = Diagnostic::error(format!("no shape is called `{}`", written.value)).at(written.span, "");
        let help = match written.value.to_lowercase().replace([' ', '-', '_'], "").as_str() {
            // What people call it, further from the word than a slip of the hand.
            "flywheel" | "ring" | "circle" | "loop" => Some("did you mean `wheel`?".to_string()),
            word => did_you_mean(word, SHAPES.map(|(name, _)| name), "shape"),
        };
        checker.push(error.maybe_help(help));
    }
    found
}

/// Periods can be summed up into longer ones, never taken apart.
fn roll_up(written: &Text, checker: &mut Checker<'_>) -> Option<RollUp> {
    let step = checker.calendar.step;
    if written.value == "step" {
        return Some(RollUp::Step);
    }
    let Some(by) = Step::named(&written.value) else {
        let error = Diagnostic::error(format!("a report cannot be by `{}`", written.value)).at(written.span, "");
        let words: Vec<&str> = ["step", "quarter", "year"].into_iter().chain([step.name()]).collect();
        let words: Vec<&str> =
            words.iter().enumerate().filter(|(i, w)| !words[..*i].contains(w)).map(|(_, w)| *w).collect();
        checker.push(error.maybe_help(did_you_mean(&written.value, words, "choice")));
        return None;
    };
    if by < step {
        let title = format!("a report by {} needs steps of a {} or less, the step is a {step}", by.name(), by.name());
        let error = Diagnostic::error(title).at(written.span, "");
        checker.push(error.help(format!("write by = \"{}\", or choose another step in [time]", step.name())));
        return None;
    }
    match by {
        _ if by == step => Some(RollUp::Step),
        Step::Quarter => Some(RollUp::Quarter),
        Step::Year => Some(RollUp::Year),
        _ => {
            let title = format!("a report cannot be by {} where the step is a {step}", by.name());
            let help = format!("{}s are summed up into quarters and years: write \"quarter\" or \"year\"", step.name());
            checker.push(Diagnostic::error(title).at(written.span, "").help(help));
            None
        }
    }
}

/// What people write for a language, further from its tag than a slip of the hand.
const CALLED: [(&str, &[&str]); 3] = [
    ("en", &["english", "eng", "us", "uk", "gb"]),
    ("ko", &["korean", "kor", "kr", "한국어", "한글"]),
    ("zh", &["chinese", "zho", "chi", "cn", "sc", "中文", "汉语", "简体中文", "mandarin"]),
];

fn language(written: &Text, checker: &mut Checker<'_>) -> Option<Language> {
    let found = Language::from_tag(written.value.trim());
    if found.is_none() {
        let wanted = written.value.trim().to_lowercase();
        let called = CALLED.iter().find(|(_, names)| names.contains(&wanted.as_str()));
        let help = match called {
            Some((tag, _)) => format!("did you mean `{tag}`?"),
            None if Language::is_traditional_chinese(&wanted) => {
                "Chinese is there in simplified characters: write `zh`; labels may be in any language".to_string()
            }
            None => "the languages are `en`, `ko` and `zh`; labels may be in any language".to_string(),
        };
        let error = Diagnostic::error(format!("no report can be written in `{}`", written.value));
        checker.push(error.at(written.span, "").help(help));
    }
    found
}
