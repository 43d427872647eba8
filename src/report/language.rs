//! The language of a report: the shapes of its characters and the words on its axes.

use crate::base::calendar::Step;

/// Language of a report (`[report] language`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Korean,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// The language that a tag names, `"ko"` or `"zh-CN"`; `None` for one that is not spoken here.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Some(Language::English),
            "ko" => Some(Language::Korean),
            "zh" => Some(Language::Chinese),
            _ => None,
        }
    }

    /// Its tag for HTML: `"zh-Hans"`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Korean => "ko",
            Language::Chinese => "zh-Hans",
        }
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

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_with_or_without_a_region() {
        assert_eq!(Language::from_tag("ko-KR"), Some(Language::Korean));
        assert_eq!(Language::from_tag("zh_CN"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("EN"), Some(Language::English));
        assert_eq!(Language::from_tag("fr"), None);
        for language in [Language::English, Language::Korean, Language::Chinese] {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
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
