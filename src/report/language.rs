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
    /// What is filled in is not looked at again: a label may have braces of its own.
    pub fn fill(self, words: Words, gaps: &[(&str, &str)]) -> String {
        let mut rest = self.say(words);
        let mut text = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            let value = gaps.iter().find(|(gap, _)| *gap == name).map(|(_, value)| *value);
            debug_assert!(value.is_some(), "nothing for {{{name}}} in `{}`", self.say(words));
            text.push_str(value.unwrap_or_default());
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// From one to the other: `1.02k to 1.51k`, `1,020~1,510`.
    pub fn range(self, low: &str, high: &str) -> String {
        match self {
            Language::English => format!("{low} to {high}"),
            Language::Korean | Language::Chinese => format!("{low}~{high}"),
        }
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
    pub fn list<'a>(self, things: impl IntoIterator<Item = &'a str>) -> String {
        let between = self.say(words(", ", ", ", "、"));
        things.into_iter().collect::<Vec<_>>().join(between)
    }

    /// Several figures or clauses in a row, each with commas of its own.
    pub fn clauses(self, clauses: &[String]) -> String {
        clauses.join(self.say(words("; ", "; ", "；")))
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
    fn dates_are_written_in_the_order_of_the_language() {
        let dates = |language: Language| [language.with_year(&language.month(12), 2027), language.day(1, 4)];
        assert_eq!(dates(Language::English), ["Dec 2027", "4 Jan"]);
        assert_eq!(dates(Language::Korean), ["2027년 12월", "1월 4일"]);
        assert_eq!(dates(Language::Chinese), ["2027年12月", "1月4日"]);
    }
}
