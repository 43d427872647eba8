//! Violations planted in made-up files: each must be noticed, and what only looks like one must not.

use super::{Layout, declared_folders, module_of, violations};

/// Whether planting this text in this file is noticed, with this in the message.
#[track_caller]
fn assert_caught(file: &str, text: &str, message: &str) {
    let (found, _) = violations(file, text, &planted_layout());
    assert!(found.iter().any(|found| found.contains(message)), "{file}: {text}\nfound only {found:?}");
}

#[track_caller]
fn assert_clean(file: &str, text: &str) {
    let (found, _) = violations(file, text, &planted_layout());
    assert!(found.is_empty(), "{file}: {text}\nfound {found:?}");
}

fn planted_layout() -> Layout {
    let modules = ["engine/mod", "engine/earn", "engine/refer", "engine/state", "engine/refer/delay", "engine/period"];
    let more = ["analysis/compare", "analysis/period", "analysis/state", "cli/run", "cli/compare"];
    Layout {
        folders: declared_folders(
            "pub mod base; pub mod scenario; pub mod model; pub mod reference; pub mod engine;
             pub mod results; pub mod analysis; #[cfg(feature = \"report\")] pub mod report;
             pub mod batch; pub mod cli;",
        ),
        modules: modules.iter().chain(&more).map(|file| module_of(file)).collect(),
    }
}

#[test]
fn a_path_to_a_folder_below_is_caught_however_it_is_written() {
    let below = "uses `engine::run` from below it";
    assert_caught("model/check.rs", "fn f() { crate::engine::run(); }", below);
    assert_caught("model/check.rs", "use crate::engine::run;", below);
    assert_caught("model/check.rs", "use crate::{base::math, engine::{self, run as go}};", below);
    assert_caught("model/check.rs", "use super::super::engine::run;", below);
    assert_caught("model/mod.rs", "use super::engine::run;", below);
    assert_caught("model/check.rs", "mod inner { use super::super::super::engine::run; }", below);
    assert_caught("model/check.rs", "fn f() { assert!(crate::engine::run() > 0); }", below);
    assert_caught("model/check.rs", "pub(in crate::engine::run) fn f() {}", below);
    assert_caught("model/deep/check.rs", "impl<T> X for <T as crate :: engine :: run>::Y {}", below);
    assert_caught("model/check.rs", "const QUOTE: char = '\"'; use crate::engine::run; // \"", below);
    assert_caught("model/check.rs", "#[cfg(any(test, feature = \"x\"))] use crate::engine::run;", below);
    assert_caught("model/check.rs", "#[cfg(test)] mod tests { fn f() {} } use crate::engine::run;", below);
    assert_caught("model/check.rs", "#[cfg(test)] use crate::{cli}; use crate::engine::run;", below);
    assert_caught("model/check.rs", "mod inner { fn f() {} } use super::super::engine::run;", below);
    assert_caught("model/check.rs", "fn f() -> impl X + use<> { g(); crate::engine::run() }", below);
    assert_caught("model/check.rs", "use crate::elsewhere::run;", "no folder that lib.rs declares");
    assert_caught("model/check.rs", "use crate::{self as root};", "imports all of");
    assert_caught("model/check.rs", "use super::super::*;", "imports all of");
}

#[test]
fn what_only_looks_like_a_path_downwards_is_left_alone() {
    assert_clean("engine/refer.rs", "use crate::{base::math, model::{Plan, Stage}}; fn f(x: &'static str) {}");
    assert_clean("model/check.rs", "//! See [`crate::engine::run`].\n/* crate::cli /* nested */ crate::cli */");
    assert_clean("model/check.rs", "const TEXT: &str = \"crate::engine \\\" crate::cli\";");
    assert_clean("model/check.rs", "const TEXT: &str = r#\"crate::engine \" crate::cli\"#;");
    assert_clean("model/check.rs", "#[cfg(test)] mod tests { use crate::engine::run; fn f() { super::g() } }");
    assert_clean("model/check.rs", "#[cfg(test)] #[allow(x)] fn f() { crate::engine::run() } fn g() {}");
    assert_clean("model/check.rs", "pub(crate) fn f() -> char { '\\'' } pub(super) fn g() { self::f(); }");
    assert_clean("model/check.rs", "mod inner { use super::super::Plan; }");
    assert_clean("model/check.rs", "fn f<'a>(x: &'a u8) -> impl Iterator + use<'a> { g(); h(); }");
}

