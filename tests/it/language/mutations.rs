//! A hundred thousand broken scenarios: whatever the text, there is a model or there are messages.

use flywheel::model;
use flywheel::scenario::{self, Override};

use super::influences::INFLUENCES;
use super::{CAMPAIGN, SAAS, SHOP, STUDIO};

/// How many texts are tried.
const N_TEXTS: u32 = 100_000;

/// SplitMix64 (Steele, Lea & Flood 2014): small, and good enough to break texts with.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Values that are too much, too little, or of another kind.
const EXTREMES: [&str; 54] = [
    "0",
    "-1",
    "1e308",
    "-0.0",
    "nan",
    "inf",
    "9223372036854775807",
    "99999999999999999999999",
    "1e-320",
    "\"\"",
    "\"0%\"",
    "\"100%\"",
    "\"1000%\"",
    "\"$0\"",
    "\"1e9\"",
    "\"0 of 0\"",
    "\"5 of 3\"",
    "\"0 to 0\"",
    "\"1 to 1e300\"",
    "\"=1/0\"",
    "\"=price\"",
    "\"=-service per month\"",
    "true",
    "[]",
    "{}",
    "[[1]]",
    "{ pert = [0, 0, 0] }",
    "{ normal = [0, 1e300] }",
    "{ beta = [1e-300, 1e300] }",
    "{ choice = [] }",
    "{ uniform = [0, 1], per = \"day\" }",
    "{ data = \"/etc/passwd\" }",
    "\"9999-12\"",
    "2027-02-30",
    "\"0 days\"",
    "\"100000 years\"",
    "\"rest\"",
    "\"* -> exit\"",
    "{ gamma = [1, 1e-200] }",
    "{ lognormal = [1e-300, 1e300] }",
    "{ schedule = [[0, 1], [1, 2], [5, \"0 to 1\"]] }",
    "{ schedule = [[\"2027-06\", \"1e300 to 1e301\"], [\"9999-12\", 0]], per = \"day\" }",
    "{ by_age = [1, 0, 1], per = \"year\" }",
    "{ by_tenure = [\"=1/0\", \"20 of 30\"], per = \"day\" }",
    "{ sbg = [1e-300, 1e6], per = \"day\" }",
    "{ survival = [[\"1e300 years\", \"1%\"], [\"1e301 years\", 1e-300]], by = \"tenure\" }",
    "{ survival = [[\"1 day\", \"1e-9%\"]] }",
    "{ value = 1, volatility = 10 }",
    "{ share_of_revenue = 1 }",
    "{ half = 1e-300, slope = 10 }",
    "{ half = \"1e14 per day\" }",
    "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12]",
    "[500, 400]",
    "\"settled\"",
];

/// Pieces of the language that are put where they do not belong.
const TOKENS: [&str; 36] = [
    "to",
    "exit",
    "customer",
    "visitor",
    "->",
    "* ->",
    "=",
    "per month",
    "per day",
    "per year",
    "of",
    "%",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\n",
    "#",
    ".",
    ",",
    "instant = true\n",
    "role = \"lapsed\"\n",
    "stay = \"1 day\"\n",
    "after = 3\n",
    "[stages.trial]\n",
    "[time]\n",
    "[plans.x]\nset = {}\n",
    "else = \"exit\"\n",
    "\u{0}",
    "체험",
    "\u{feff}",
    "start = 1e9\n",
    "per = \"week\"\n",
    "to.exit = \"rest\"\n",
];

#[test]
fn no_text_whatever_brings_the_reader_down() {
    // The long ones more seldom: most of what can go wrong in them goes wrong at any time.
    break_texts(&[SAAS, CAMPAIGN, SHOP, CAMPAIGN, STUDIO], 20_270_101, N_TEXTS);
}

#[test]
fn no_text_about_what_acts_on_rates_brings_the_reader_down() {
    break_texts(&[INFLUENCES], 20_270_102, N_TEXTS / 50);
}

fn break_texts(texts: &[&str], seed: u64, n_texts: u32) {
    let mut dice = Dice(seed);
    let (mut models, mut refused) = (0_u32, 0_u32);
    for round in 0..n_texts {
        let mut text = texts[dice.below(texts.len())].as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            mutate(&mut text, &mut dice);
        }
        let text = String::from_utf8_lossy(&text);
        let is_model = read(&text, &mut dice, round % 16 == 0);
        *(if is_model { &mut models } else { &mut refused }) += 1;
    }
    // Mutations that only ever made rubbish, or never any, would test nothing.
    assert!(models > n_texts / 50, "{models} models");
    assert!(refused > n_texts / 4, "{refused} refused");
}

