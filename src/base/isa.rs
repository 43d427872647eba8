//! One program, three instruction sets.
//!
//! The loops over lanes are plain Rust. Compiled for AVX2 or AVX-512 they are two to four times as fast as for
//! the SSE2 that every x86-64 has, so they are compiled for each, and the best set that the machine has is
//! chosen while the program runs. All give the same bits: there is no fused multiply-add in any.
//!
//! An engine is written once, generic over [`Isa`], as a [`Job`]; [`dispatch`] runs it. Two things make it
//! fast: the job's own loops are compiled for the set, because it is inlined into an entry function that has
//! the set's `target_feature`; and the samplers are functions of their own per set, because inlined at
//! fifty places they would not fit into the instruction cache.
//!
//! A value of [`Avx2`] or [`Avx512`] exists only where the machine was seen to have the set. That is what
//! makes the `unsafe` calls sound, and all of them are in one macro below.

use super::counts::{self, Prob};
use super::gamma;
use super::lanes::{Lanes, Words};
use super::math;
use super::streams::{Address, OfAllLanes, Streams};

/// The kernels, compiled for an instruction set.
pub trait Isa: Copy + Send + Sync + 'static {
    /// Which one it is.
    fn instruction_set(self) -> InstructionSet;

    /// [`Streams::pair`]
    fn pair(self, streams: &Streams, address: &Address) -> (Words, Words);

    /// [`counts::binomial`]
    fn binomial(self, n: &Lanes, p: &Prob, words: &Words) -> Lanes;

    /// [`counts::poisson`]
    fn poisson(self, mean: &Lanes, words: &Words) -> Lanes;

    /// [`gamma::gamma`]
    fn gamma(self, shape: &Lanes, first: &Words, second: &Words) -> Lanes;

    /// Standard normal numbers, [`math::normal_quantiles`] of [`Isa::uniform`].
    fn normal(self, words: &Words) -> Lanes;

    /// [`Prob::set`]
    fn prepare(self, prob: &mut Prob, p: &Lanes);

    /// [`math::exp`] of every lane
    fn exp(self, x: &Lanes) -> Lanes;

    /// [`math::ln`] of every lane
    fn ln(self, x: &Lanes) -> Lanes;

    /// Numbers in the open interval (0, 1), [`Words::to_units`].
    #[inline(always)]
    fn uniform(self, words: &Words) -> Lanes {
        words.to_units()
    }

    /// Runs `job` with its loops compiled for this set.
    fn run<J: Job>(self, job: J) -> J::Out;
}

/// What is to be run under an instruction set.
///
/// Mark `run` and the generic functions with loops over lanes that it calls `#[inline(always)]`: only what
/// is inlined into the entry function is compiled for its instruction set.
///
/// # Example
/// ```
/// use flywheel::base::isa::{Isa, Job, available, dispatch, dispatch_on};
/// use flywheel::base::lanes::{Lanes, Words};
///
/// struct Toss { people: f64 }
/// impl Job for Toss {
///     type Out = f64;
///     #[inline(always)]
///     fn run<I: Isa>(self, isa: I) -> f64 {
///         let words = Words(std::array::from_fn(|lane| (lane as u64) << 60));
///         isa.poisson(&Lanes::splat(self.people), &words).sum()
///     }
/// }
/// let best = dispatch(Toss { people: 40.0 });
/// for set in available() {
///     assert_eq!(dispatch_on(set, Toss { people: 40.0 }), Some(best));
/// }
/// ```
pub trait Job {
    type Out;
    fn run<I: Isa>(self, isa: I) -> Self::Out;
}

/// The instruction sets for which the kernels are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstructionSet {
    /// What every machine of the target has: SSE2 on x86-64, NEON on aarch64.
    Plain,
    Avx2,
    /// AVX-512 with F, DQ, VL and BW.
    Avx512,
}

/// What this machine has, the best last; `Plain` is always there.
pub fn available() -> Vec<InstructionSet> {
    let mut sets = vec![InstructionSet::Plain];
    #[cfg(target_arch = "x86_64")]
    {
        sets.extend(Avx2::detected().map(|_| InstructionSet::Avx2));
        sets.extend(Avx512::detected().map(|_| InstructionSet::Avx512));
    }
    sets
}

/// Runs a job on the best instruction set of this machine.
pub fn dispatch<J: Job>(job: J) -> J::Out {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(isa) = Avx512::detected() {
            return isa.run(job);
        }
        if let Some(isa) = Avx2::detected() {
            return isa.run(job);
        }
    }
    Plain.run(job)
}

