//! As much of Rust's grammar as it takes to see which paths a source file names.
//!
//! Comments, strings and characters are dropped, test-only items left out, `use` trees spread, and
//! `self`, `super` and `crate` resolved against the file's place in the crate. Macros are not expanded: a
//! path among a macro's arguments counts like any other.

/// What a file names.
#[derive(Debug, Default)]
pub struct Source {
    /// Paths inside this crate, from its root: `["engine", "refer", "invite"]`.
    pub inside: Vec<Vec<String>>,
    /// Those of them that stand in a `use`; its `*` is kept as a last word.
    pub imported: Vec<Vec<String>>,
    /// All other paths as written, `["std", "fs", "read"]`; single words too, `["unsafe"]`.
    pub outside: Vec<Vec<String>>,
    /// Names followed by `!`.
    pub macros: Vec<String>,
    /// Modules in files of their own that are compiled for tests only: `#[cfg(test)] mod tests;`.
    pub test_modules: Vec<String>,
}

/// Reads a file's text; `module` is the file's place, `["engine", "refer"]` for src/engine/refer.rs.
pub fn read(text: &str, module: &[String]) -> Source {
    let mut source = Source::default();
    let tokens = without_tests(&tokens(text), &mut source.test_modules);
    let mut inner = InnerModules::default();
    let mut at = 0;
    while at < tokens.len() {
        inner.see(&tokens, at);
        let here = [module, &inner.names].concat();
        // `impl Trait + use<'a>` imports nothing.
        if tokens[at] == "use" && !is(&tokens, at + 1, "<") {
            let mut paths = Vec::new();
            at = use_tree(&tokens, at + 1, &[], &mut paths);
            for path in paths {
                source.add(&path, &here, true);
            }
        } else if is_word(&tokens[at]) {
            if is(&tokens, at + 1, "!") && !is(&tokens, at + 2, "=") {
                source.macros.push(tokens[at].clone());
            }
            let path = words_joined(&tokens, at);
            at += 2 * path.len() - 1;
            source.add(&path, &here, false);
        } else {
            at += 1;
        }
    }
    source
}

impl Source {
    fn add(&mut self, path: &[String], here: &[String], imported: bool) {
        let Some(inside) = resolved(path, here) else {
            self.outside.push(path.to_vec());
            return;
        };
        if imported {
            self.imported.push(inside.clone());
        }
        self.inside.push(inside);
    }
}

/// The path from the crate's root; `None` for a path that does not begin with `crate`, `self` or `super`.
fn resolved(path: &[String], here: &[String]) -> Option<Vec<String>> {
    let mut place = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => here.to_vec(),
        _ => return None,
    };
    for word in path {
        match word.as_str() {
            "crate" | "self" => {}
            "super" => drop(place.pop()),
            _ => place.push(word.clone()),
        }
    }
    Some(place)
}

/// Words joined by `::` from here on, at least one.
fn words_joined(tokens: &[String], at: usize) -> Vec<String> {
    let mut path = vec![tokens[at].clone()];
    let mut next = at + 1;
    while is(tokens, next, "::") && tokens.get(next + 1).is_some_and(|word| is_word(word)) {
        path.push(tokens[next + 1].clone());
        next += 2;
    }
    path
}

/// Spreads the `use` tree that begins at `at`; returns where it ends.
fn use_tree(tokens: &[String], mut at: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    while at < tokens.len() {
        match tokens[at].as_str() {
            "::" => at += 1,
            "{" => return use_group(tokens, at + 1, &path, paths),
            "as" => at += 2,
            "," | "}" | ";" => break,
            word => {
                path.push(word.to_string());
                at += 1;
            }
        }
    }
    paths.push(path);
    at
}

/// Spreads the trees between `{` and `}`; returns where the group ends.
fn use_group(tokens: &[String], mut at: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    while at < tokens.len() && !["}", ";"].contains(&tokens[at].as_str()) {
        if tokens[at] == "," {
            at += 1;
        } else {
            at = use_tree(tokens, at, before, paths);
        }
    }
    at + 1
}

/// The modules `mod name { ... }` around a token.
#[derive(Default)]
struct InnerModules {
    names: Vec<String>,
    /// Depth of braces at which each of them was opened.
    opened_at: Vec<usize>,
    depth: usize,
}

impl InnerModules {
    fn see(&mut self, tokens: &[String], at: usize) {
        match tokens[at].as_str() {
            "{" => {
                if at >= 2 && tokens[at - 2] == "mod" {
                    self.names.push(tokens[at - 1].clone());
                    self.opened_at.push(self.depth);
                }
                self.depth += 1;
            }
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.opened_at.last() == Some(&self.depth) {
                    self.opened_at.pop();
                    self.names.pop();
                }
            }
            _ => {}
        }
    }
}

