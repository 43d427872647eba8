//! What is shown and saved of a future's draws is what the scenario says, never how it is drawn.

use crate::play::flywheel;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const SHOP: &str = r#"
[time]
step = "month"
periods = 12
[simulation]
replications = 4096
[inputs]
price = { choice = [["$8", 1], ["$12", 3]] }
[stages.lead]
role = "user"
after = "1 month"
to.small = "400 of 1000"
to.large = "300 of 1000"
to.exit = "rest"
[stages.small]
role = "customer"
to.exit = "4% to 6% per quarter"
[stages.large]
role = "customer"
to.exit = { survival = [["1 month", "20 of 22"], ["2 months", "19 of 22"], ["3 months", "17 of 22"]] }
[channels.shop]
type = "paid"
to = "lead"
spend = { schedule = [[1, "$900 to $1100"], [7, "$1800 to $2200"]], per = "month" }
cost = "$9 to $11"
[revenue.fee]
on = ["small", "large"]
each = "=price per month"
[events.rival]
chance = "30%"
at = [3, 6]
changes = { "small -> exit" = "+30% to +80%" }
[events.storm]
chance = "50% per year"
lasts = 1
changes = { "small -> exit" = "+30%" }
[initiatives.care]
active = true
upfront = 10
chance = "60%"
changes = { "small -> exit" = "-20% to -10%" }
[correlations]
"lead -> large ~ channels.shop.cost" = 0.9
[plans.sure]
set = { "initiatives.care.chance" = "100%" }
"#;

