//! Numbers for eyes: short, and rounded to what their precision supports.
//!
//! A figure that is known to within 500 is not written to the unit: "1.24k (1.02k to 1.51k)", never
//! 1237.4182. Values come in the unit of their metric (people, shares, minor units of money) and leave
//! as people write them. Files that machines read are not written with this.
//!
//! ```
//! use flywheel::report::language::Language;
//! use flywheel::report::numbers::{Estimate, Unit};
//! let customers = Estimate { median: 1237.4182, low: 1019.7, high: 1508.2 };
//! assert_eq!(customers.text(&Unit::People, Language::English), "1.24k (1.02k to 1.51k)");
//! ```

use super::language::{Language, MINUS, Words, words};
use crate::base::calendar::Step;
use crate::base::money::Currency;
use crate::base::stats::STUDENT_T_15_95;

/// What a figure counts, and so how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// People, orders, things: whole in each replication.
    People,
    /// A share, `0.12`, written as `12%`.
    Percent,
    /// A share of the futures, `0.123`, written as `12%`: finer digits are the luck of the simulation. Neither 0%
    /// nor 100% where some futures say otherwise: `<1%`, `>99%`.
    Chance,
    /// Minor units of a currency, `1234` cents, written as `$12.34`.
    Money(Currency),
    /// A ratio or any other bare number.
    Number,
}

impl Unit {
    /// The value as it is written, before it is shortened: percents, whole dollars.
    ///
    /// `0.12` of [`Unit::Percent`] is 12, `1234` cents are 12.34.
    pub fn displayed(&self, value: f64) -> f64 {
        match self {
            Unit::People | Unit::Number => value,
            Unit::Percent | Unit::Chance => value * 100.0,
            Unit::Money(currency) => value / power_of_ten(currency.decimals as i32),
        }
    }

    /// The finest difference that means something, as a power of ten of the displayed value.
    fn finest_exponent(&self) -> i32 {
        match self {
            Unit::People | Unit::Chance => 0,
            Unit::Percent => -4,
            Unit::Money(currency) => -(currency.decimals as i32),
            Unit::Number => -6,
        }
    }

    /// Puts sign, currency and percent around the digits of an amount without sign.
    fn dressed(&self, negative: bool, digits: &str) -> String {
        let minus = if negative { MINUS.to_string() } else { String::new() };
        match self {
            Unit::People | Unit::Number => format!("{minus}{digits}"),
            Unit::Percent | Unit::Chance => format!("{minus}{digits}%"),
            Unit::Money(currency) => {
                // "CHF 12" but "$12": letters would run into the digits.
                let gap = if currency.sign.ends_with(char::is_alphabetic) { "\u{a0}" } else { "" };
                format!("{minus}{}{gap}{digits}", currency.sign)
            }
        }
    }
}

/// A figure and how sure it is: the middle and the ends of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub median: f64,
    /// Lower end of the range, p5 for 90%.
    pub low: f64,
    /// Upper end of the range, p95 for 90%.
    pub high: f64,
}

impl Estimate {
    /// `1.24k (1.02k to 1.51k)`; without the range if it has no width.
    ///
    /// All three are rounded alike, to the second digit of the width of the range: what lies below
    /// says nothing. Where all have one sign each keeps two digits of its own, so that a long tail on
    /// one side does not round the others away: `400 (120 to 11k)`.
    pub fn text(&self, unit: &Unit, language: Language) -> String {
        match self.range(unit, language) {
            Some(range) => language.aside(&self.middle(unit, language), &range),
            None => self.middle(unit, language),
        }
    }

    /// The median alone, rounded as the range supports: `1.24k`.
    pub fn middle(&self, unit: &Unit, language: Language) -> String {
        rounded(self.median, self.exponent(self.median, unit), self.low == self.high, unit, language)
    }

    /// The range alone, `1.02k to 1.51k`; `None` if it has no width that four digits would show.
    pub fn range(&self, unit: &Unit, language: Language) -> Option<String> {
        let [low, high] =
            [self.low, self.high].map(|end| rounded(end, self.exponent(end, unit), false, unit, language));
        (low != high).then(|| language.range(&low, &high))
    }

