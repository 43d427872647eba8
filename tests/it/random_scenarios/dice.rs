//! What is up to chance in a scenario, from numbers between 0 and 1: small ones say what is simplest.

/// Numbers that are used up one by one; then only what is simplest is left.
pub struct Dice {
    units: std::vec::IntoIter<f64>,
}

impl Dice {
    pub fn new(units: Vec<f64>) -> Dice {
        Dice { units: units.into_iter() }
    }

    fn unit(&mut self) -> f64 {
        self.units.next().unwrap_or(0.0)
    }

    /// With this chance; no is simplest.
    pub fn yes(&mut self, chance: f64) -> bool {
        self.unit() >= 1.0 - chance
    }

    /// Both included.
    pub fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + (self.unit() * f64::from(high - low + 1)) as u32
    }

    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.whole(0, things.len() as u32 - 1) as usize]
    }

    /// To three digits.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let x = low + (high - low) * self.unit();
        (x * 1000.0).round() / 1000.0
    }

    /// A probability of so many percent as somebody may write it, per a unit of time or not.
    pub fn percent(&mut self, low: f64, high: f64, per: Option<&str>) -> String {
        let x = self.between(low, high);
        let text = per.map_or(String::new(), |per| format!(" per {per}"));
        let table = per.map_or(String::new(), |per| format!(", per = \"{per}\""));
        match self.whole(0, 5) {
            0 | 1 => format!("\"{x}%{text}\""),
            2 => format!("\"{}% to {}%{text}\"", x * 0.8, x * 1.2),
            3 => format!("\"{} of 1000{text}\"", (x * 10.0).round().max(1.0)),
            4 => format!("{{ pert = [\"{}%\", \"{x}%\", \"{}%\"]{table} }}", x * 0.7, x * 1.3),
            _ => format!("{{ p10 = \"{}%\", p50 = \"{x}%\", p90 = \"{}%\"{table} }}", x * 0.8, x * 1.3),
        }
    }

    /// An amount, bare or with something before and after it.
    pub fn amount(&mut self, before: &str, low: f64, high: f64, after: &str) -> String {
        let x = self.between(low, high);
        match self.whole(0, 2) {
            0 | 1 => format!("\"{before}{x}{after}\""),
            _ => {
                format!("\"{before}{} to {before}{}{after}\"", (x * 80.0).round() / 100.0, (x * 120.0).round() / 100.0)
            }
        }
    }
}
