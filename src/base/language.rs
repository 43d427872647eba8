//! The languages in which a report can be written.

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
    ///
    /// Chinese is simplified: a tag of traditional characters (`zh-Hant`, `zh-TW`) names another way of writing.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        match tag.as_str() {
            "ko" | "ko-kr" | "ko-kp" => Some(Language::Korean),
            "zh" | "zh-cn" | "zh-sg" | "zh-hans" | "zh-hans-cn" | "zh-hans-sg" => Some(Language::Chinese),
            "en" => Some(Language::English),
            _ => {
                let region = tag.strip_prefix("en-")?;
                let is_region = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_lowercase());
                is_region.then_some(Language::English)
            }
        }
    }

    /// Whether a tag asks for Chinese in traditional characters.
    pub fn is_traditional_chinese(tag: &str) -> bool {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|traditional| tag.starts_with(traditional))
    }

    /// Its tag for HTML: `"zh-Hans"`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Korean => "ko",
            Language::Chinese => "zh-Hans",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_with_or_without_a_region() {
        assert_eq!(Language::from_tag("ko-KR"), Some(Language::Korean));
        assert_eq!(Language::from_tag("zh_CN"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("EN"), Some(Language::English));
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
        for other in ["fr", "", "en-", "zh-TW", "zh-Hant", "zh-Hant-CN", "ko-JP", "enough"] {
            assert_eq!(Language::from_tag(other), None, "{other}");
        }
        assert!(Language::is_traditional_chinese("zh_TW") && !Language::is_traditional_chinese("zh-CN"));
        for language in [Language::English, Language::Korean, Language::Chinese] {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }
}