/// Reads, checks, and shows what is said; whether there is a model.
fn read(text: &str, dice: &mut Dice, show: bool) -> bool {
    let mut overrides = Vec::new();
    if dice.below(4) == 0 {
        let paths = [
            "channels.search.spend",
            "trial -> customer",
            "time.step",
            "stages.regular.start",
            "plans.both.set.x",
            "inputs.mood",
            "segments.smb.share",
            "initiatives.concierge.changes.* -> churned",
            "referrals.invite.invites",
            "pupil -> asleep",
            "stages.pupil.start_tenure",
            "channels.search.carryover",
            "channels.search.saturation.half",
            "channels.fair.lasts",
            "costs.cards.each",
        ];
        overrides.push(Override { text: format!("{}={}", dice.pick(&paths), dice.pick(&EXTREMES)) });
    }
    let (sources, scenario) = scenario::read_str("mutated.toml", text, None, &overrides);
    let (model, diagnostics) = match scenario {
        Ok(scenario) => model::check(&scenario),
        Err(diagnostics) => (None, diagnostics),
    };
    assert_eq!(model.is_none(), diagnostics.has_errors(), "{text}");
    if show {
        let shown = diagnostics.render(&sources, dice.below(2) == 0);
        assert_eq!(shown.is_empty(), diagnostics.is_empty(), "{text}");
        assert!(diagnostics.records(&sources).iter().all(|record| record.line != Some(0)), "{text}");
    }
    model.is_some()
}

fn mutate(text: &mut Vec<u8>, dice: &mut Dice) {
    match dice.below(9) {
        0 => flip_a_byte(text, dice),
        1 => insert(text, dice),
        2 => cut(text, dice),
        3 => swap_lines(text, dice),
        4 => repeat_a_line(text, dice),
        5 | 6 => replace_a_value(text, dice),
        7 => replace_digits(text, dice),
        _ => swap_words(text, dice),
    }
}

fn flip_a_byte(text: &mut [u8], dice: &mut Dice) {
    let at = dice.below(text.len());
    if let Some(byte) = text.get_mut(at) {
        *byte ^= 1 << dice.below(8);
    }
}

fn insert(text: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(text.len() + 1);
    text.splice(at..at, dice.pick(&TOKENS).bytes());
}

fn cut(text: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(text.len() + 1);
    let end = (at + dice.below(40)).min(text.len());
    text.drain(at..end);
}

/// Where each line begins and ends, without the newline.
fn lines(text: &[u8]) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        found.push((start, start + line.len()));
        start += line.len() + 1;
    }
    found
}

fn swap_lines(text: &mut Vec<u8>, dice: &mut Dice) {
    let mut all: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, two) = (dice.below(all.len()), dice.below(all.len()));
    all.swap(one, two);
    *text = all.join(&b'\n');
}

fn repeat_a_line(text: &mut Vec<u8>, dice: &mut Dice) {
    let all = lines(text);
    let (start, end) = all[dice.below(all.len())];
    let (to, _) = all[dice.below(all.len())];
    let mut line = text[start..end].to_vec();
    line.push(b'\n');
    text.splice(to..to, line);
}

fn replace_a_value(text: &mut Vec<u8>, dice: &mut Dice) {
    let all = lines(text);
    let (start, end) = all[dice.below(all.len())];
    if let Some(equals) = text[start..end].iter().position(|byte| *byte == b'=') {
        text.splice(start + equals + 1..end, dice.pick(&EXTREMES).bytes());
    }
}

fn replace_digits(text: &mut Vec<u8>, dice: &mut Dice) {
    let from = dice.below(text.len() + 1);
    let Some(start) = text[from..].iter().position(u8::is_ascii_digit).map(|at| from + at) else {
        return;
    };
    let length = text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = ["0", "1", "99", "1000000000000", "0.5", "-1", "00", "1e9", "100"];
    text.splice(start..start + length, dice.pick(&digits).bytes());
}

fn swap_words(text: &mut Vec<u8>, dice: &mut Dice) {
    let mut words: Vec<Vec<u8>> = text.split(|byte| *byte == b' ').map(<[u8]>::to_vec).collect();
    let (one, two) = (dice.below(words.len()), dice.below(words.len()));
    words.swap(one, two);
    *text = words.join(&b' ');
}
