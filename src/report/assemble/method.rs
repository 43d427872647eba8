//! The method in short, and what it takes to get the same report again.

use super::{Subject, VERSION};
use crate::model::Sampling;
use crate::report::language::{Language, Words, words};
use crate::report::memo::{Block, FileText, Section, Term, Word};
use crate::report::numbers;
use crate::results::{DataFile, Manifest};

/// What is drawn, what the ranges are, what is luck and what is not knowing.
pub(super) fn method(subject: &Subject) -> Option<Section> {
    let Subject { model, results, .. } = *subject;
    let language = model.presentation.language;
    let futures = numbers::count(u64::from(results.replications));
    let length = numbers::duration(model.time.periods, model.time.step, language);
    let mut told = vec![language.fill(
        words(
            "Not knowing: at the start of each of {futures} futures every uncertain number is drawn once from its range and then holds.",
            "모르는 것: 미래 {futures}가지마다 시작할 때 불확실한 수치를 각 범위에서 한 번씩 추출하고 그 값을 유지합니다.",
            "未知：{futures}种未来各自在开始时，从区间中为每个不确定的数值抽取一个值，并一直沿用。",
        ),
        &[("futures", &futures)],
    )];
    if model.simulation.sampling == Sampling::Balanced && !model.inputs.is_empty() {
        told.push(language.say(words(
            "The draws are spread evenly over all ranges together (scrambled low-discrepancy points, 16 independent randomisations, from which the error is known).",
            "추출값은 모든 범위에 고르게 퍼집니다(뒤섞은 저불일치 수열, 독립 무작위화 16회로 오차 추정).",
            "抽取值均匀分布于所有区间（加扰低差异序列，16次独立随机化，用以估计误差）。",
        )).to_string());
    }
    told.push(language.fill(
        words(
            "Luck: over {length} whole people then come, move on, stay, leave and bring others with the chances that follow.",
            "우연: 이후 {length} 동안 사람들이 그 확률에 따라 유입되고, 이동하고, 머물고, 떠나고, 다른 사람을 데려옵니다.",
            "运气：在随后的{length}里，人们按相应概率到来、前进、停留、离开并带来他人（以整数人计）。",
        ),
        &[("length", &length)],
    ));
    if results.plans.len() > 1 {
        told.push(language.say(words(
            "All plans meet the same drawn numbers and the same luck, future by future. So they differ by what was decided, not by chance.",
            "모든 안은 미래마다 동일한 추출값과 동일한 우연을 겪습니다. 따라서 차이는 우연이 아니라 결정에서 비롯됩니다.",
            "所有方案在每种未来中面对同样的抽取值和同样的运气，差别来自决策而非偶然。",
        )).to_string());
    }
    told.push(language.say(words(
        "Bands in the charts: the dark one holds the middle half of the futures, the light one the middle 90%; the line is the median. Ranges beside figures are the middle 90% too: below them lie 5% of the futures, above them 5%.",
        "차트의 띠: 진한 띠는 미래의 가운데 50%, 옅은 띠는 가운데 90%이며, 선은 중앙값입니다. 수치 옆의 범위 역시 가운데 90%로, 미래의 5%는 그보다 낮고 5%는 그보다 높습니다.",
        "图中的色带：深色为中间50%的未来，浅色为中间90%，线为中位数。数字旁的区间同样是中间90%：有5%的未来低于它，5%高于它。",
    )).to_string());
    told.push(language.say(words(
        "Ratios are made in each future before they are summarised. A ratio whose denominator is 0 does not exist and is left empty.",
        "비율은 미래마다 먼저 계산한 뒤 요약합니다. 분모가 0인 비율은 존재하지 않으므로 비워 둡니다.",
        "比率先在每种未来中计算，再行汇总；分母为0的比率不存在，留空。",
    )).to_string());
    told.push(language.say(words(
        "The simulation does not find numbers in data and knows no rival's mind: the answer is as good as the assumptions.",
        "이 시뮬레이션은 데이터에서 수치를 추정하지 않으며 경쟁자의 의중도 알지 못합니다. 결론의 질은 가정의 질에 달려 있습니다.",
        "模拟不会从数据中推断数值，也不了解竞争对手的意图：结论的质量取决于假设的质量。",
    )).to_string());
    Section::of("method", language.say(words("Method in short", "방법 요약", "方法概要")), vec![Block::List(told)])
}

