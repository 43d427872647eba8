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
}

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
}
