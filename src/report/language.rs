//! The language of a report: fixed texts in each, dates, and the fonts that have its characters.
//!
//! A fixed text stands where it is used, in all languages side by side:
//!
//! ```
//! use flywheel::report::language::{Language, Words, words};
//! const LEADS: Words = words("{plan} leads with {figure}", "{plan}: {figure}(으)로 앞섬", "{plan}以{figure}领先");
//! let said = Language::English.fill(LEADS, &[("plan", "Flywheel"), ("figure", "1.9k")]);
//! assert_eq!(said, "Flywheel leads with 1.9k");
//! ```

use crate::base::calendar::Step;
pub use crate::base::language::Language;

/// A fixed text in every language. `{name}` stands for something to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub english: &'static str,
    pub korean: &'static str,
    /// Simplified Chinese.
    pub chinese: &'static str,
}

/// A fixed text in English, Korean and simplified Chinese.
pub const fn words(english: &'static str, korean: &'static str, chinese: &'static str) -> Words {
    Words { english, korean, chinese }
}

impl Language {
    /// A fixed text in this language, as it is.
    pub fn say(self, words: Words) -> &'static str {
        match self {
            Language::English => words.english,
            Language::Korean => words.korean,
            Language::Chinese => words.chinese,
        }
    }

    /// A fixed text in this language with its gaps filled: `{name}` becomes the value of that name.
    ///
    /// What is filled in is not looked at again: a label may have braces of its own. Where Latin letters or digits
    /// of two gaps would run together (`Ads69%`), a space is put between them.
    pub fn fill(self, words: Words, gaps: &[(&str, &str)]) -> String {
        let mut rest = self.say(words);
        let mut text = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            let value = gaps.iter().find(|(gap, _)| *gap == name).map(|(_, value)| *value);
            debug_assert!(value.is_some(), "nothing for {{{name}}} in `{}`", self.say(words));
            let value = value.unwrap_or_default();
            if before.is_empty() && runs_together(&text, value) {
                text.push(' ');
            }
            text.push_str(value);
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// From one to the other: `1.02k to 1.51k`, `1,020~1,510`; with spaces where an end is more than a number,
    /// `−$94억 ~ −$63억`, `14 ~ 36 초과`.
    pub fn range(self, low: &str, high: &str) -> String {
        let is_bare = |end: &str| {
            !end.contains(char::is_whitespace)
                && !end.starts_with(|c: char| [MINUS, '-', '+'].contains(&c) || c.is_alphabetic())
        };
        match self {
            Language::English => format!("{low} to {high}"),
            Language::Korean | Language::Chinese if is_bare(low) && is_bare(high) => format!("{low}~{high}"),
            Language::Korean | Language::Chinese => format!("{low} ~ {high}"),
        }
    }

    /// A text and what is said of it in brackets: `1.2k (1k to 1.5k)`; Chinese takes those of full width.
    pub fn aside(self, text: &str, aside: &str) -> String {
        let [open, close] = self.brackets();
        format!("{text}{open}{aside}{close}")
    }

    /// A text without what [`aside`](Self::aside) put behind it, and that with its closing bracket.
    pub fn without_aside(self, text: &str) -> (&str, Option<&str>) {
        match text.split_once(self.brackets()[0]) {
            Some((text, aside)) => (text, Some(aside)),
            None => (text, None),
        }
    }

    fn brackets(self) -> [&'static str; 2] {
        match self {
            Language::English | Language::Korean => [" (", ")"],
            Language::Chinese => ["（", "）"],
        }
    }

    /// Sentences one behind the other: only Chinese puts no space between them.
    pub fn sentences<T: AsRef<str>>(self, sentences: impl IntoIterator<Item = T>) -> String {
        joined(sentences, self.say(words(" ", " ", "")))
    }

    /// A period by its number: `month 14`, `14개월차`, `第14个月`.
    pub fn nth(self, period: u32, step: Step) -> String {
        let named = match step {
            Step::Day => words("day {n}", "{n}일차", "第{n}天"),
            Step::Week => words("week {n}", "{n}주차", "第{n}周"),
            Step::Month => words("month {n}", "{n}개월차", "第{n}个月"),
            // `{n}분기` would be one of the four of a year.
            Step::Quarter => words("quarter {n}", "{n}번째 분기", "第{n}个季度"),
            Step::Year => words("year {n}", "{n}년차", "第{n}年"),
        };
        self.fill(named, &[("n", &period.to_string())])
    }

    /// `each month`, `매월`, `每月`.
    pub fn each(self, step: Step) -> &'static str {
        self.say(match step {
            Step::Day => words("each day", "매일", "每日"),
            Step::Week => words("each week", "매주", "每周"),
            Step::Month => words("each month", "매월", "每月"),
            Step::Quarter => words("each quarter", "매 분기", "每季度"),
            Step::Year => words("each year", "매년", "每年"),
        })
    }

    /// Several things in a row: `Base, Ads`; `基准、广告`.
    pub fn list<T: AsRef<str>>(self, things: impl IntoIterator<Item = T>) -> String {
        joined(things, self.say(words(", ", ", ", "、")))
    }

    /// Several figures or clauses in a row, each with commas of its own.
    pub fn clauses<T: AsRef<str>>(self, clauses: impl IntoIterator<Item = T>) -> String {
        joined(clauses, self.say(words("; ", "; ", "；")))
    }

    /// A thing and what is said of it: `Ads: spend`; `广告：支出`.
    pub fn of(self, thing: &str, said: &str) -> String {
        self.fill(words("{thing}: {said}", "{thing}: {said}", "{thing}：{said}"), &[("thing", thing), ("said", said)])
    }

    /// What is added to a name: `Trial, entries`; `Trial，进入人数`.
    pub fn apart(self, parts: &[&str]) -> String {
        parts.join(self.say(words(", ", ", ", "，")))
    }

    /// Fonts that systems have for it, the best first.
    pub(super) fn usual_fonts(self) -> &'static [&'static str] {
        match self {
            Language::Chinese => &[
                "Noto Sans CJK SC",
                "Noto Sans SC",
                "Source Han Sans SC",
                "PingFang SC",
                "Microsoft YaHei",
                "WenQuanYi Micro Hei",
                "Noto Sans CJK TC",
                "Noto Sans CJK JP",
                "Noto Sans CJK KR",
            ],
            Language::English | Language::Korean => &[
                "Pretendard",
                "Noto Sans CJK KR",
                "Noto Sans KR",
                "Apple SD Gothic Neo",
                "Malgun Gothic",
                "NanumGothic",
                "Noto Sans CJK JP",
                "Noto Sans JP",
                "Noto Sans CJK TC",
                "Noto Sans CJK SC",
                "Noto Sans",
            ],
        }
    }

    /// The caption of an axis that counts steps.
    pub(super) fn axis_caption(self, step: Step) -> &'static str {
        match (self, step) {
            (Language::English, Step::Day) => "day",
            (Language::English, Step::Week) => "week",
            (Language::English, Step::Month) => "month",
            (Language::English, Step::Quarter) => "quarter",
            (Language::English, Step::Year) => "year",
            (Language::Korean, Step::Day) => "일",
            (Language::Korean, Step::Week) => "주",
            (Language::Korean, Step::Month) => "개월",
            (Language::Korean, Step::Quarter) => "분기",
            (Language::Korean, Step::Year) => "년",
            (Language::Chinese, Step::Day) => "天",
            (Language::Chinese, Step::Week) => "周",
            (Language::Chinese, Step::Month) => "个月",
            (Language::Chinese, Step::Quarter) => "季度",
            (Language::Chinese, Step::Year) => "年",
        }
    }

    /// A year on an axis: `2027`, `2027년`, `2027年`.
    pub(super) fn year(self, year: i16) -> String {
        match self {
            Language::English => year.to_string(),
            Language::Korean => format!("{year}년"),
            Language::Chinese => format!("{year}年"),
        }
    }

    /// A month on an axis, 1 to 12: `Jan`, `1월`, `1月`.
    pub(super) fn month(self, month: i8) -> String {
        let index = (month - 1).clamp(0, 11) as usize;
        match self {
            Language::English => MONTHS[index].to_string(),
            Language::Korean => format!("{month}월"),
            Language::Chinese => format!("{month}月"),
        }
    }

    /// A quarter on an axis, 1 to 4: `Q1`, `1분기`, `1季度`.
    pub(super) fn quarter(self, quarter: i8) -> String {
        match self {
            Language::English => format!("Q{quarter}"),
            Language::Korean => format!("{quarter}분기"),
            Language::Chinese => format!("{quarter}季度"),
        }
    }

    /// A day of a month on an axis: `4 Jan`, `1월 4일`, `1月4日`.
    pub(super) fn day(self, month: i8, day: i8) -> String {
        match self {
            Language::English => format!("{day} {}", self.month(month)),
            Language::Korean => format!("{} {day}일", self.month(month)),
            Language::Chinese => format!("{}{day}日", self.month(month)),
        }
    }

    /// A part of a year with its year: `Jan 2027`, `2027년 1월`, `2027年1月`.
    pub(super) fn with_year(self, part: &str, year: i16) -> String {
        match self {
            Language::English => format!("{part} {year}"),
            Language::Korean => format!("{year}년 {part}"),
            Language::Chinese => format!("{year}年{part}"),
        }
    }
}

