//! A report in Korean or Chinese has no English left in it, but for what its author wrote and for names of ratios.

use crate::play::flywheel;
use flywheel::report::language::Language;
use std::fs;

/// Labels without a Latin letter, and something of everything that the summary and the tables speak of.
const SCENARIO: &str = r#"
label = "구독 / 订阅"
currency = "KRW"
[time]
step = "month"
periods = 6
start = "2027-01"
[simulation]
replications = 256
[stages.lead]
label = "리드"
start = 0
stay = "1 to 3 months"
to.customer = "30 of 100"
to.exit = "rest"
target = { entries = "90", conversion = "25%" }
[stages.customer]
label = "고객"
role = "customer"
start = 50
to.exit = "4% to 6% per month"
[channels.ads]
label = "광고"
to = "lead"
spend = "₩1M to ₩1.2M per month"
cost = "₩10,000"
[referrals.invite]
label = "추천"
from = "customer"
invites = "0.1 to 0.2 per month"
accept = "30% to 50%"
to = "lead"
[revenue.box]
label = "상자"
on = "customer"
each = "₩20,000 per month"
[frictions.slow]
label = "느린 상담"
on = "lead -> customer"
loses = "10% to 20%"
[goals.many]
label = "고객 백 명"
metric = "customers"
at_least = 60
[initiatives.trial]
label = "실험"
running = "₩10,000 per month"
starts = 2
[initiatives.trial.test]
on = "lead -> customer"
lift = { normal = [0.02, 0.06] }
share = "50%"
lasts = 2
confidence = "95%"
[plans.wheel]
label = "플라이휠"
initiatives = ["trial"]
[report]
headline = "customers"
"#;

/// Names that are the same in every language.
const NAMES: [&str; 8] = ["LTV", "CAC", "MRR", "NRR", "NPV", "flywheel", "per", "report"];

/// Words of Latin letters that are none of these, nor numbers in a unit.
fn english(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.filter(|word| word.len() >= 3 && !NAMES.contains(word)).collect()
}

/// Small pictures: they are not what is looked at here.
const RUN: [&str; 6] = ["run", "a.toml", "-o", "report", "--width", "640"];

fn run(language: &str, plan: &[&str]) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), SCENARIO).unwrap();
    let in_language = format!("report.language={language}");
    let output = flywheel(folder.path(), &[&RUN, plan, &["--set", &in_language]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), folder)
}

#[test]
fn the_summary_speaks_the_language_of_the_report() {
    for language in ["ko-KR", "zh"] {
        for plan in [&[][..], &["--plan", "wheel"]] {
            let (summary, _) = run(language, plan);
            // A path is no text.
            let text = summary.lines().filter(|line| !line.ends_with("report.html")).collect::<Vec<_>>().join("\n");
            assert_eq!(english(&text), Vec::<&str>::new(), "{summary}");
            assert!(summary.lines().count() <= 41, "{summary}");
        }
    }
    let (summary, _) = run("en", &[]);
    for words in ["Customers at the end", "Lost at 리드 (mean)", "The wheel", "Report: ", "What the dearest frictions"]
    {
        assert!(summary.contains(words), "`{words}` in {summary}");
    }
}

#[test]
fn charts_speak_the_language_of_the_report() {
    for (tag, language) in [("ko", Language::Korean), ("zh-CN", Language::Chinese)] {
        let (_, folder) = run(tag, &[]);
        for entry in fs::read_dir(folder.path().join("report/charts")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "svg") {
                let svg = fs::read_to_string(&path).unwrap();
                for element in ["title", "desc"] {
                    let after = svg.split(&format!("<{element}")).nth(1).unwrap_or_default();
                    let said = after.split('>').nth(1).unwrap_or_default().split('<').next().unwrap_or_default();
                    assert!(!said.is_empty(), "{}", path.display());
                    assert_eq!(english(said), Vec::<&str>::new(), "{} {language:?}: {said}", path.display());
                }
            }
        }
    }
}

/// A plan that buys more than the other one, of which the run warns.
const BUYS_MORE: &str = "[plans.more]\nlabel = \"광고 확대\"\nset = { \"channels.ads.spend\" = \"₩2M per month\" }\n";

/// What people read of a page: no paths, commands, styles, nor scripts.
fn read_aloud(page: &str) -> String {
    let mut text = page.to_string();
    for element in ["style", "script", "pre"] {
        while let Some(start) = text.find(&format!("<{element}")) {
            let end = text[start..].find(&format!("</{element}>")).map_or(text.len(), |end| start + end);
            text.replace_range(start..end, " ");
        }
    }
    let code = |piece: &str| -> Option<String> {
        let (code, behind) = piece.split_once("</code>")?;
        // What has a space is a number as it was written, what has none a path, a file or a digest; `{ normal = .. }`
        // is a form of the scenario language.
        let code = code.split_once('>').map_or("", |(_, code)| code);
        Some(format!(
            " {} {behind}",
            if code.contains(' ') && !code.contains(['{', '>']) && !code.contains("-&gt;") { code } else { "" }
        ))
    };
    let mut pieces = text.split("<code");
    let first = pieces.next().unwrap_or_default().to_string();
    let text = pieces.fold(first, |text, piece| text + &code(piece).unwrap_or_default());
    let tags = text.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, behind)| behind));
    tags.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_with_warnings_has_no_word_of_another_language() {
    for (language, warned) in
        [("ko", "더 나은 결과가 지출이 더 많아서일 수 있습니다"), ("zh", "更好的结果可能只是因为支出更多")]
    {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), SCENARIO.replace("[report]", &format!("{BUYS_MORE}[report]"))).unwrap();
        let in_language = format!("report.language={language}");
        let output = flywheel(folder.path(), &[&RUN[..], &["--set", &in_language]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let page = read_aloud(&fs::read_to_string(folder.path().join("report/report.html")).unwrap());
        assert!(page.contains(warned), "no warning in {page}");
        // The file is called a.toml.
        let left: Vec<&str> = english(&page).into_iter().filter(|word| !["SHA", "toml"].contains(word)).collect();
        assert_eq!(left, Vec::<&str>::new(), "{language}");
        for amount in [["월 ₩2M", "월 ₩1M"], ["每月₩2M", "每月₩1M"]][usize::from(language == "zh")] {
            assert!(page.contains(amount), "{amount}");
        }
    }
}

#[test]
fn characters_that_no_font_has_are_named_in_one_warning() {
    let folder = tempfile::tempdir().unwrap();
    // The last characters of all that can be: no font has them.
    let strange = "\u{10FFFC} \u{10FFFD}";
    let text = SCENARIO
        .replace("\"광고\"", &format!("\"{strange} โฆษณา 🚀\""))
        .replace("\"고객\"", &format!("\"ลูกค้า {strange}\""));
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let output = flywheel(folder.path(), &RUN);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let warnings: Vec<&str> = said.lines().filter(|line| line.contains("no font has")).collect();
    let [warning] = warnings[..] else { panic!("one warning in {said}") };
    let all = ["U+10FFFC", "U+10FFFD"].iter().all(|character| warning.contains(character));
    assert!(all || warning.contains(" more:"), "{warning}");
    assert!(warning.starts_with("warning: ") && warning.contains("--font"), "{warning}");
    assert!(fs::read_to_string(folder.path().join("report/report.html")).unwrap().contains("โฆษณา 🚀"));
}
