//! Money in whole minor units: cents, or won and yen themselves.

use std::fmt::Write;

/// A currency as far as amounts are written and printed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code, `"USD"`.
    pub code: String,
    /// Sign written before an amount, `"$"`; the code where there is no usual sign.
    pub sign: String,
    /// Digits after the point: 2 for cents, 0 for won and yen.
    pub decimals: u32,
}

/// Codes with a sign of their own. Several currencies may share one.
const SIGNS: [(&str, &str); 32] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("KRW", "₩"),
    ("JPY", "¥"),
    ("CNY", "¥"),
    ("INR", "₹"),
    ("AUD", "$"),
    ("CAD", "$"),
    ("NZD", "$"),
    ("SGD", "$"),
    ("HKD", "$"),
    ("TWD", "$"),
    ("MXN", "$"),
    ("ARS", "$"),
    ("CLP", "$"),
    ("COP", "$"),
    ("BRL", "R$"),
    ("VND", "₫"),
    ("TRY", "₺"),
    ("UAH", "₴"),
    ("ILS", "₪"),
    ("PHP", "₱"),
    ("THB", "฿"),
    ("NGN", "₦"),
    ("KZT", "₸"),
    ("GEL", "₾"),
    ("RUB", "₽"),
    ("CRC", "₡"),
    ("GHS", "₵"),
    ("PYG", "₲"),
    ("MNT", "₮"),
];

/// Currencies without a minor unit (ISO 4217, list one, minor unit 0).
const WITHOUT_DECIMALS: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF"];

/// Currencies of a thousand minor units (ISO 4217, list one, minor unit 3).
const WITH_THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// The other codes in use (ISO 4217, list one), which have two decimals and are printed by their code.
const OTHERS: &str = "AED AFN ALL AMD AOA AWG AZN BAM BBD BDT BGN BMD BND BOB BSD BTN BWP BYN BZD CDF CHF CUP CVE \
    CZK DKK DOP DZD EGP ERN ETB FJD FKP GIP GMD GTQ GYD HNL HTG HUF IDR IRR JMD KES KGS KHR KPW KYD LAK LBP LKR LRD \
    LSL MAD MDL MGA MKD MMK MOP MRU MUR MVR MWK MYR MZN NAD NIO NOK NPR PAB PEN PGK PKR PLN QAR RON RSD SAR SBD SCR \
    SDG SEK SHP SLE SOS SRD SSP STN SYP SZL TJS TMT TOP TTD TZS UYU UZS VES WST XCD YER ZAR ZMW";

impl Currency {
    /// The currency with an ISO 4217 code; `None` for any other text.
    ///
    /// # Example
    /// ```
    /// use flywheel::base::money::Currency;
    /// assert_eq!(Currency::with_code("KRW").unwrap().decimals, 0);
    /// assert_eq!(Currency::with_code("CHF").unwrap().sign, "CHF");
    /// assert_eq!(Currency::with_code("dollars"), None);
    /// ```
    pub fn with_code(code: &str) -> Option<Currency> {
        // Most texts that are looked at begin with digits.
        if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return None;
        }
        let sign = SIGNS.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign);
        let whole = WITHOUT_DECIMALS.contains(&code);
        let thousandths = WITH_THREE_DECIMALS.contains(&code);
        let known = sign.is_some() || whole || thousandths || OTHERS.split_whitespace().any(|other| other == code);
        let decimals = if whole {
            0
        } else if thousandths {
            3
        } else {
            2
        };
        known.then(|| Currency { code: code.to_string(), sign: sign.unwrap_or(code).to_string(), decimals })
    }

    /// All signs and codes with which an amount may be marked, longest first.
    pub fn marks() -> impl Iterator<Item = &'static str> {
        let of_two = SIGNS.iter().map(|(_, sign)| *sign).filter(|sign| sign.len() > 1 && sign.is_ascii());
        let of_one = SIGNS.iter().map(|(_, sign)| *sign).filter(|sign| sign.len() == 1 || !sign.is_ascii());
        of_two.chain(of_one)
    }

    /// Whether an amount marked with this sign or code is one of this currency.
    pub fn is_marked(&self, mark: &str) -> bool {
        mark == self.sign || mark == self.code
    }

    /// Minor units in a major one: 100 for dollars, 1 for won.
    pub fn minor_units(&self) -> f64 {
        [1.0, 10.0, 100.0, 1000.0][self.decimals.min(3) as usize]
    }

    /// An amount to the last minor unit: `"$1,234.50"`, `"-₩12,000"`, `"CHF 3.20"`.
    pub fn exact(&self, minor: i128) -> String {
        let per_major = self.minor_units() as u128;
        let magnitude = minor.unsigned_abs();
        let mut text = self.signed(minor < 0);
        text.push_str(&grouped(magnitude / per_major));
        if self.decimals > 0 {
            let _ = write!(text, ".{:0width$}", magnitude % per_major, width = self.decimals as usize);
        }
        text
    }

    /// An amount (in minor units) in at most three figures: `"$3.4M"`, `"₩12k"`, `"-$120"`.
    pub fn short(&self, minor: f64) -> String {
        let major = minor / self.minor_units();
        let mut text = self.signed(major < 0.0);
        text.push_str(&short_number(major.abs()));
        text
    }

    fn signed(&self, negative: bool) -> String {
        let minus = if negative { "-" } else { "" };
        let gap = if self.sign.ends_with(|last: char| last.is_ascii_alphabetic()) { " " } else { "" };
        format!("{minus}{}{gap}", self.sign)
    }
}

