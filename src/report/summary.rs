//! How the summary is laid out: what must be said, then as many figures as have room.

use super::assemble::{Subject, findings, worth};
use super::comparison;
use super::html;
use super::language::{Language, Words, words};
use super::losses::{losses, row_name};
use super::numbers;
use super::screen::{headline_cell, lifetime_rows, ranked_headlines};
use super::terminal::{LEAST_NAME, columns, columns_of_figures, filled, shortened, table};
use super::told;

/// Lines of one screen.
const LINES: usize = 40;

/// Places where people are lost, and findings of the comparison, that are told.
const NAMED: usize = 3;

/// The summary in lines of at most `width` columns; figures never break in their middle.
pub(super) fn of(subject: &Subject, report: Option<&str>, width: usize) -> String {
    let language = subject.model.presentation.language;
    let head = head(subject, width);
    let sentences = sentences(subject, width);
    let report = report.map(|path| language.fill(REPORT, &[("path", path)]));
    let needed = |sections: &[String]| sections.iter().map(|section| section.lines().count() + 1).sum::<usize>();
    let taken = needed(std::slice::from_ref(&head)) + needed(&sentences) + report.iter().count();
    let mut sections = vec![head, figures(subject, width, LINES.saturating_sub(taken + 1))];
    sections.extend(sentences);
    // What has no room is in the report.
    for table in tables(subject, width) {
        if needed(&sections) + table.lines().count() + 1 + report.iter().count() <= LINES {
            sections.push(table);
        }
    }
    sections.extend(report);
    let sections: Vec<String> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    sections.join("\n\n") + "\n"
}

const REPORT: Words = words("Report: {path}", "보고서: {path}", "报告：{path}");

/// The title, and what the figures are.
fn head(subject: &Subject, width: usize) -> String {
    let model = subject.model;
    let language = model.presentation.language;
    let futures = numbers::futures(u64::from(subject.results.replications), language);
    let time = numbers::duration(model.time.periods, model.time.step, language);
    let of = language.fill(OF_FUTURES, &[("futures", &futures), ("time", &time)]);
    format!("{}\n{}", filled(model.title(), width, 0), filled(&of, width, 0))
}

const OF_FUTURES: Words = words(
    "{futures} of {time}: median (90% range)",
    "{futures}, {time}: 중앙값 (90% 범위)",
    "{futures}，{time}：中位数（90%区间）",
);

/// A row of the table of figures.
struct Line {
    name: String,
    /// Per plan.
    cells: Vec<String>,
    /// Those of the highest rank go first where not all have room.
    rank: u8,
}

/// Headline figures, plans side by side where they have room, else plan by plan.
fn figures(subject: &Subject, width: usize, most_lines: usize) -> String {
    let language = subject.model.presentation.language;
    let plans: Vec<&str> = subject.results.plans.iter().map(|plan| plan.label.as_str()).collect();
    let mut lines = lines(subject);
    while let Some(text) = side_by_side(&plans, &lines, width, language) {
        let last = lines.iter().map(|line| line.rank).max().filter(|rank| *rank > 0);
        let last = last.and_then(|rank| lines.iter().rposition(|line| line.rank == rank));
        match last {
            Some(last) if text.lines().count() > most_lines => lines.remove(last),
            _ => return text,
        };
    }
    plan_by_plan(&plans, &lines, width, most_lines, subject.model.presentation.language)
}