/// Runs a job on a given instruction set; `None` if this machine has not got it.
pub fn dispatch_on<J: Job>(set: InstructionSet, job: J) -> Option<J::Out> {
    match set {
        InstructionSet::Plain => Some(Plain.run(job)),
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 => Avx2::detected().map(|isa| isa.run(job)),
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512 => Avx512::detected().map(|isa| isa.run(job)),
        #[cfg(not(target_arch = "x86_64"))]
        _ => None,
    }
}

#[inline(always)]
fn normal(words: &Words) -> Lanes {
    math::normal_quantiles(&words.to_units())
}

/// Writes the kernels of one instruction set, out of line, and its [`Isa`].
///
/// `unsafe` calls of functions with a `target_feature` are sound because `self` exists: for the sets that
/// a machine may lack, only `detected` makes one.
macro_rules! instruction_set {
    ($name:ident, $module:ident $(, $feature:literal)?) => {
        mod $module {
            use super::*;

            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn pair(streams: &Streams, c0: u64, c1: u64, c3: u64) -> (Words, Words) {
                streams.pair_at(OfAllLanes { c0, c1, c3 })
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn binomial(n: &Lanes, p: &Prob, words: &Words) -> Lanes {
                counts::binomial(n, p, words)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn poisson(mean: &Lanes, words: &Words) -> Lanes {
                counts::poisson(mean, words)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn gamma(shape: &Lanes, first: &Words, second: &Words) -> Lanes {
                gamma::gamma(shape, first, second)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn normal(words: &Words) -> Lanes {
                super::normal(words)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn prepare(prob: &mut Prob, p: &Lanes) {
                prob.set(p)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn exp(x: &Lanes) -> Lanes {
                math::exp_of_lanes(x)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn ln(x: &Lanes) -> Lanes {
                math::ln_of_lanes(x)
            }
            $(#[target_feature(enable = $feature)])?
            #[inline(never)]
            pub fn run<J: Job>(job: J, isa: $name) -> J::Out {
                job.run(isa)
            }
        }

        // The plain set has no feature to be absent, so its calls are safe.
        #[allow(unused_unsafe)]
        impl Isa for $name {
            #[inline(always)]
            fn instruction_set(self) -> InstructionSet {
                InstructionSet::$name
            }
            #[inline(always)]
            fn pair(self, streams: &Streams, address: &Address) -> (Words, Words) {
                // In registers: an address in memory would be read before its parts are written.
                let OfAllLanes { c0, c1, c3 } = address.of_all_lanes();
                // SAFETY: `self` was made after the set was detected; so in all functions below.
                unsafe { $module::pair(streams, c0, c1, c3) }
            }
            #[inline(always)]
            fn binomial(self, n: &Lanes, p: &Prob, words: &Words) -> Lanes {
                unsafe { $module::binomial(n, p, words) }
            }
            #[inline(always)]
            fn poisson(self, mean: &Lanes, words: &Words) -> Lanes {
                unsafe { $module::poisson(mean, words) }
            }
            #[inline(always)]
            fn gamma(self, shape: &Lanes, first: &Words, second: &Words) -> Lanes {
                unsafe { $module::gamma(shape, first, second) }
            }
            #[inline(always)]
            fn normal(self, words: &Words) -> Lanes {
                unsafe { $module::normal(words) }
            }
            #[inline(always)]
            fn prepare(self, prob: &mut Prob, p: &Lanes) {
                unsafe { $module::prepare(prob, p) }
            }
            #[inline(always)]
            fn exp(self, x: &Lanes) -> Lanes {
                unsafe { $module::exp(x) }
            }
            #[inline(always)]
            fn ln(self, x: &Lanes) -> Lanes {
                unsafe { $module::ln(x) }
            }
            fn run<J: Job>(self, job: J) -> J::Out {
                unsafe { $module::run(job, self) }
            }
        }
    };
}

/// What every machine of the target has.
#[derive(Debug, Clone, Copy)]
pub struct Plain;
instruction_set!(Plain, plain);

/// AVX2, without the fused multiply-add that comes with it on every machine.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    /// The proof that this machine has AVX2, if it has.
    pub fn detected() -> Option<Avx2> {
        std::arch::is_x86_feature_detected!("avx2").then_some(Avx2(()))
    }
}
#[cfg(target_arch = "x86_64")]
instruction_set!(Avx2, avx2, "avx2");

/// AVX-512 with F, DQ, VL and BW: all since Skylake-X and Zen 4.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    /// The proof that this machine has AVX-512, if it has.
    pub fn detected() -> Option<Avx512> {
        let all = std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512dq")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512bw");
        all.then_some(Avx512(()))
    }
}
#[cfg(target_arch = "x86_64")]
instruction_set!(Avx512, avx512, "avx512f,avx512dq,avx512vl,avx512bw");