    /// The power of ten to which one of the three is rounded.
    fn exponent(&self, value: f64, unit: &Unit) -> i32 {
        let [low, high] = [self.low, self.high].map(|end| unit.displayed(end));
        let largest = low.abs().max(high.abs());
        let width = (high - low).abs();
        if width == 0.0 {
            return exact(largest, unit);
        }
        let by_width = exponent_of(width) - 1;
        let by_digits = exponent_of(largest) - (MOST_DIGITS - 1);
        let own = if low > 0.0 || high < 0.0 { exponent_of(unit.displayed(value)) - 1 } else { i32::MAX };
        by_width.max(by_digits).min(own).max(unit.finest_exponent())
    }
}

/// No figure that varies is written with more digits than this, however narrow its range: a quantile is known to 0.4%
/// of itself ([`crate::results::Summary`]), and a fourth digit would be made up.
const MOST_DIGITS: i32 = 3;

/// Digits of what is the same in every future, where it is no whole number of anything.
const DIGITS_OF_A_RATIO: i32 = 4;

/// To which power of ten a constant is written: whole people and smallest coins are exact, a ratio may have no end.
fn exact(displayed: f64, unit: &Unit) -> i32 {
    match unit {
        Unit::People | Unit::Money(_) | Unit::Chance => unit.finest_exponent(),
        Unit::Percent | Unit::Number => (exponent_of(displayed) - (DIGITS_OF_A_RATIO - 1)).max(unit.finest_exponent()),
    }
}

/// A single figure whose precision is not known, to three digits: `1.24k`, `$340`, `4.2%`.
pub fn short(value: f64, unit: &Unit, language: Language) -> String {
    let exponent = (exponent_of(unit.displayed(value)) - 2).max(unit.finest_exponent());
    rounded(value, exponent, true, unit, language)
}

/// A mean whose standard error is known: to three digits, and no finer than the first digit of its 95% margin. With an
/// error of 0 it is a constant, and written exactly; NaN is an error that is not known.
///
/// `$55k` of 54,900 ± 2,000, `$1.23M` of 1,234,000 ± 2,000, `$1,234,567` of 1,234,567 ± 0.
pub fn mean(value: f64, se: f64, unit: &Unit, language: Language) -> String {
    known_to(3, value, se, unit, language)
}

/// What finding something out is worth: a mean to two digits at most, for nobody budgets a pilot to the dollar.
pub fn worth(value: f64, se: f64, unit: &Unit, language: Language) -> String {
    known_to(2, value, se, unit, language)
}

fn known_to(digits: i32, value: f64, se: f64, unit: &Unit, language: Language) -> String {
    if se == 0.0 {
        return rounded(value, exact(unit.displayed(value), unit), true, unit, language);
    }
    let by_digits = exponent_of(unit.displayed(value)) - (digits - 1);
    let by_error = if se > 0.0 && se.is_finite() { exponent_of(unit.displayed(2.0 * se)) } else { i32::MIN };
    rounded(value, by_digits.max(by_error).max(unit.finest_exponent()), true, unit, language)
}

/// The label of a tick on an axis whose ticks are `step` apart, both in displayed units: `1.25M`.
///
/// Has the digits that tell it from its neighbours and no more.
pub fn tick(displayed: f64, step: f64, unit: &Unit, language: Language) -> String {
    // A step of 2.5 or 25 needs the digit below its leading one.
    let leading = exponent_of(step);
    let has_second_digit = !is_whole(step / power_of_ten(leading));
    let exponent = if has_second_digit { leading - 1 } else { leading };
    written(displayed, exponent, true, unit, language)
}

/// `value`, in the metric's unit, rounded to a power of ten of the displayed value.
fn rounded(value: f64, exponent: i32, trim: bool, unit: &Unit, language: Language) -> String {
    written(unit.displayed(value), exponent, trim, unit, language)
}

fn written(displayed: f64, exponent: i32, trim: bool, unit: &Unit, language: Language) -> String {
    if !displayed.is_finite() {
        return "–".to_string();
    }
    let magnitude = (displayed.abs() / power_of_ten(exponent)).round() * power_of_ten(exponent);
    let digits = match unit {
        Unit::Chance if magnitude == 0.0 && displayed > 0.0 => "<1".to_string(),
        Unit::Chance if magnitude == 100.0 && displayed < 100.0 => ">99".to_string(),
        Unit::Percent | Unit::Chance => plain(magnitude, exponent, trim),
        _ => shortened(magnitude, exponent, trim, language),
    };
    unit.dressed(displayed < 0.0 && magnitude > 0.0, &digits)
}