/// Everything that the table of figures could show.
fn lines(subject: &Subject) -> Vec<Line> {
    let (model, results) = (subject.model, subject.results);
    let language = model.presentation.language;
    let n_plans = results.plans.len();
    let cell = |p: usize, metric: &str| headline_cell(model, results, p, metric);
    let headline = |(metric, name, rank): (String, String, u8)| Line {
        name,
        cells: (0..n_plans).map(|p| cell(p, &metric)).collect(),
        rank,
    };
    let mut lines: Vec<Line> = ranked_headlines(model, results).into_iter().map(headline).collect();
    if n_plans > 1 {
        let ranks = [5, 7, 4];
        let rows = lifetime_rows(model, subject.lifetimes).into_iter().zip(ranks);
        lines.extend(rows.map(|((name, cells), rank)| Line { name: name.to_string(), cells, rank }));
    }
    let lost = losses(model, results, subject.plans).into_iter().take(NAMED);
    lines.extend(lost.map(|loss| {
        Line {
            name: row_name(loss.stage, language),
            cells: loss
                .plans
                .iter()
                .map(|lost| lost.map_or(String::new(), |lost| lost.in_words(model.time.step, language)))
                .collect(),
            rank: 3,
        }
    }));
    lines.retain(|line| line.cells.iter().any(|cell| !cell.is_empty()));
    lines
}

/// Figures down, plans across, ranges beside the medians or below them; `None` if neither fits.
fn side_by_side(plans: &[&str], lines: &[Line], width: usize, language: Language) -> Option<String> {
    let layout = |is_stacked: bool| {
        let cells = |line: &Line| line.cells.iter().map(|cell| stacked(cell, is_stacked, language)).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = lines.iter().map(|line| [vec![line.name.clone()], cells(line)].concat()).collect();
        let header = header(std::iter::once("").chain(plans.iter().copied()), &rows, 12);
        (columns_of_figures(&header, &rows) + NAMES <= width).then(|| table(&header, &rows, width))
    };
    layout(false).or_else(|| layout(true))
}

/// What the names of figures should have.
const NAMES: usize = 24;

/// Plans down, the most important figures across.
fn plan_by_plan(plans: &[&str], lines: &[Line], width: usize, most_lines: usize, language: Language) -> String {
    let mut by_rank: Vec<&Line> = lines.iter().collect();
    by_rank.sort_by_key(|line| line.rank);
    let layout = |n_figures: usize, n_plans: usize| {
        let shown = &by_rank[..n_figures];
        let row = |p: usize| {
            let cells = shown.iter().map(|line| stacked(&line.cells[p], true, language));
            std::iter::once(plans[p].to_string()).chain(cells).collect::<Vec<String>>()
        };
        let rows: Vec<Vec<String>> = (0..n_plans).map(row).collect();
        let names = std::iter::once("").chain(shown.iter().map(|line| line.name.trim_start()));
        let header = header(names, &rows, 18);
        (columns_of_figures(&header, &rows) + LEAST_NAME <= width).then(|| table(&header, &rows, width))
    };
    let n_figures = (1..=by_rank.len()).rev().find(|n| layout(*n, plans.len()).is_some()).unwrap_or(1);
    let shown = |n_plans: usize| layout(n_figures, n_plans).unwrap_or_default();
    let fitting = |n_plans: &usize| *n_plans <= 2 || shown(*n_plans).lines().count() + 2 <= most_lines;
    let n_plans = (1..=plans.len()).rev().find(fitting).unwrap_or(1);
    let mut text = shown(n_plans);
    let mut left_out = Vec::new();
    if n_plans < plans.len() {
        left_out.push(language.fill(MORE_PLANS, &[("plans", &language.list(plans[n_plans..].iter().copied()))]));
    }
    if n_figures < by_rank.len() {
        left_out.push(language.fill(MORE_FIGURES, &[("n", &(by_rank.len() - n_figures).to_string())]));
    }
    for line in left_out {
        text.push('\n');
        text.push_str(&filled(&line, width, 0));
    }
    text
}

const MORE_PLANS: Words = words(
    "Not shown for want of room: {plans}; the report has them.",
    "지면 관계로 생략한 안: {plans}. 보고서에 있습니다.",
    "因篇幅未列出的方案：{plans}，见报告。",
);
const MORE_FIGURES: Words = words(
    "The report has {n} more figures of each plan.",
    "안별 지표 {n}개가 보고서에 더 있습니다.",
    "每个方案另有{n}项指标，见报告。",
);