/// Command, version, seed, number of futures, digest.
pub(super) fn repeat(subject: &Subject) -> Option<Section> {
    let Subject { model, results, manifest, .. } = *subject;
    let language = model.presentation.language;
    let term = |name, is| Term { name: language.say(name).to_string(), is };
    let by_file = words(
        "With the scenario file, whose text is also at the end of this page, or from the manifest in the folder of this page, which carries it too: the result is the same bit for bit.",
        "시나리오 파일(본문은 이 페이지 끝에도 있음)로, 또는 이 페이지와 같은 폴더에 있는 매니페스트(시나리오 포함)로 실행할 수 있으며 결과는 비트 단위로 동일합니다.",
        "可用情景文件运行（其全文也附在本页末尾），也可用本页同一文件夹中包含情景的清单文件运行：结果逐位相同。",
    );
    let mut blocks = vec![
        Block::Text(language.say(by_file).to_string()),
        Block::Command(manifest.command.clone()),
        Block::Command("flywheel run --manifest manifest.json".to_string()),
        Block::Terms(vec![
            term(words("Version", "버전", "版本"), Word::text(format!("flywheel {VERSION}"))),
            term(words("Seed", "시드", "随机种子"), Word::text(results.seed.to_string())),
            term(words("Futures", "미래 수", "未来数量"), Word::text(numbers::count(u64::from(results.replications)))),
            term(words("Scenario file", "시나리오 파일", "情景文件"), Word::code(&manifest.file)),
            term(words("Its SHA-256", "파일 SHA-256", "文件SHA-256"), Word::code(&manifest.scenario_sha256)),
        ]),
    ];
    blocks.extend(files(manifest, language));
    Section::of("repeat", language.say(words("How to repeat this", "재현 방법", "如何复现")), blocks)
}

/// More data than this is left to the manifest, in bytes.
const MOST_DATA: usize = 100_000;

/// The text of every scenario, and of the data files that they read if all together is not too long for a page.
fn files(manifest: &Manifest, language: Language) -> Vec<Block> {
    let others = manifest.others.iter().map(|other| (&other.file, &other.scenario));
    let scenarios = std::iter::once((&manifest.file, &manifest.scenario)).chain(others);
    let file = |caption: Words, name: &str, text: &str| {
        let caption = language.fill(caption, &[("file", name)]);
        Block::File(FileText { caption, text: text.to_string() })
    };
    let mut blocks: Vec<Block> = scenarios.map(|(name, text)| file(SCENARIO_TEXT, name, text)).collect();
    let data: Vec<&DataFile> =
        manifest.data.iter().chain(manifest.others.iter().flat_map(|other| &other.data)).collect();
    if data.iter().map(|data| data.text.len()).sum::<usize>() < MOST_DATA {
        blocks.extend(data.iter().map(|data| file(DATA_TEXT, &data.name, &data.text)));
    } else {
        let names = language.list(data.iter().map(|data| data.name.as_str()));
        blocks.push(Block::Text(language.fill(DATA_ELSEWHERE, &[("files", &names)])));
    }
    blocks
}

const SCENARIO_TEXT: Words = words("The scenario: {file}", "시나리오 본문: {file}", "情景全文：{file}");
const DATA_TEXT: Words =
    words("Data that it reads: {file}", "시나리오가 읽는 데이터: {file}", "情景读取的数据：{file}");
const DATA_ELSEWHERE: Words = words(
    "The data that it reads is too long for this page and stands in manifest.json: {files}.",
    "시나리오가 읽는 데이터는 이 페이지에 싣기에 길어 manifest.json에 들어 있습니다: {files}.",
    "情景读取的数据较长，未列入本页，收录在manifest.json中：{files}。",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(data: &[(&str, usize)]) -> Manifest {
        let data = data.iter().map(|(name, length)| DataFile { name: (*name).into(), text: "1".repeat(*length) });
        Manifest {
            schema: Manifest::SCHEMA,
            version: VERSION.into(),
            command: "flywheel run shop.toml".into(),
            file: "shop.toml".into(),
            scenario_sha256: String::new(),
            scenario: "label = \"<Shop>\"".into(),
            data: data.collect(),
            set: Vec::new(),
            plans: vec!["base".into()],
            replications: 64,
            seed: 1,
            save_replications: false,
            against: None,
            match_spend: false,
            others: Vec::new(),
        }
    }

    #[test]
    fn the_page_carries_the_scenario_and_short_data_and_says_where_long_data_is() {
        let told = |data: &[(&str, usize)]| -> Vec<String> {
            let said = |block| match block {
                Block::File(file) => format!("{} {}", file.caption, file.text.len()),
                Block::Text(text) => text,
                other => panic!("{other:?}"),
            };
            files(&manifest(data), Language::English).into_iter().map(said).collect()
        };
        let scenario = "The scenario: shop.toml 16";
        assert_eq!(told(&[]), [scenario]);
        let short = told(&[("a.csv", 40_000), ("b.csv", 59_999)]);
        assert_eq!(short, [scenario, "Data that it reads: a.csv 40000", "Data that it reads: b.csv 59999"]);
        let long = told(&[("a.csv", 40_000), ("b.csv", 60_000)]);
        assert_eq!(long.len(), 2);
        assert!(long[1].contains("manifest.json: a.csv") && long[1].contains("b.csv"), "{long:?}");
    }
}