/// Exponents of thousands, millions, ..., their letters, and how many decimals stand before a letter:
/// 1.235M, but 1,235 rather than 1.235k.
///
/// Korean and Chinese count in ten thousands.
fn letters(language: Language) -> &'static [(i32, &'static str, i32)] {
    match language {
        Language::English => &[(12, "T", 3), (9, "B", 3), (6, "M", 3), (3, "k", 2)],
        Language::Korean => &[(12, "조", 4), (8, "억", 4), (4, "만", 2)],
        Language::Chinese => &[(12, "万亿", 4), (8, "亿", 4), (4, "万", 2)],
    }
}

/// Digits of a magnitude with a letter for its thousands, unless that takes too many decimals.
fn shortened(magnitude: f64, exponent: i32, trim: bool, language: Language) -> String {
    if magnitude >= 1e15 {
        return format!("{magnitude:.1e}").replace(".0e", "e");
    }
    for &(thousands, letter, most_decimals) in letters(language) {
        let scaled = magnitude / power_of_ten(thousands);
        let decimals = thousands - exponent;
        if scaled >= 1.0 && (decimals <= most_decimals || trim && is_whole(scaled * power_of_ten(most_decimals))) {
            return plain(scaled, -decimals, trim) + letter;
        }
    }
    plain(magnitude, exponent, trim)
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6
}

/// Digits with a comma between thousands, and decimals down to a power of ten.
fn plain(magnitude: f64, exponent: i32, trim: bool) -> String {
    let decimals = (-exponent).clamp(0, 12) as usize;
    let text = format!("{magnitude:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = if trim { fraction.trim_end_matches('0') } else { fraction };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", with_commas(whole))
}

fn with_commas(whole: &str) -> String {
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Exponent of the leading digit: 3 for 1234; 0 for 0.
pub(crate) fn exponent_of(value: f64) -> i32 {
    let magnitude = value.abs();
    if magnitude > 0.0 && magnitude.is_finite() { libm::floor(libm::log10(magnitude)) as i32 } else { 0 }
}

/// `10^exponent`, exact where a double is.
pub(crate) fn power_of_ten(exponent: i32) -> f64 {
    libm::exp10(f64::from(exponent))
}

/// When something happens, as far as the simulation looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// In this period.
    In(u32),
    /// Not within this many periods.
    LaterThan(u32),
}

impl When {
    /// `month 14`, or `> 36 months`; `14개월차`, `36개월 초과`.
    pub fn text(self, step: Step, language: Language) -> String {
        match self {
            When::In(period) => language.nth(period, step),
            When::LaterThan(periods) => language.fill(LATER_THAN, &[("time", &duration(periods, step, language))]),
        }
    }

    /// `month 14 (10 to 21)`, or `month 30 (21 to > 36)`; without the range if it has no width.
    pub fn with_range(self, low: When, high: When, step: Step, language: Language) -> String {
        let bare = |when| match when {
            When::In(period) => period.to_string(),
            When::LaterThan(periods) => language.fill(LATER_THAN, &[("time", &periods.to_string())]),
        };
        if low == high {
            return self.text(step, language);
        }
        language.aside(&self.text(step, language), &language.range(&bare(low), &bare(high)))
    }
}

const LATER_THAN: Words = words("> {time}", "{time} 초과", "超过{time}");

/// `1 month`, `36 months`; `36개월`; `36个月`.
pub fn duration(periods: u32, step: Step, language: Language) -> String {
    let number = with_commas(&periods.to_string());
    match language {
        Language::English if periods == 1 => format!("1 {}", step_word(step, language)),
        _ => time_of(&number, step, language),
    }
}

/// An amount of time whose number is written already: `4.1 weeks`, `4.1주`, `4.1周`.
pub fn time_of(number: &str, step: Step, language: Language) -> String {
    let time = match step {
        Step::Day => words("{n} days", "{n}일", "{n}天"),
        Step::Week => words("{n} weeks", "{n}주", "{n}周"),
        Step::Month => words("{n} months", "{n}개월", "{n}个月"),
        Step::Quarter => words("{n} quarters", "{n}개 분기", "{n}个季度"),
        Step::Year => words("{n} years", "{n}년", "{n}年"),
    };
    language.fill(time, &[("n", number)])
}