/// Names of columns on at most three lines, as wide as what stands below them, or as `least`.
fn header<'a>(names: impl Iterator<Item = &'a str>, rows: &[Vec<String>], least: usize) -> Vec<String> {
    let name = |(column, name): (usize, &str)| {
        let widest = rows.iter().map(|row| columns(&row[column])).max().unwrap_or(0).max(least);
        let lines: Vec<String> = filled(name, widest, 0).lines().map(str::to_string).collect();
        match lines.as_slice() {
            [first, second, third, _, ..] => {
                format!("{first}\n{second}\n{}", shortened(&format!("{third}…"), widest))
            }
            _ => lines.join("\n"),
        }
    };
    names.enumerate().map(name).collect()
}

/// A figure with its range below it.
fn stacked(cell: &str, is_stacked: bool, language: Language) -> String {
    let figure = language.without_aside(cell).0;
    if is_stacked && figure.len() < cell.len() {
        format!("{figure}\n{}", cell[figure.len()..].trim_start())
    } else {
        cell.to_string()
    }
}

/// What has to be said in words, a section each.
fn sentences(subject: &Subject, width: usize) -> Vec<String> {
    let model = subject.model;
    let language = model.presentation.language;
    let section = |sentences: Vec<String>| {
        let lines: Vec<String> = sentences.iter().map(|sentence| filled(sentence, width, 2)).collect();
        lines.join("\n")
    };
    let mut sections = Vec::new();
    if let Some(compared) = subject.comparison.filter(|compared| compared.ranking.len() > 1) {
        let findings = comparison::findings(subject, compared).into_iter().take(NAMED);
        let first = comparison::to_find_out_first(subject, compared);
        sections.push(section(
            findings.chain(worth::next_dollar(subject)).chain(worth::paying(subject)).chain(first).collect(),
        ));
    }
    let plans = subject.results.plans.iter().map(|plan| plan.label.as_str());
    let plans: Vec<_> = plans.zip(subject.lifetimes).collect();
    sections.push(section(findings::running_out(subject)));
    let mut of_the_wheel = vec![told::turns_by_itself(&plans, language)];
    if let [(_, lifetime)] = plans.as_slice() {
        of_the_wheel.extend(told::a_new_customer(lifetime, &model.currency, model.time.step, language));
    }
    of_the_wheel.extend(worth::frictions(subject));
    sections.push(section(of_the_wheel));
    sections.extend(subject.comparison.map(|compared| section(comparison::surely(subject, compared))));
    sections.retain(|section| !section.is_empty());
    sections
}

/// Tables that follow where there is room: channels, experiments, targets.
fn tables(subject: &Subject, width: usize) -> Vec<String> {
    let (model, results) = (subject.model, subject.results);
    let channels = if subject.lifetimes.len() == 1 { super::channels::table(subject, 0) } else { None };
    let experiments = super::experiments::table(model, results, subject.plans, subject.experiments);
    let scorecard = super::scorecard::short_table(model, results, subject.lifetimes);
    [scorecard, channels, experiments]
        .iter()
        .flatten()
        .filter_map(|page| as_text(page, width, subject.model.presentation.language))
        .collect()
}