/// Leaves out what `#[cfg(test)]` or `#[test]` marks, and names the modules left out that are files.
fn without_tests(tokens: &[String], test_modules: &mut Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at] != "#" {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let inner = is(tokens, at + 1, "!");
        let open = at + 1 + usize::from(inner);
        let end = after_closing(tokens, open);
        if !for_tests_only(&tokens[open.min(end)..end]) {
            kept.extend_from_slice(&tokens[at..end]);
            at = end;
        } else if inner {
            // `#![cfg(test)]`: all that encloses it, which for a file is the file.
            return Vec::new();
        } else {
            at = after_item(tokens, end);
            if at >= 3 && is(tokens, at - 1, ";") && is(tokens, at - 3, "mod") {
                test_modules.push(tokens[at - 2].clone());
            }
        }
    }
    kept
}

/// Whether an attribute `[ ... ]` keeps its item out of every build but a test's.
fn for_tests_only(attribute: &[String]) -> bool {
    let starts_with = |words: &[&str]| attribute.iter().zip(words).all(|(a, b)| a == b);
    starts_with(&["[", "test", "]"])
        || starts_with(&["[", "cfg", "(", "test", ")"])
        || starts_with(&["[", "cfg", "(", "all", "(", "test"])
}

/// Where the item that begins at `at`, further attributes first, is over.
fn after_item(tokens: &[String], mut at: usize) -> usize {
    while is(tokens, at, "#") {
        at = after_closing(tokens, at + 1);
    }
    let ends_with_semicolon = tokens[at..]
        .iter()
        .take_while(|token| !["{", ";", "("].contains(&token.as_str()))
        .any(|token| ["use", "const", "static", "type", "let"].contains(&token.as_str()));
    while at < tokens.len() {
        match tokens[at].as_str() {
            ";" => return at + 1,
            "{" if !ends_with_semicolon => return after_closing(tokens, at),
            "{" | "(" | "[" => at = after_closing(tokens, at),
            _ => at += 1,
        }
    }
    at
}

/// The position after the bracket that closes the one at `at`.
fn after_closing(tokens: &[String], at: usize) -> usize {
    let mut depth = 0;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

fn is(tokens: &[String], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token == text)
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::`, and single signs; without comments, strings, characters and lifetimes.
pub fn tokens(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = skipped(rest) {
            at += length;
        } else if rest.starts_with(&[':', ':']) {
            tokens.push("::".to_string());
            at += 2;
        } else {
            let length = word_length(rest).max(1);
            let word: String = rest[..length].iter().collect();
            // `r#type` is the name `type`.
            if !(word == "r" && rest.get(1) == Some(&'#')) {
                tokens.push(word);
            } else {
                at += 1;
            }
            at += length;
        }
    }
    tokens
}

fn word_length(text: &[char]) -> usize {
    text.iter().take_while(|c| c.is_alphanumeric() || **c == '_').count()
}

/// Length of the white space, comment, string, character or lifetime that begins here, if one does.
fn skipped(text: &[char]) -> Option<usize> {
    match text {
        [c, ..] if c.is_whitespace() => Some(1),
        ['/', '/', ..] => Some(text.iter().take_while(|c| **c != '\n').count()),
        ['/', '*', ..] => Some(block_comment(text)),
        ['"', ..] => Some(quoted(text, 0)),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => Some(character(text)),
        ['\'', ..] => Some(1 + word_length(&text[1..])),
        ['b' | 'c' | 'r', ..] => prefixed_string(text),
        _ => None,
    }
}

fn block_comment(text: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of a string with escapes, of which the first `prefix` characters stand before its quote.
fn quoted(text: &[char], prefix: usize) -> usize {
    let mut at = prefix + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn character(text: &[char]) -> usize {
    let mut at = if text[1] == '\\' { 3 } else { 2 };
    while at < text.len() && text[at] != '\'' {
        at += 1;
    }
    at + 1
}

/// `b"..."`, `c"..."`, `r"..."`, `r##"..."##`, `br"..."` and `b'x'`, else `None`.
fn prefixed_string(text: &[char]) -> Option<usize> {
    let prefix = word_length(text);
    let word: String = text[..prefix].iter().collect();
    let hashes = text[prefix..].iter().take_while(|c| **c == '#').count();
    let after = text.get(prefix + hashes);
    match (word.as_str(), after) {
        ("b" | "c", Some('"')) if hashes == 0 => Some(quoted(text, prefix)),
        ("b", Some('\'')) if hashes == 0 => Some(prefix + character(&text[prefix..])),
        ("r" | "br" | "cr", Some('"')) => Some(raw_string(text, prefix, hashes)),
        _ => None,
    }
}

fn raw_string(text: &[char], prefix: usize, hashes: usize) -> usize {
    let mut at = prefix + hashes + 1;
    while at < text.len() {
        let closed = text[at] == '"' && text[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
        at += 1;
        if closed {
            return at + hashes;
        }
    }
    at
}
