//! Whole numbers of 256 bits, for sums of squares: those of 2^32 numbers of 94 bits fit.

/// A number modulo 2^256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    pub(super) fn plus(self, other: Wide) -> Wide {
        let (low, carried) = self.low.overflowing_add(other.low);
        Wide { high: self.high.wrapping_add(other.high).wrapping_add(u128::from(carried)), low }
    }

    pub(super) fn minus(self, other: Wide) -> Wide {
        let (low, borrowed) = self.low.overflowing_sub(other.low);
        Wide { high: self.high.wrapping_sub(other.high).wrapping_sub(u128::from(borrowed)), low }
    }

    /// The product of two whole numbers; a negative one is 2^256 less its magnitude.
    pub(super) fn product(a: i128, b: i128) -> Wide {
        let magnitude = of_magnitudes(a.unsigned_abs(), b.unsigned_abs());
        if (a < 0) == (b < 0) { magnitude } else { Wide::default().minus(magnitude) }
    }

    /// The nearest `f64` of a number that is not negative, but for the rounding of its two halves.
    pub(super) fn as_f64(self) -> f64 {
        self.high as f64 * 340_282_366_920_938_463_463_374_607_431_768_211_456.0 + self.low as f64
    }
}

impl From<u128> for Wide {
    fn from(low: u128) -> Wide {
        Wide { high: 0, low }
    }
}

/// By halves of 64 bits, as on paper.
fn of_magnitudes(a: u128, b: u128) -> Wide {
    const HALF: u32 = 64;
    let halves = |x: u128| (x >> HALF, x & u128::from(u64::MAX));
    let ((a1, a0), (b1, b0)) = (halves(a), halves(b));
    let crossed = |product: u128| Wide { high: product >> HALF, low: product << HALF };
    Wide { high: a1 * b1, low: a0 * b0 }.plus(crossed(a1 * b0)).plus(crossed(a0 * b1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_paper() {
        // (2^64 + 3)^2 = 2^128 + 6 2^64 + 9.
        let a = (1_i128 << 64) + 3;
        assert_eq!(Wide::product(a, a), Wide { high: 1, low: (6 << 64) + 9 });
        assert_eq!(Wide::product(-a, a).plus(Wide::product(a, a)), Wide::default());
        assert_eq!(Wide::product(-7, -6), Wide::from(42));
        // (2^127 - 1)^2 = 2^254 - 2^128 + 1.
        let most = i128::MAX;
        assert_eq!(Wide::product(most, most), Wide { high: (1 << 126) - 1, low: 1 });
        assert_eq!(Wide::product(1 << 100, 1 << 100).as_f64(), libm::pow(2.0, 200.0));
    }

    #[test]
    fn what_is_added_and_taken_away_is_as_before() {
        let (a, b) = (Wide { high: 5, low: u128::MAX - 2 }, Wide { high: 7, low: 9 });
        assert_eq!(a.plus(b), Wide { high: 13, low: 6 });
        assert_eq!(a.plus(b).minus(b), a);
    }
}
