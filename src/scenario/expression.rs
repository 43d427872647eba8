//! Arithmetic in `"=price * 1.2"`: `+ - * /`, parentheses, numbers and the names of inputs.
//!
//! A recursive descent, one function per level of binding. The length of a text is limited, and with it
//! the depth of the tree that comes out.

use super::literal::{Literal, Unreadable};

/// Longest arithmetic, in bytes.
const LONGEST: usize = 1000;

/// Deepest nesting of parentheses and signs.
const DEEPEST: usize = 50;

/// Arithmetic as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Literal(Literal),
    /// The name of an input.
    Name(String),
    Negative(Box<Expression>),
    Of(Box<Expression>, Operation, Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Plus,
    Minus,
    Times,
    Over,
}

impl Expression {
    /// Reads the text behind the `=`.
    ///
    /// # Errors
    /// [`Unreadable`] that says what was expected where.
    pub fn parse(text: &str) -> Result<Expression, Unreadable> {
        if text.len() > LONGEST {
            let help = "name its parts in [inputs]";
            return Err(Unreadable::new(format!("arithmetic of more than {LONGEST} letters"), help));
        }
        let mut parser = Parser { rest: text.trim_start(), depth: 0 };
        let expression = parser.sum()?;
        if parser.rest.is_empty() { Ok(expression) } else { Err(parser.unexpected("`+`, `-`, `*`, `/` or the end")) }
    }

    /// The names of inputs in it, in the order of the text; one may come several times.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Expression::Literal(_) => Vec::new(),
            Expression::Name(name) => vec![name],
            Expression::Negative(inner) => inner.names(),
            Expression::Of(left, _, right) => [left.names(), right.names()].concat(),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Expression, Unreadable> {
        let mut left = self.product()?;
        loop {
            let operation = match self.rest.chars().next() {
                Some('+') => Operation::Plus,
                Some('-') => Operation::Minus,
                _ => return Ok(left),
            };
            self.skip(1);
            left = Expression::Of(Box::new(left), operation, Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Expression, Unreadable> {
        let mut left = self.factor()?;
        loop {
            let operation = match self.rest.chars().next() {
                Some('*') => Operation::Times,
                Some('/') => Operation::Over,
                _ => return Ok(left),
            };
            self.skip(1);
            left = Expression::Of(Box::new(left), operation, Box::new(self.factor()?));
        }
    }

    fn factor(&mut self) -> Result<Expression, Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let help = "name its parts in [inputs]";
            return Err(Unreadable::new(format!("arithmetic nested more than {DEEPEST} deep"), help));
        }
        let factor = match self.rest.chars().next() {
            Some('-') => {
                self.skip(1);
                Expression::Negative(Box::new(self.factor()?))
            }
            Some('(') => {
                self.skip(1);
                let inner = self.sum()?;
                if !self.rest.starts_with(')') {
                    return Err(self.unexpected("`)`"));
                }
                self.skip(1);
                inner
            }
            Some(first) if first.is_alphabetic() || first == '_' => {
                let word = self.take_while(|letter| letter.is_alphanumeric() || letter == '_');
                Expression::Name(word.to_string())
            }
            Some(_) => Expression::Literal(self.literal()?),
            None => return Err(self.unexpected("a number, a name or `(`")),
        };
        self.depth -= 1;
        Ok(factor)
    }

    /// A number may carry `%`, `k`, `M` or a sign of money; a `/` behind it is a division.
    fn literal(&mut self) -> Result<Literal, Unreadable> {
        let word = self.take_while(|letter| !letter.is_whitespace() && !"+-*/()".contains(letter));
        if word.is_empty() {
            return Err(self.unexpected("a number, a name or `(`"));
        }
        Literal::parse(word)
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &str {
        let end = self.rest.find(|letter| !belongs(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start();
    }

    fn unexpected(&self, expected: &str) -> Unreadable {
        let found = match self.rest.chars().next() {
            Some(letter) => format!("`{letter}`"),
            None => "the end".to_string(),
        };
        let help = "arithmetic is + - * / and parentheses on numbers and the names of inputs: \"=price * 1.2\"";
        Unreadable::new(format!("expected {expected}, found {found}"), help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With x = 10.
    fn value(expression: &Expression) -> f64 {
        match expression {
            Expression::Literal(literal) => literal.value,
            Expression::Name(_) => 10.0,
            Expression::Negative(inner) => -value(inner),
            Expression::Of(left, Operation::Plus, right) => value(left) + value(right),
            Expression::Of(left, Operation::Minus, right) => value(left) - value(right),
            Expression::Of(left, Operation::Times, right) => value(left) * value(right),
            Expression::Of(left, Operation::Over, right) => value(left) / value(right),
        }
    }

    #[test]
    fn products_bind_before_sums_and_equals_from_the_left() {
        for (text, expected) in [
            ("1 + 2 * 3", 7.0),
            ("(1+2)*3", 9.0),
            ("10 - 3 - 2", 5.0),
            ("16/4/2", 2.0),
            ("-x * -2", 20.0),
            ("x/(x+-5)", 2.0),
            ("9% / x", 0.009),
            ("1.5k-$500", 1000.0),
            ("  x_1 ", 10.0),
            ("가격 * 2", 20.0),
        ] {
            assert_eq!(value(&Expression::parse(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_arithmetic_says_what_was_expected() {
        for text in ["", "1 +", "(1", "1)", "1 2", "*1", "x y", "1 ^ 2", "()", "2x", "1 = 2", "é)"] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
        assert_eq!(Expression::parse("(1").unwrap_err().title, "expected `)`, found the end");
        assert!(Expression::parse(&"(".repeat(500)).unwrap_err().title.contains("nested"));
        assert!(Expression::parse(&"1+".repeat(600)).unwrap_err().title.contains("letters"));
    }
}