fn joined<T: AsRef<str>>(things: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut text = String::new();
    for (nth, thing) in things.into_iter().enumerate() {
        if nth > 0 {
            text.push_str(between);
        }
        text.push_str(thing.as_ref());
    }
    text
}

/// Whether a text and what comes behind it would be read as one word: both are of Latin letters or digits.
fn runs_together(text: &str, behind: &str) -> bool {
    let ends = text.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric() || last == '%');
    let begins = |first: char| first.is_ascii_alphanumeric() || first == MINUS || is_currency_sign(first);
    ends && behind.starts_with(begins)
}

fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¥' | '₩' | '€' | '₹' | '￥' | '￦' | '\u{20a0}'..='\u{20cf}')
}

/// The sign of negative numbers: as wide as a plus, and no line breaks after it.
pub(super) const MINUS: char = '\u{2212}';

/// Short names of the months in English.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_by_name_and_what_fills_them_is_left_alone() {
        const WORDS: Words = words("{a} before {b}", "{b} 전에 {a}", "{a}先于{b}");
        let gaps = [("a", "{b}"), ("b", "2")];
        assert_eq!(Language::English.fill(WORDS, &gaps), "{b} before 2");
        assert_eq!(Language::Korean.fill(WORDS, &gaps), "2 전에 {b}");
        assert_eq!(Language::Chinese.fill(WORDS, &gaps), "{b}先于2");
    }

    #[test]
    fn gaps_side_by_side_do_not_run_together() {
        const WORDS: Words = words("{plan} {figure}", "{plan}{figure}", "{plan}{figure}");
        let filled = |plan, figure| Language::Chinese.fill(WORDS, &[("plan", plan), ("figure", figure)]);
        assert_eq!(filled("Ads", "69%"), "Ads 69%");
        assert_eq!(filled("Ads", "−$3万"), "Ads −$3万");
        assert_eq!(filled("广告", "$3万"), "广告$3万");
        assert_eq!(filled("", "3"), "3");
    }

    #[test]
    fn a_range_has_spaces_where_an_end_has_a_sign_or_words() {
        for language in [Language::Korean, Language::Chinese] {
            assert_eq!(language.range("−$9억", "−$6억"), "−$9억 ~ −$6억");
            assert_eq!(language.range("−$9", "$6"), "−$9 ~ $6");
            assert_eq!(language.range("$6", "$9"), "$6~$9");
            assert_eq!(language.range("14", "36 초과"), "14 ~ 36 초과");
            assert_eq!(language.range("14", "超过36"), "14 ~ 超过36");
        }
        assert_eq!(Language::English.range("−9", "−6"), "−9 to −6");
    }

    #[test]
    fn lists_and_brackets_are_those_of_the_language() {
        let texts =
            |language: Language| [language.list(["a", "b"]), language.clauses(["a", "b"]), language.aside("a", "b")];
        assert_eq!(texts(Language::Korean), ["a, b", "a; b", "a (b)"]);
        assert_eq!(texts(Language::Chinese), ["a、b", "a；b", "a（b）"]);
        for language in [Language::English, Language::Korean, Language::Chinese] {
            assert_eq!(language.without_aside(&language.aside("a", "b")).0, "a");
            assert_eq!(language.without_aside("a"), ("a", None));
        }
    }

    #[test]
    fn dates_are_written_in_the_order_of_the_language() {
        let dates = |language: Language| [language.with_year(&language.month(12), 2027), language.day(1, 4)];
        assert_eq!(dates(Language::English), ["Dec 2027", "4 Jan"]);
        assert_eq!(dates(Language::Korean), ["2027년 12월", "1월 4일"]);
        assert_eq!(dates(Language::Chinese), ["2027年12月", "1月4日"]);
    }
}
