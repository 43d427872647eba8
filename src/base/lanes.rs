//! Sixteen replications side by side.
//!
//! A compiled program is the same for every replication, so sixteen of them walk through it
//! together and every number of the state is a row of sixteen `f64`. The loops below are what the
//! compiler turns into SSE2, AVX2 or AVX-512 instructions, depending on the function into which
//! they are inlined (see [`super::isa`]); all of them give the same bits.
//!
//! The comparisons are written as `if a < b { a } else { b }`: that is one instruction on x86,
//! where `f64::min` needs three to treat NaN as IEEE 754 asks.

use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Sub, SubAssign};

/// Replications that are computed together.
///
/// Sixteen `f64` are two cache lines: two registers of AVX-512, four of AVX2, and enough
/// independent work to hide the latency of the long polynomials of the samplers.
pub const LANES: usize = 16;

/// One number of each of sixteen replications: people, a probability, money.
///
/// # Example
/// ```
/// use flywheel::base::lanes::Lanes;
/// let people = Lanes::splat(100.0);
/// let share = Lanes::splat(0.25);
/// assert_eq!((people * share).sum(), 400.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; LANES]);

/// One random word of 64 bits for each of sixteen replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Words(pub [u64; LANES]);

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes::ZERO
    }
}

impl Lanes {
    pub const ZERO: Lanes = Lanes([0.0; LANES]);
    pub const ONE: Lanes = Lanes([1.0; LANES]);

    /// The same number in every lane.
    #[inline(always)]
    pub const fn splat(x: f64) -> Lanes {
        Lanes([x; LANES])
    }

    /// `f` of every lane.
    ///
    /// `f` should be free of branches, else the loop stays scalar, and a short closure: the name of a
    /// long function becomes a call in every lane.
    #[inline(always)]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Lanes {
        let mut out = self;
        for lane in 0..LANES {
            out.0[lane] = f(self.0[lane]);
        }
        out
    }

    /// `f` of the lanes of two rows.
    #[inline(always)]
    pub fn zip(self, other: Lanes, f: impl Fn(f64, f64) -> f64) -> Lanes {
        let mut out = self;
        for lane in 0..LANES {
            out.0[lane] = f(self.0[lane], other.0[lane]);
        }
        out
    }

    /// Whether any lane is above zero. NaN is not.
    #[inline(always)]
    pub fn any_positive(&self) -> bool {
        // Bits instead of `||`: a short circuit would keep the loop scalar, and so would a sum of
        // integers, which is checked for overflow.
        let mut any = 0u64;
        for lane in 0..LANES {
            any |= u64::from(self.0[lane] > 0.0);
        }
        any != 0
    }

    /// The smaller of the two in every lane; `other` where either is NaN.
    #[inline(always)]
    pub fn min(self, other: Lanes) -> Lanes {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// The larger of the two in every lane; `other` where either is NaN.
    #[inline(always)]
    pub fn max(self, other: Lanes) -> Lanes {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// The largest of the lanes, by halves: four comparisons deep instead of sixteen.
    ///
    /// Lanes must not be NaN.
    #[inline(always)]
    pub fn largest(&self) -> f64 {
        self.by_halves(|a, b| if a > b { a } else { b })
    }

    /// The smallest of the lanes. Lanes must not be NaN.
    #[inline(always)]
    pub fn smallest(&self) -> f64 {
        self.by_halves(|a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn by_halves(&self, of_two: impl Fn(f64, f64) -> f64) -> f64 {
        let x = &self.0;
        let mut eight = [0.0; 8];
        for lane in 0..8 {
            eight[lane] = of_two(x[lane], x[lane + 8]);
        }
        let mut four = [0.0; 4];
        for lane in 0..4 {
            four[lane] = of_two(eight[lane], eight[lane + 4]);
        }
        of_two(of_two(four[0], four[2]), of_two(four[1], four[3]))
    }

    /// Sum of the lanes, from the first to the last: the order is part of the result.
    #[inline(always)]
    pub fn sum(&self) -> f64 {
        let mut total = 0.0;
        for lane in 0..LANES {
            total += self.0[lane];
        }
        total
    }
}

macro_rules! lanewise {
    ($trait:ident $method:ident $op:tt) => {
        impl $trait for Lanes {
            type Output = Lanes;
            #[inline(always)]
            fn $method(self, other: Lanes) -> Lanes {
                self.zip(other, |a, b| a $op b)
            }
        }
    };
}
lanewise!(Add add +);
lanewise!(Sub sub -);
lanewise!(Mul mul *);
lanewise!(Div div /);

macro_rules! lanewise_assign {
    ($trait:ident $method:ident $op:tt) => {
        impl $trait for Lanes {
            #[inline(always)]
            fn $method(&mut self, other: Lanes) {
                for lane in 0..LANES {
                    self.0[lane] $op other.0[lane];
                }
            }
        }
    };
}
lanewise_assign!(AddAssign add_assign +=);
lanewise_assign!(SubAssign sub_assign -=);
lanewise_assign!(MulAssign mul_assign *=);

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Lanes {
        let mut out = Lanes::ZERO;
        for lane in 0..LANES {
            out.0[lane] = lane as f64;
        }
        out
    }

    #[test]
    fn arithmetic_is_done_lane_by_lane() {
        let a = counting();
        let b = Lanes::splat(2.0);
        for lane in 0..LANES {
            let x = lane as f64;
            assert_eq!((a + b).0[lane], x + 2.0);
            assert_eq!((a - b).0[lane], x - 2.0);
            assert_eq!((a * b).0[lane], x * 2.0);
            assert_eq!((a / b).0[lane], x / 2.0);
            assert_eq!(a.min(b).0[lane], x.min(2.0));
            assert_eq!(a.max(b).0[lane], x.max(2.0));
        }
        assert_eq!(a.sum(), 120.0);
    }

    #[test]
    fn assignment_equals_the_operation() {
        let (a, b) = (counting(), Lanes::splat(3.0));
        let (mut sum, mut difference, mut product) = (a, a, a);
        sum += b;
        difference -= b;
        product *= b;
        assert_eq!((sum, difference, product), (a + b, a - b, a * b));
    }

    #[test]
    fn any_positive_sees_each_single_lane_and_no_nan() {
        assert!(!Lanes::ZERO.any_positive());
        assert!(!Lanes::splat(-1.0).any_positive());
        assert!(!Lanes::splat(f64::NAN).any_positive());
        for lane in 0..LANES {
            let mut one = Lanes::splat(-1.0);
            one.0[lane] = 1e-300;
            assert!(one.any_positive(), "lane {lane}");
        }
    }

    #[test]
    fn the_other_value_wins_against_nan() {
        let nan = Lanes::splat(f64::NAN);
        assert_eq!(nan.min(Lanes::ONE), Lanes::ONE);
        assert_eq!(nan.max(Lanes::ONE), Lanes::ONE);
    }
}
