//! A report in Korean or Chinese has no English left in it, but for what its author wrote and for names of ratios.

use flywheel::report::language::Language;
use std::fs;
use std::process::Command;

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

fn run(language: &str, plan: &[&str]) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), SCENARIO).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder.path()).args(["run", "a.toml", "-o", "report", "--width", "640"]).args(plan);
    let output = command.args(["--set", &format!("report.language={language}")]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), folder)
}

#[test]
fn the_summary_speaks_the_language_of_the_report() {
    for language in ["ko-KR", "zh"] {
        for plan in [&[][..], &["--plan", "wheel"]] {
            let (summary, _) = run(language, plan);
            // The target as its author wrote it, and a path.
            let text = summary.replace("month", "");
            let text = text.lines().filter(|line| !line.ends_with("report.html")).collect::<Vec<_>>().join("\n");
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
