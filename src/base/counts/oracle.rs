//! Distribution functions of counts by summing every term, in twice the precision of `f64`.
//!
//! No logarithm, no gamma function, no approximation: the terms are made from each other by their ratios,
//! starting with 1 at one end, and divided by their sum. It shares nothing with what it judges.

/// An unevaluated sum of two numbers, the second below half a unit in the last place of the first:
/// about 32 digits.
#[derive(Debug, Clone, Copy)]
pub struct Double {
    pub high: f64,
    pub low: f64,
}

impl Double {
    pub const ONE: Double = Double { high: 1.0, low: 0.0 };

    /// `a + b`, exactly (Knuth's two-sum).
    pub fn sum_of(a: f64, b: f64) -> Double {
        let high = a + b;
        let b_part = high - a;
        let low = (a - (high - b_part)) + (b - b_part);
        Double { high, low }
    }

    /// `a · b`, exactly.
    pub fn product_of(a: f64, b: f64) -> Double {
        let high = a * b;
        Double { high, low: libm::fma(a, b, -high) }
    }

    pub fn plus(self, other: Double) -> Double {
        let sum = Double::sum_of(self.high, other.high);
        Double::sum_of(sum.high, sum.low + (self.low + other.low))
    }

    pub fn minus(self, other: Double) -> Double {
        self.plus(Double { high: -other.high, low: -other.low })
    }

    pub fn times(self, other: Double) -> Double {
        let product = Double::product_of(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        Double::sum_of(product.high, product.low + cross)
    }

    pub fn over(self, other: Double) -> Double {
        let guess = self.high / other.high;
        let rest = self.minus(other.times(Double { high: guess, low: 0.0 }));
        Double::sum_of(guess, rest.high / other.high)
    }
}

/// A law by the ratios of its terms.
#[derive(Debug, Clone, Copy)]
pub enum Law {
    Binomial { n: f64, p: f64 },
    Poisson { mean: f64 },
}

impl Law {
    pub fn mean(self) -> f64 {
        match self {
            Law::Binomial { n, p } => n * p,
            Law::Poisson { mean } => mean,
        }
    }

    pub fn most(self) -> f64 {
        match self {
            Law::Binomial { n, .. } => n,
            Law::Poisson { .. } => f64::INFINITY,
        }
    }

    /// Numerator and denominator of `P(k + 1) / P(k)`, each exact.
    fn ratio(self, k: f64) -> (Double, Double) {
        match self {
            Law::Binomial { n, p } => {
                let q = Double::sum_of(1.0, -p);
                let k_plus_1 = Double { high: k + 1.0, low: 0.0 };
                (Double::product_of(n - k, p), k_plus_1.times(q))
            }
            Law::Poisson { mean } => (Double { high: mean, low: 0.0 }, Double { high: k + 1.0, low: 0.0 }),
        }
    }
}

/// The distribution function at one k: `P(X <= k)`, `P(X > k)`, each to full relative precision.
#[derive(Debug, Clone, Copy)]
pub struct Jump {
    pub k: f64,
    pub up_to: f64,
    pub beyond: f64,
}

/// Terms below this part of the largest are left out.
const NEGLIGIBLE: f64 = 1e-40;

/// The distribution function at about `n_jumps` evenly spaced k, from end to end.
pub fn jumps(law: Law, n_jumps: usize) -> Vec<Jump> {
    let (lowest, first_term) = walk_down(law);
    let n_terms = 2.0 * (law.mean() - lowest) + 100.0;
    let stride = (n_terms / n_jumps as f64).floor().max(1.0);
    let (mut k, mut term, mut sum) = (lowest, first_term, first_term);
    let mut sums = vec![(k, sum)];
    let mut since = 0.0;
    while k < law.most() {
        let (numerator, denominator) = law.ratio(k);
        term = term.times(numerator).over(denominator);
        if k > law.mean() && term.high < NEGLIGIBLE {
            break;
        }
        k += 1.0;
        sum = sum.plus(term);
        since += 1.0;
        if since >= stride {
            sums.push((k, sum));
            since = 0.0;
        }
    }
    let jump =
        |(k, below): (f64, Double)| Jump { k, up_to: below.over(sum).high, beyond: sum.minus(below).over(sum).high };
    sums.into_iter().map(jump).filter(|jump| jump.beyond > 0.0).collect()
}

/// The least k whose term is not negligible, and its term, that at the mean being 1.
fn walk_down(law: Law) -> (f64, Double) {
    let (mut k, mut term) = (law.mean().floor().min(law.most()), Double::ONE);
    while k > 0.0 && term.high > NEGLIGIBLE {
        let (numerator, denominator) = law.ratio(k - 1.0);
        term = term.times(denominator).over(numerator);
        k -= 1.0;
    }
    (k, term)
}