#[test]
fn a_file_that_calls_its_neighbour_is_caught_and_the_conductor_is_not() {
    let neighbour = "uses its neighbour `engine::earn::settle`";
    assert_caught("engine/refer.rs", "fn f() { super::earn::settle(); }", neighbour);
    assert_caught("engine/refer.rs", "use crate::engine::earn::settle;", neighbour);
    assert_caught("engine/refer.rs", "use super::{State, earn::{settle}};", neighbour);
    assert_caught("engine/refer/delay.rs", "use super::super::earn::settle;", neighbour);
    assert_caught("engine/refer.rs", "use super::*;", "imports all of `engine::*`");
    assert_caught("engine/refer.rs", "use crate::engine;", "imports all of `engine`");
    assert_caught("analysis/compare.rs", "use super::period::order;", "its neighbour");
    assert_caught("engine/refer.rs", "use super::period::order;", "its neighbour");
    assert_caught("cli/run.rs", "use crate::cli::compare::table;", "its neighbour");

    assert_clean("engine/mod.rs", "fn f() { self::earn::settle(); refer::invite(); }");
    assert_clean("engine/period.rs", "use super::{earn, refer}; fn f() { super::earn::settle(); }");
    assert_caught("engine/state.rs", "use super::earn::settle;", "its neighbour");
    assert_caught("analysis/compare.rs", "use super::state::State;", "its neighbour");

    assert_clean("engine/refer.rs", "use super::state::State;");
    assert_clean("engine/refer.rs", "use super::{State, block_size}; use super::Flows::Empty;");
    assert_clean("engine/refer.rs", "mod delay; use self::delay::shares; use super::refer::delay::last;");
    assert_clean("model/stages.rs", "use super::numbers::convert;");
}

#[test]
fn the_outside_away_from_its_address_is_caught() {
    let away = "is not at home here";
    for (file, text) in [
        ("engine/mod.rs", "use rayon::prelude::*;"),
        ("report/mod.rs", "use clap::Parser;"),
        ("cli/mod.rs", "fn f() { ::plotters::prelude::x(); }"),
        ("analysis/mod.rs", "fn f() { let text = std::fs::read_to_string(\"x\"); }"),
        ("results/mod.rs", "use std::{collections::BTreeMap, fs::{self, File}};"),
        ("report/mod.rs", "use std::time::Instant;"),
        ("report/mod.rs", "use std::time::{Duration, SystemTime};"),
        ("scenario/mod.rs", "fn f() { jiff::Zoned::now(); }"),
        ("model/mod.rs", "#[derive(serde::Serialize)] struct S;"),
        ("engine/mod.rs", "use rand_distr::Binomial;"),
        ("engine/mod.rs", "fn f() { unsafe { g() } }"),
        ("base/lanes.rs", "fn f() { std::thread::spawn(g); }"),
        ("model/mod.rs", "fn f() { println!(\"x\"); }"),
        ("cli/mod.rs", "fn f() { todo!() }"),
    ] {
        assert_caught(file, text, away);
    }
    for (file, text) in [
        ("base/parallel.rs", "use rayon::prelude::*;"),
        ("cli/run.rs", "use clap::Parser; use std::time::Instant; fn f() { println!(\"x\"); }"),
        ("report/chart/mod.rs", "use plotters::prelude::*; use std::time::Duration;"),
        ("results/store.rs", "use std::fs::File; use serde::Serialize;"),
        ("base/isa.rs", "fn f() { unsafe { g() } }"),
        ("reference/mod.rs", "use rand::Rng; use rand_distr::{Binomial, Distribution};"),
        ("model/mod.rs", "fn f(fs: u8, clap_of_thunder: bool) -> bool { fs != 0 && !clap_of_thunder }"),
    ] {
        assert_clean(file, text);
    }
}

#[test]
fn a_test_module_in_a_file_of_its_own_is_known_as_one() {
    let (_, test_modules) = violations("model/mod.rs", "mod a; #[cfg(test)] mod tests; mod b;", &planted_layout());
    assert_eq!(test_modules, ["model/tests"]);
}
