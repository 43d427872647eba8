//! What an uncertain number costs per replication: its uniform, and its quantile.
//!
//! Inputs must cost less than people (10 ns a draw): thirty of them are drawn for every replication.
//! Each answer is asserted against the quantile function before it is timed. `cargo bench --bench inputs`

use divan::counter::ItemsCount;
use flywheel::base::isa::{self, Isa, Job};
use flywheel::base::lanes::{LANES, Lanes};
use flywheel::uncertain::{Law, Points, Scale, Tabulated};

/// Groups of 16 replications per round.
const GROUPS: u32 = 64;
/// Inputs that are drawn in turn, so that each finds its table as cold as a scenario does.
const N_INPUTS: usize = 30;

fn main() {
    assert_quantiles();
    divan::main();
}

#[derive(Debug, Clone, Copy)]
enum Family {
    Interval,
    Counted,
    Gamma,
    Triangular,
    Choice,
}

const FAMILIES: [Family; 5] = [Family::Interval, Family::Counted, Family::Gamma, Family::Triangular, Family::Choice];

fn law(family: Family) -> Law {
    match family {
        Family::Interval => Law::interval(0.05, 0.09, Scale::LogOdds),
        Family::Counted => Law::counted(20.0, 1000.0),
        Family::Gamma => Law::gamma(49.0, 20.0),
        Family::Triangular => Law::triangular(1.0, 2.0, 5.0),
        Family::Choice => Law::choice(&[(6.0, 1.0), (12.0, 3.0), (24.0, 1.0)]),
    }
    .expect("the laws above are sound")
}

fn assert_quantiles() {
    for family in FAMILIES {
        let (law, points) = (law(family), Points::new(1, "bench"));
        let table = Tabulated::new(&law);
        for replication in 0..64 {
            let u = points.at(replication);
            let (found, expected) = (table.at(u), law.quantile(u));
            assert!((found / expected - 1.0).abs() < 1e-9, "{family:?} {u}: {found}, not {expected}");
        }
    }
}

/// Sums the inputs over all groups, so that nothing is optimised away.
struct Draw<'a> {
    inputs: &'a [(Points, Option<Tabulated>)],
}

impl Job for Draw<'_> {
    type Out = Lanes;

    #[inline(always)]
    fn run<I: Isa>(self, _: I) -> Lanes {
        let mut sum = Lanes::ZERO;
        for group in 0..GROUPS {
            for (points, law) in self.inputs {
                let u = points.lanes(group);
                sum += match law {
                    Some(law) => law.at_lanes(&u),
                    None => u,
                };
            }
        }
        sum
    }
}

fn draw(bencher: divan::Bencher, points: fn(u64, &str) -> Points, family: Option<Family>) {
    let input = |i: usize| (points(42, &format!("inputs.{i}")), family.map(|f| Tabulated::new(&law(f))));
    let inputs: Vec<_> = (0..N_INPUTS).map(input).collect();
    bencher
        .counter(ItemsCount::new(GROUPS as usize * LANES * N_INPUTS))
        .bench(|| isa::dispatch(Draw { inputs: &inputs }));
}

#[divan::bench]
fn points(bencher: divan::Bencher) {
    draw(bencher, Points::new, None);
}

#[divan::bench]
fn points_at_random(bencher: divan::Bencher) {
    draw(bencher, Points::random, None);
}

#[divan::bench(args = FAMILIES)]
fn points_and_quantile(bencher: divan::Bencher, family: Family) {
    draw(bencher, Points::new, Some(family));
}

/// The same without a table: what [`Tabulated`] saves.
#[divan::bench(args = [Family::Counted, Family::Gamma])]
fn quantile_itself(bencher: divan::Bencher, family: Family) {
    let law = law(family);
    bencher.counter(ItemsCount::new(1_usize)).bench(|| divan::black_box(&law).quantile(0.3));
}

#[divan::bench(args = FAMILIES)]
fn tabulate(bencher: divan::Bencher, family: Family) {
    let law = law(family);
    bencher.counter(ItemsCount::new(1_usize)).bench(|| Tabulated::new(divan::black_box(&law)));
}