/// A chance that was counted in futures: `93%`; where none of them, or all, say so `under 1%` and `over 99%`: what did
/// not come in thousands of futures may come in the next.
///
/// * `se`: its standard error, said (twice of it) where it would change the last digit, and what is known of a chance
///   that was never met; 0 for one that is known
pub fn chance(chance: f64, se: Option<f64>, language: Language) -> String {
    let percent = (100.0 * chance).round();
    // Of few futures more than 1% may be left.
    let left = se.filter(|se| se.is_finite()).map_or(1.0, |se| libm::ceil(100.0 * STUDENT_T_15_95 * se).max(1.0));
    let is_known = se == Some(0.0) && (chance == 0.0 || chance == 1.0);
    match (percent, se) {
        (p, _) if p == 0.0 && !is_known => language.fill(UNDER, &[("share", &format!("{left}%"))]),
        (p, _) if p == 100.0 && !is_known => language.fill(OVER, &[("share", &format!("{}%", 100.0 - left))]),
        (p, Some(se)) if 100.0 * se >= 0.5 => language.aside(&format!("{p}%"), &format!("±\u{a0}{:.0}", 200.0 * se)),
        (p, _) => format!("{p}%"),
    }
}

const UNDER: Words = words("under {share}", "{share} 미만", "低于{share}");
const OVER: Words = words("over {share}", "{share} 초과", "超过{share}");

/// A whole number of replications, people, ...: `8,192`.
pub fn count(whole: u64) -> String {
    with_commas(&whole.to_string())
}

/// How many futures were played: `8,192 futures`; `시뮬레이션 8,192회`; `8,192次模拟`.
pub fn futures(replications: u64, language: Language) -> String {
    let futures = match replications {
        1 => words("{n} future", "시뮬레이션 {n}회", "{n}次模拟"),
        _ => words("{n} futures", "시뮬레이션 {n}회", "{n}次模拟"),
    };
    language.fill(futures, &[("n", &count(replications))])
}