/// Of a plan the saved values of every input, `None` where there is none.
fn saved(folder: &Path, plan: &str) -> HashMap<String, Vec<Option<f64>>> {
    let mut reader = csv::Reader::from_path(folder.join("shop-report/replications.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let mut columns: HashMap<String, Vec<Option<f64>>> = HashMap::new();
    for row in reader.records().map(Result::unwrap).filter(|row| &row[0] == plan) {
        for (name, value) in header.iter().zip(&row) {
            if let Some(path) = name.strip_prefix("input:") {
                columns.entry(path.to_string()).or_default().push(value.parse().ok());
            }
        }
    }
    columns
}

fn quantile(values: &[Option<f64>], p: f64) -> f64 {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    sorted[(p * sorted.len() as f64) as usize]
}

#[test]
fn what_is_saved_of_every_kind_of_input_is_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    let run = flywheel(folder.path(), &["run", "shop.toml", "--save-replications", "-q"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let base = saved(folder.path(), "base");
    let [small, large] = ["stages.lead.to.small", "stages.lead.to.large"].map(|path| &base[path]);
    // 300 of 1000: Beta(300.5, 701), mean 0.30005, standard deviation 0.01447, so 90% within 0.2764 to 0.3240; the
    // standard error of such a quantile of 4,096 draws is 2.1 x 0.01447 / 64 = 0.0005.
    for (p, right) in [(0.05, 0.2764), (0.95, 0.3240)] {
        assert!((quantile(large, p) - right).abs() < 0.002, "{p}: {}", quantile(large, p));
    }
    assert!((quantile(small, 0.5) - 0.4).abs() < 0.003);
    assert!(small.iter().zip(large).all(|(a, b)| a.unwrap() + b.unwrap() < 1.0));
    // A correlation is one of what was written: 0.9 of normal scores, for laws this narrow of the values too. Five
    // standard errors of it are 5 (1 - 0.81) / 64 = 0.015.
    let cost = &base["channels.shop.cost"];
    assert!((correlation(large, cost) - 0.9).abs() < 0.02, "{}", correlation(large, cost));
    // The parts of the survivors that stay are an inner matter: 17 of 22 of 3 points is (17 + 1/2) / 23 on average.
    let last = &base["stages.large.to.exit.survival[2]"];
    let mean = last.iter().flatten().sum::<f64>() / last.len() as f64;
    assert!((mean - 17.5 / 23.0).abs() < 0.007, "{mean}");
    for path in ["events.rival.comes", "initiatives.care.works"] {
        assert!(base[path].iter().all(|x| matches!(x, Some(0.0 | 1.0))), "{path}");
    }
    let comes = base["initiatives.care.works"].iter().flatten().sum::<f64>() / 4096.0;
    assert!((comes - 0.6).abs() < 5.0 * (0.24_f64 / 4096.0).sqrt(), "{comes}");
    // When it comes, if it does: a period of its window.
    for (comes, when) in base["events.rival.comes"].iter().zip(&base["events.rival.when"]) {
        assert_eq!(*comes == Some(1.0), when.is_some());
        assert!(when.is_none_or(|period| [3.0, 4.0, 5.0, 6.0].contains(&period)), "{when:?}");
    }
    // 50% a year: in half of the futures it has come by the end of the year.
    let storms = &base["events.storm.comes"];
    assert!(storms.iter().flatten().all(|period| period.fract() == 0.0 && (1.0..=12.0).contains(period)));
    assert!((storms.iter().flatten().count() as f64 / 4096.0 - 0.5).abs() < 5.0 * 0.5 / 64.0);
    // How much more or less, not the factor; the ends of a range on the logarithm of the factor.
    let more = &base["events.rival.changes.small -> exit"];
    assert!((quantile(more, 0.05) - 0.3).abs() < 0.02 && (quantile(more, 0.95) - 0.8).abs() < 0.02);
    assert!(base["initiatives.care.changes.small -> exit"].iter().flatten().all(|change| (-0.3..0.0).contains(change)));
    // In the unit written: dollars, not cents; per quarter, not per month; a choice is one of its values.
    assert!((quantile(cost, 0.5) - 9.95).abs() < 0.05);
    assert!((quantile(&base["stages.small.to.exit"], 0.05) - 0.04).abs() < 0.001);
    assert!((quantile(&base["channels.shop.spend.schedule[1]"], 0.05) - 1800.0).abs() < 15.0);
    assert!(base["inputs.price"].iter().flatten().all(|price| [8.0, 12.0].contains(price)));
    // A plan in which it surely works says so.
    assert!(saved(folder.path(), "sure")["initiatives.care.works"].iter().all(|works| *works == Some(1.0)));
    let table = fs::read_to_string(folder.path().join("shop-report/tables/assumptions.csv")).unwrap();
    let row = |path: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let found = rows.records().map(Result::unwrap).find(|row| &row[0] == path);
        found.unwrap_or_else(|| panic!("{path}: {table}")).iter().map(str::to_string).collect()
    };
    for (path, low, high) in
        [("stages.lead.to.large", 0.2764, 0.3240), ("initiatives.care.changes.small -> exit", -0.2, -0.1)]
    {
        let row = row(path);
        let ends = [&row[4], &row[5]].map(|end| end.parse::<f64>().unwrap());
        assert!((ends[0] - low).abs() < 1e-4 && (ends[1] - high).abs() < 1e-4, "{path}: {ends:?}");
    }
    let page = fs::read_to_string(folder.path().join("shop-report/report.html")).unwrap();
    assert!(page.contains("27.6% to 32.4%"), "the range of 300 of 1000");
}

fn correlation(a: &[Option<f64>], b: &[Option<f64>]) -> f64 {
    let values = |x: &[Option<f64>]| x.iter().map(|x| x.unwrap()).collect::<Vec<f64>>();
    let (a, b) = (values(a), values(b));
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let dot = |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
    dot(&a, ma, &b, mb) / (dot(&a, ma, &a, ma) * dot(&b, mb, &b, mb)).sqrt()
}

#[test]
fn counts_that_add_up_to_their_total_are_all_uncertain() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        SHOP.replace("to.large = \"300 of 1000\"", "to.large = \"600 of 1000\"").replace("to.exit = \"rest\"", "");
    fs::write(folder.path().join("shop.toml"), text).unwrap();
    let run = flywheel(folder.path(), &["run", "shop.toml", "--save-replications", "-q"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let base = saved(folder.path(), "base");
    let [small, large] = ["stages.lead.to.small", "stages.lead.to.large"].map(|path| &base[path]);
    assert!(small.iter().zip(large).all(|(a, b)| (a.unwrap() + b.unwrap() - 1.0).abs() < 1e-12));
    // Beta(600.5, 400.5): standard deviation 0.01548.
    assert!((quantile(large, 0.95) - quantile(large, 0.05) - 3.29 * 0.01548).abs() < 0.003);
    let table = fs::read_to_string(folder.path().join("shop-report/tables/assumptions.csv")).unwrap();
    assert!(
        table.lines().any(|line| line.starts_with("stages.lead.to.small,") && line.contains(",counted,")),
        "{table}"
    );
}
