//! Names: what may be one, and which one was meant.

/// Whether a text can name a stage, a channel, a line of money, a plan.
///
/// Letters and digits of any script, `-` and `_`: a name stands in paths, in arrows and in the names of
/// figures, where anything else would mean something.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
}

/// Of the known names the one that is most like an unknown one, if any is like it at all.
///
/// Like: at most a third of the letters (one at least) changed, added, left out or swapped, or the one
/// begins with the other.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = unknown.chars().count();
    // A name this long is no slip of the hand, and the distance takes the square of its length.
    if length > 100 {
        return None;
    }
    let allowed = (length / 3).max(1);
    let unknown = unknown.to_lowercase();
    let distance = |name: &str| {
        let lower = name.to_lowercase();
        let begins = length >= 3 && lower.len() >= 3 && (lower.starts_with(&unknown) || unknown.starts_with(&lower));
        if begins { 1 } else { strsim::osa_distance(&unknown, &lower) }
    };
    let known = known.into_iter().filter(|name| name.len() <= 400);
    let (best, steps) = known.map(|name| (name, distance(name))).min_by_key(|(_, steps)| *steps)?;
    (steps <= allowed).then_some(best)
}

/// ``did you mean `x`?``, or what there is to choose from.
pub(crate) fn did_you_mean<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    what: &str,
) -> Option<String> {
    if let Some(name) = nearest(unknown, known.clone()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let mut names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => None,
        1 => Some(format!("the only {what} is {}", names[0])),
        count => {
            if count > 12 {
                names.truncate(12);
                names.push("...".to_string());
            }
            Some(format!("the {what}s are {}", names.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_and_another_word_does_not() {
        let known = ["customer", "advocate", "churned"];
        assert_eq!(nearest("advocat", known), Some("advocate"));
        assert_eq!(nearest("custmoer", known), Some("customer"));
        assert_eq!(nearest("customers", known), Some("customer"));
        assert_eq!(nearest("visitor", known), None);
        assert_eq!(nearest(&"x".repeat(1000), known), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn names_are_letters_of_any_script() {
        assert!(is_name("체험-2") && is_name("a_b"));
        assert!(!is_name("") && !is_name("a b") && !is_name("a.b") && !is_name("a->b") && !is_name("a+b"));
    }
}