/// The name of a step: `month`, `월`, `月`.
pub fn step_word(step: Step, language: Language) -> &'static str {
    language.say(match step {
        Step::Day => words("day", "일", "日"),
        Step::Week => words("week", "주", "周"),
        Step::Month => words("month", "월", "月"),
        Step::Quarter => words("quarter", "분기", "季度"),
        Step::Year => words("year", "년", "年"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Language = Language::English;

    fn dollars() -> Unit {
        Unit::Money(Currency { code: "USD".into(), sign: "$".into(), decimals: 2 })
    }

    fn estimate(median: f64, low: f64, high: f64) -> Estimate {
        Estimate { median, low, high }
    }

    #[test]
    fn a_mean_has_no_digit_that_its_error_leaves_open_and_three_at_most() {
        let dollars = Unit::Money(Currency::with_code("USD").unwrap());
        let written = |value: f64, se: f64| mean(value * 100.0, se * 100.0, &dollars, Language::English);
        assert_eq!(written(54_900.0, 2_000.0), "$55k");
        assert_eq!(written(1_234_567.0, 2_000.0), "$1.23M");
        assert_eq!(written(-36_050.0, 667.0), "−$36k");
        // The same in every future.
        assert_eq!(written(1_565_600.0, 0.0), "$1,565.6k");
        assert_eq!(written(1_234_567.25, 0.0), "$1,234,567.25");
        // Nothing is known of it but its size.
        assert_eq!(written(1_234_567.0, f64::NAN), "$1.23M");
        assert_eq!(written(300.0, 2_000.0), "$0");
    }

    #[test]
    fn an_estimate_shows_two_digits_of_the_width_of_its_range() {
        let text = |m, l, h| estimate(m, l, h).text(&Unit::People, EN);
        assert_eq!(text(1237.4182, 1019.7, 1508.2), "1.24k (1.02k to 1.51k)");
        assert_eq!(text(1000.0, 700.0, 1400.0), "1.00k (700 to 1.40k)");
        assert_eq!(text(640.0, 590.0, 702.0), "640 (590 to 700)");
        assert_eq!(text(3_412_345.0, 2_100_000.0, 5_290_000.0), "3.4M (2.1M to 5.3M)");
    }

    #[test]
    fn people_are_whole_and_money_is_not_finer_than_its_smallest_coin() {
        assert_eq!(estimate(3.0, 1.0, 7.0).text(&Unit::People, EN), "3 (1 to 7)");
        assert_eq!(estimate(342.0, 339.0, 344.0).text(&dollars(), EN), "$3.42 ($3.39 to $3.44)");
        let won = Unit::Money(Currency { code: "KRW".into(), sign: "₩".into(), decimals: 0 });
        assert_eq!(estimate(3.2, 1.4, 4.0).text(&won, EN), "₩3 (₩1 to ₩4)");
    }

    #[test]
    fn a_long_tail_does_not_round_the_median_away() {
        assert_eq!(estimate(400.0, 120.0, 11_000.0).text(&Unit::People, EN), "400 (120 to 11k)");
        assert_eq!(estimate(4e17, 2.1e16, 1.1e19).text(&Unit::People, EN), "4e17 (2.1e16 to 1.1e19)");
    }

    #[test]
    fn a_constant_has_no_range() {
        assert_eq!(estimate(1000.0, 1000.0, 1000.0).text(&Unit::People, EN), "1k");
        assert_eq!(estimate(1234.0, 1234.0, 1234.0).text(&Unit::People, EN), "1,234");
        assert_eq!(estimate(0.0, 0.0, 0.0).text(&Unit::Percent, EN), "0%");
    }

    #[test]
    fn a_narrow_range_around_a_large_figure_does_not_bring_more_digits_than_a_quantile_has() {
        assert_eq!(estimate(1_234_240.0, 1_231_000.0, 1_237_490.0).text(&Unit::People, EN), "1.23M (1.23M to 1.24M)");
        assert_eq!(estimate(1_000_240.0, 1_000_000.0, 1_000_490.0).text(&Unit::People, EN), "1.00M");
        assert_eq!(estimate(1237.4, 1236.9, 1237.9).text(&Unit::People, EN), "1.24k");
    }

    #[test]
    fn shares_are_percents_and_negative_money_has_its_sign_first() {
        assert_eq!(estimate(0.0523, 0.0411, 0.0642).text(&Unit::Percent, EN), "5.2% (4.1% to 6.4%)");
        assert_eq!(
            estimate(-123_400_000.0, -200_000_000.0, 30_000_000.0).text(&dollars(), EN),
            "−$1.2M (−$2.0M to $300k)"
        );
        let francs = Unit::Money(Currency { code: "CHF".into(), sign: "CHF".into(), decimals: 2 });
        assert_eq!(short(120_000.0, &francs, EN), "CHF\u{a0}1.2k");
    }

    #[test]
    fn a_share_of_futures_is_whole_percents_and_certain_only_if_all_agree() {
        let text = |m, l, h| estimate(m, l, h).text(&Unit::Chance, EN);
        assert_eq!(text(0.9502, 0.9448, 0.9556), "95% (94% to 96%)");
        assert_eq!(text(0.3, 0.1, 0.5), "30% (10% to 50%)");
        assert_eq!([0.0, 0.0004, 0.9996, 1.0].map(|c| short(c, &Unit::Chance, EN)), ["0%", "<1%", ">99%", "100%"]);
        assert_eq!(tick(25.0, 25.0, &Unit::Chance, EN), "25%");
    }

    #[test]
    fn nothing_rounds_to_minus_zero() {
        assert_eq!(estimate(-0.2, -90.0, 90.0).middle(&Unit::People, EN), "0");
    }

    #[test]
    fn ticks_have_the_digits_that_tell_them_apart() {
        let ticks = |step: f64, n: usize, unit: &Unit| -> Vec<String> {
            (0..=n).map(|i| tick(i as f64 * step, step, unit, EN)).collect()
        };
        assert_eq!(ticks(500.0, 3, &Unit::People), ["0", "500", "1k", "1.5k"]);
        assert_eq!(ticks(250_000.0, 5, &dollars()), ["$0", "$250k", "$500k", "$750k", "$1M", "$1.25M"]);
        assert_eq!(ticks(2.5, 3, &Unit::Percent), ["0%", "2.5%", "5%", "7.5%"]);
        assert_eq!(tick(1003.0, 1.0, &Unit::People, EN), "1,003");
        assert_eq!(tick(0.3, 0.1, &Unit::Number, EN), "0.3");
        assert_eq!(tick(-2000.0, 1000.0, &Unit::People, EN), "−2k");
        assert_eq!(tick(2e18, 1e18, &Unit::People, EN), "2e18");
    }

    #[test]
    fn what_does_not_come_within_the_horizon_is_later_than_it() {
        assert_eq!(When::In(14).text(Step::Month, EN), "month 14");
        assert_eq!(When::LaterThan(36).text(Step::Month, EN), "> 36 months");
        assert_eq!(
            When::In(30).with_range(When::In(21), When::LaterThan(36), Step::Month, EN),
            "month 30 (21 to > 36)"
        );
        assert!(When::In(36) < When::LaterThan(36));
        let late = |language| When::In(30).with_range(When::In(21), When::LaterThan(36), Step::Month, language);
        assert_eq!(late(Language::Korean), "30개월차 (21 ~ 36 초과)");
        assert_eq!(late(Language::Chinese), "第30个月（21 ~ 超过36）");
        assert_eq!(When::LaterThan(4).text(Step::Quarter, Language::Korean), "4개 분기 초과");
        assert_eq!(When::LaterThan(8).text(Step::Week, Language::Chinese), "超过8周");
    }

    #[test]
    fn counts_and_durations_are_written_as_people_write_them() {
        assert_eq!(count(8192), "8,192");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(duration(1, Step::Quarter, EN), "1 quarter");
        assert_eq!(duration(60, Step::Month, EN), "60 months");
        assert_eq!(duration(36, Step::Month, Language::Korean), "36개월");
        assert_eq!(duration(36, Step::Month, Language::Chinese), "36个月");
        assert_eq!(duration(1, Step::Year, Language::Korean), "1년");
        assert_eq!(Language::Korean.nth(14, Step::Month), "14개월차");
        assert_eq!(Language::Chinese.nth(14, Step::Month), "第14个月");
        assert_eq!(Language::Korean.nth(2, Step::Quarter), "2번째 분기");
    }

    #[test]
    fn korea_and_china_count_in_ten_thousands() {
        let texts = |value: f64, unit: &Unit| [Language::Korean, Language::Chinese].map(|l| short(value, unit, l));
        assert_eq!(texts(12_345.0, &Unit::People), ["1.23만", "1.23万"]);
        assert_eq!(texts(9_999.0, &Unit::People), ["1만", "1万"]);
        assert_eq!(texts(1_237.0, &Unit::People), ["1,240", "1,240"]);
        assert_eq!(texts(3.4e8, &Unit::People), ["3.4억", "3.4亿"]);
        assert_eq!(texts(5.6e12, &Unit::People), ["5.6조", "5.6万亿"]);
        let won = Unit::Money(Currency { code: "KRW".into(), sign: "₩".into(), decimals: 0 });
        let yuan = Unit::Money(Currency { code: "CNY".into(), sign: "¥".into(), decimals: 2 });
        assert_eq!(short(12_000_000.0, &won, Language::Korean), "₩1,200만");
        assert_eq!(short(1_200_000.0, &yuan, Language::Chinese), "¥1.2万");
        let range = |language| estimate(12_374.0, 9_800.0, 15_090.0).text(&Unit::People, language);
        assert_eq!(range(Language::Korean), "1.24만 (9,800~1.51만)");
        assert_eq!(range(Language::Chinese), "1.24万（9,800~1.51万）");
        assert_eq!(estimate(0.0523, 0.0411, 0.0642).text(&Unit::Percent, Language::Korean), "5.2% (4.1%~6.4%)");
        let ticks = |language| [5000.0, 10_000.0, 12_500.0].map(|at| tick(at, 2500.0, &Unit::People, language));
        assert_eq!(ticks(Language::Korean), ["5,000", "1만", "1.25만"]);
        assert_eq!(ticks(Language::Chinese), ["5,000", "1万", "1.25万"]);
    }

    #[test]
    fn a_chance_is_certain_only_where_every_future_agrees() {
        assert_eq!(chance(1.0, None, EN), "over 99%");
        // Known: the same by construction.
        assert_eq!([0.0, 1.0].map(|c| chance(c, Some(0.0), EN)), ["0%", "100%"]);
        // Of 64 futures without a hit 3 / 64 is not ruled out.
        assert_eq!(chance(0.0, Some(0.0212), EN), "under 5%");
        assert_eq!(chance(1.0, Some(0.0212), Language::Korean), "95% 초과");
        assert_eq!(chance(0.9999, None, EN), "over 99%");
        assert_eq!(chance(1e-6, Some(1e-6), Language::Korean), "1% 미만");
        assert_eq!(chance(0.0, None, Language::Chinese), "低于1%");
        assert_eq!(chance(0.931, Some(0.001), EN), "93%");
        assert_eq!(chance(0.5, Some(0.02), EN), "50% (±\u{a0}4)");
    }
}
