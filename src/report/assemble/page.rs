//! The page: its sections in the order in which they are read.

use super::{Subject, VERSION, asked, assumptions, findings, method, tables};
use crate::report::figure::Figure;
use crate::report::html::ReportPage;
use crate::report::language::words;
use crate::report::memo::{Block, Section};

/// The memo: the answer first, then what was asked, how sure it is, what drives it, and everything behind it.
pub(super) fn page(subject: &Subject, mut figures: Vec<Figure>) -> ReportPage {
    let model = subject.model;
    let language = model.presentation.language;
    let picture = of_the_answer(&figures).map(|at| figures.remove(at));
    let answer = findings::answer(subject, picture, &figures);
    let sections = [
        answer,
        asked::section(subject),
        findings::sureness(subject),
        findings::drivers(subject),
        charts(subject, figures),
        tables::section(subject),
        assumptions::section(subject),
        warnings(subject),
        method::method(subject),
        method::repeat(subject),
    ];
    let n = subject.warnings.len();
    let caution = match n {
        1 => words("1 warning about these figures", "이 수치에 대한 경고 1건", "关于这些数字有1条警告"),
        _ => words("{n} warnings about these figures", "이 수치에 대한 경고 {n}건", "关于这些数字有{n}条警告"),
    };
    ReportPage {
        language,
        title: model.title().to_string(),
        description: model.description.clone(),
        scope: asked::scope(subject),
        caution: (n > 0).then(|| language.fill(caution, &[("n", &n.to_string())])),
        contents: language.say(words("Contents", "목차", "目录")),
        sections: sections.into_iter().flatten().collect(),
        version: VERSION.to_string(),
    }
}

/// The chart that shows the answer: the plans against one another, of a single plan how it grows.
fn of_the_answer(figures: &[Figure]) -> Option<usize> {
    ["difference", "growth"].iter().find_map(|name| figures.iter().position(|figure| figure.name == *name))
}

/// All other charts, with links to each where there are many.
fn charts(subject: &Subject, figures: Vec<Figure>) -> Option<Section> {
    const FEW: usize = 3;
    let links = figures.iter().map(|figure| (format!("chart-{}", figure.name), figure.title.clone())).collect();
    let links = (figures.len() > FEW).then_some(Block::Links(links));
    let blocks = links.into_iter().chain(figures.into_iter().map(Block::Figure)).collect();
    Section::of("charts", subject.model.presentation.language.say(words("Charts", "차트", "图表")), blocks)
}

fn warnings(subject: &Subject) -> Option<Section> {
    let blocks = match subject.warnings {
        [] => Vec::new(),
        warnings => vec![Block::List(warnings.to_vec())],
    };
    Section::of("warnings", subject.model.presentation.language.say(words("Warnings", "경고", "警告")), blocks)
}