/// Digits in groups of three: `"1,234,567"`.
pub fn grouped(whole: u128) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number in at most three figures: `"1.24k"`, `"3.4M"`, `"0.012"`, `"-20"`.
///
/// # Example
/// ```
/// use flywheel::base::money::short_number;
/// assert_eq!(short_number(1237.4182), "1.24k");
/// assert_eq!(short_number(999.6), "1k");
/// ```
pub fn short_number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return format!("{}", if x == 0.0 { 0.0 } else { x });
    }
    // Scientific notation rounds first, so 999.6 arrives here as 1.00e3 and gets its suffix.
    let scientific = format!("{x:.2e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa: f64 = mantissa.parse().unwrap_or(x);
    let (shift, suffix) = match exponent {
        3..6 => (3, "k"),
        6..9 => (6, "M"),
        9..12 => (9, "B"),
        12..15 => (12, "T"),
        -4..3 => (0, ""),
        _ => return trimmed(format!("{mantissa:.2}")) + &format!("e{exponent}"),
    };
    let places = (2 - (exponent - shift)).max(0) as usize;
    let scaled = mantissa * libm::pow(10.0, f64::from(exponent - shift));
    trimmed(format!("{scaled:.places$}")) + suffix
}

/// Without the zeros that end a decimal fraction.
fn trimmed(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::with_code(code).unwrap()
    }

    #[test]
    fn every_code_of_the_list_is_three_capitals_and_is_known_once() {
        let others: Vec<&str> = OTHERS.split_whitespace().collect();
        let all = SIGNS.iter().map(|(code, _)| *code).chain(others.iter().copied());
        let mut seen = std::collections::HashSet::new();
        for code in all {
            assert!(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
            assert!(seen.insert(code), "{code} stands twice");
            assert_eq!(currency(code).code, code);
        }
        assert_eq!(Currency::with_code("usd"), None);
        assert_eq!(Currency::with_code(""), None);
    }

    #[test]
    fn exact_amounts_keep_every_cent() {
        assert_eq!(currency("USD").exact(123_450), "$1,234.50");
        assert_eq!(currency("USD").exact(-5), "-$0.05");
        assert_eq!(currency("KRW").exact(12_000), "₩12,000");
        assert_eq!(currency("CHF").exact(320), "CHF 3.20");
        assert_eq!(currency("KWD").exact(1_500), "KWD 1.500");
        assert_eq!(currency("EUR").exact(i128::MIN), "-€1,701,411,834,604,692,317,316,873,037,158,841,057.28");
    }

    #[test]
    fn short_amounts_have_at_most_three_figures() {
        assert_eq!(currency("USD").short(340_000_000.0), "$3.4M");
        assert_eq!(currency("KRW").short(12_345.0), "₩12.3k");
        assert_eq!(currency("USD").short(-12_000.0), "-$120");
        assert_eq!(currency("CHF").short(150.0), "CHF 1.5");
        for (x, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (20.0, "20"),
            (0.0123, "0.0123"),
            (9_999.0, "10k"),
            (1e15, "1e15"),
            (2.5e9, "2.5B"),
            (1e-7, "1e-7"),
        ] {
            assert_eq!(short_number(x), text);
        }
        assert_eq!(short_number(f64::NAN), "NaN");
    }
}