/// A table of the page for the terminal, without columns in which nothing stands; `None` if it has no room.
pub(super) fn as_text(page: &html::Table, width: usize, language: Language) -> Option<String> {
    let filled_in = |column: &usize| page.rows.iter().any(|row| !row.cells[*column].is_empty());
    let shown: Vec<usize> = (0..page.columns.len()).filter(filled_in).collect();
    let row = |row: &html::Row| {
        let cells = shown.iter().map(|&c| stacked(&row.cells[c], true, language));
        std::iter::once(row.label.clone()).chain(cells).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let names = std::iter::once(page.rows_are.as_str()).chain(shown.iter().map(|&c| page.columns[c].label.as_str()));
    let header = header(names, &rows, 12);
    let has_room = columns_of_figures(&header, &rows) + LEAST_NAME <= width;
    has_room.then(|| format!("{}\n{}", filled(&page.caption, width, 0), table(&header, &rows, width)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures as a run has them, under so many plans.
    fn lines(n_plans: usize, language: Language) -> Vec<Line> {
        let figures = [
            ("Customers at the end", "2.71k (2.23k to 3.21k)", "2,710 (2,230~3,210)", 0),
            ("Profit", "\u{2212}$1.43M (\u{2212}$2.12M to $990k)", "\u{2212}$143만 (\u{2212}$212만~$99만)", 1),
            ("Break-even", "month 12 (8 to > 36)", "12개월차 (8~36 초과)", 2),
            (
                "Chance: 1,000 customers by the end of 2028, which the board was promised",
                "62% (±\u{a0}3)",
                "62% (±\u{a0}3)",
                1,
            ),
            ("  with referrals", "$2.1k (\u{2212}$1.4k to $3.4k)", "$2,100 ($1,400~$3,400)", 7),
        ];
        let line = |(name, english, korean, rank): (&str, &str, &str, u8)| {
            let cell = if language == Language::English { english } else { korean };
            Line { name: name.to_string(), cells: vec![cell.to_string(); n_plans], rank }
        };
        figures.map(line).into()
    }

    /// Both ends of every range, which no line may separate.
    fn ranges(language: Language) -> [&'static str; 4] {
        match language {
            Language::English => {
                ["(2.23k to 3.21k)", "(\u{2212}$2.12M to $990k)", "(8 to > 36)", "(\u{2212}$1.4k to $3.4k)"]
            }
            _ => ["(2,230~3,210)", "(\u{2212}$212만~$99만)", "(8~36 초과)", "($1,400~$3,400)"],
        }
    }

    fn laid_out(plans: &[&str], language: Language, width: usize, most_lines: usize) -> String {
        let lines = lines(plans.len(), language);
        side_by_side(plans, &lines, width, language)
            .unwrap_or_else(|| plan_by_plan(plans, &lines, width, most_lines, language))
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_range_is_broken() {
        let long = ["Base", "Flywheel: onboarding and advocates, with a reward for both of them", "Both"];
        let korean =
            ["기준안", "플라이휠: 온보딩 개선과 추천 보상을 함께 강화하는 방안", "飞轮：优化新用户引导并奖励推荐者"];
        for width in 60..=160 {
            for n_plans in [1, 2, 3, 4, 8] {
                for (names, language) in [(long, Language::English), (korean, Language::Korean)] {
                    let plans: Vec<&str> = names.into_iter().cycle().take(n_plans).collect();
                    let text = laid_out(&plans, language, width, 30);
                    for line in text.lines() {
                        assert!(columns(line) <= width, "{n_plans} plans at {width}: {line}");
                    }
                    let [customers, ..] = ranges(language);
                    assert_eq!(text.matches(customers).count(), n_plans, "{n_plans} plans at {width}:\n{text}");
                    for line in text.lines().filter(|line| line.contains(" to ") || line.contains('~')) {
                        let whole = ranges(language).iter().any(|range| line.contains(range));
                        assert!(whole, "{n_plans} plans at {width}: {line}");
                    }
                }
            }
        }
    }

    #[test]
    fn plans_that_have_no_room_are_named() {
        let names: Vec<String> = (1..=20).map(|n| format!("Plan {n}")).collect();
        let plans: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = laid_out(&plans, Language::English, 80, 24);
        assert!(text.lines().count() <= 24, "{text}");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for plan in &plans {
            assert!(words.contains(plan), "{plan} in\n{text}");
        }
        assert!(text.contains("Not shown for want of room"), "{text}");
    }
}
