//! The dependency rules of src/ARCHITECTURE.md, checked on the sources.
//!
//! 1. *Upwards only*: a folder uses only folders that lib.rs declares above it.
//! 2. *Neighbours are strangers*: inside `engine`, `analysis` and `cli` a file uses no other, only what
//!    the folder's `mod.rs` holds and the files of [`STRANGERS`] that are common ground; the conductors
//!    (`mod.rs`, `period.rs`) put the files in order.
//! 3. *The outside has an address*: each outside crate, files, environment, clock, terminal and `unsafe`
//!    have the places of [`ADDRESSES`] and no other.
//!
//! Tests inside the sources are exempt, they compare with whatever they like.

mod planted;
mod source;

use std::fs;
use std::path::Path;

/// Folders whose files do not know each other, and the files that are common ground there: all may use
/// them, they use no others.
const STRANGERS: &[(&str, &str)] =
    &[("engine", "state luck"), ("analysis", ""), ("cli", "failure open progress simulate")];

/// The files of such a folder that put the others in order.
const CONDUCTORS: [&str; 2] = ["mod.rs", "period.rs"];

/// What of the outside may be used where: paths, and beginnings of file names below src/.
const ADDRESSES: &[(&str, &str)] = &[
    // The terminal.
    ("clap clap_complete clap_mangen anyhow indicatif ctrlc", "cli/ main.rs"),
    ("std::io::stdin std::io::stdout std::io::stderr", "cli/"),
    // The number of the process makes names of temporary files.
    ("std::process", "cli/ batch/ report/write main.rs"),
    // Pictures, pages and tables.
    ("plotters resvg skrifa minijinja", "report/"),
    ("comfy_table", "report/ cli/"),
    // Threads: results must not depend on their number, so there is one place to look at.
    ("rayon std::thread", "base/parallel.rs"),
    ("std::fs", "scenario/ results/store batch/ report/fonts report/write cli/"),
    // Surroundings that are not arguments. No clock in a report: a merged run equals the single run.
    ("std::env std::time jiff::Timestamp jiff::Zoned", "batch/ cli/"),
    ("std::net", ""),
    // The text of scenarios, and messages about it.
    ("toml", "scenario/"),
    ("annotate_snippets", "base/diagnostics"),
    // Serialised types live at borders, never in what a scenario means or how it is run.
    ("serde serde_json", "base/ scenario/ metrics/ results/ report/ batch/ cli/"),
    // The oracle's generators: were the engine to use them, the two would share their mistakes.
    ("rand rand_distr", "reference/"),
    ("unsafe", "base/isa.rs"),
];

/// Macros, likewise: the library says nothing by itself, and nothing is left to be written.
const MACROS: &[(&str, &str)] = &[("print println eprint eprintln", "cli/ main.rs"), ("dbg todo unimplemented", "")];

/// Folders in the order of the `pub mod` lines of lib.rs, which is the rule.
fn declared_folders(lib: &str) -> Vec<String> {
    let tokens = source::tokens(lib);
    let lines = tokens.windows(4);
    lines.filter(|line| line[0] == "pub" && line[1] == "mod" && line[3] == ";").map(|line| line[2].clone()).collect()
}

/// The place of a file in the module tree: `engine/mod.rs` is `[engine]`, `engine/refer.rs` below it.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(String::from).collect(),
    }
}

/// The crate as the rules see it.
struct Layout {
    /// In the order of lib.rs.
    folders: Vec<String>,
    /// The places of all files.
    modules: Vec<Vec<String>>,
}

/// What one file (its path below src/) does against the rules; the files it declares for tests only.
fn violations(file: &str, text: &str, layout: &Layout) -> (Vec<String>, Vec<String>) {
    let module = module_of(file);
    let names = source::read(text, &module);
    let mut found = Vec::new();
    for path in &names.inside {
        found.extend(downward(&module, path, &layout.folders));
        found.extend(to_a_neighbour(file, &module, path, &layout.modules));
    }
    for path in &names.imported {
        found.extend(too_much_at_once(&module, path));
    }
    for path in &names.outside {
        found.extend(away_from_home(file, path));
    }
    for name in &names.macros {
        found.extend(macro_away_from_home(file, name));
    }
    let found = found.into_iter().map(|what| format!("src/{file}: {what}")).collect();
    let below = |name: &String| [module.as_slice(), std::slice::from_ref(name)].concat().join("/");
    (found, names.test_modules.iter().map(below).collect())
}

/// Rule 1.
fn downward(module: &[String], path: &[String], folders: &[String]) -> Option<String> {
    let (from, to) = (module.first()?, path.first().filter(|word| *word != "*")?);
    let rank = |folder: &String| folders.iter().position(|declared| declared == folder);
    match rank(to) {
        None => Some(format!("`crate::{to}` is no folder that lib.rs declares")),
        Some(target) if rank(from) < Some(target) => Some(format!("`{from}` uses `{}` from below it", path.join("::"))),
        Some(_) => None,
    }
}

/// Rule 2: a path into another file of the same folder. What `mod.rs` itself holds is no other file.
fn to_a_neighbour(file: &str, module: &[String], path: &[String], modules: &[Vec<String>]) -> Option<String> {
    let (folder, own) = (module.first()?, module.get(1)?);
    let neighbour = path.get(..2)?;
    let common_ground = common_ground(folder)?;
    let conducts = CONDUCTORS.contains(&file.strip_prefix(&format!("{folder}/"))?);
    (!conducts
        && neighbour[0] == *folder
        && neighbour[1] != *own
        && !common_ground.contains(&neighbour[1].as_str())
        && modules.iter().any(|module| module.starts_with(neighbour)))
    .then(|| format!("`{own}` uses its neighbour `{}`", path.join("::")))
}

/// The files that all of a folder may use, if its files do not know each other otherwise.
fn common_ground(folder: &str) -> Option<Vec<&'static str>> {
    let (_, files) = STRANGERS.iter().find(|(name, _)| *name == folder)?;
    Some(files.split(' ').collect())
}

/// Imports that would hide what is used: the whole crate; its own folder, or all that is in it.
fn too_much_at_once(module: &[String], path: &[String]) -> Option<String> {
    let whole_crate = path.is_empty() || path == ["*"];
    let own_folder = module.len() > 1
        && common_ground(&module[0]).is_some()
        && path.first() == module.first()
        && (path.len() == 1 || path[1] == "*");
    (whole_crate || own_folder).then(|| format!("imports all of `{}`", path.join("::")))
}

/// Rule 3.
fn away_from_home(file: &str, path: &[String]) -> Option<String> {
    // A length of time is no clock.
    let path = path.join("::").replace("std::time::Duration", "Duration");
    let is = |name: &str| path == name || path.starts_with(&format!("{name}::"));
    address_missed(ADDRESSES, file, is).map(|name| format!("`{name}` is not at home here"))
}

fn macro_away_from_home(file: &str, name: &str) -> Option<String> {
    address_missed(MACROS, file, |named| named == name).map(|name| format!("`{name}!` is not at home here"))
}

/// The first name that `is` recognises and whose address the file is not.
fn address_missed(addresses: &'static [(&str, &str)], file: &str, is: impl Fn(&str) -> bool) -> Option<&'static str> {
    addresses
        .iter()
        .filter(|(_, homes)| !homes.split(' ').any(|home| !home.is_empty() && file.starts_with(home)))
        .flat_map(|(names, _)| names.split(' '))
        .find(|name| is(name))
}

/// All source files: path below src/ with `/`, and text.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let entry = entry.expect("a folder can be listed");
            let name = entry.file_name().into_string().expect("file names are plain");
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{prefix}{name}/"), files);
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(entry.path()).expect("a source file is text");
                files.push((format!("{prefix}{name}"), text));
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files.sort();
    files
}

fn layout(files: &[(String, String)]) -> Layout {
    Layout {
        folders: declared_folders(text_of("lib.rs", files)),
        modules: files.iter().map(|(file, _)| module_of(file)).collect(),
    }
}

fn text_of<'a>(name: &str, files: &'a [(String, String)]) -> &'a str {
    let file = files.iter().find(|(file, _)| file == name);
    &file.expect("the file is there").1
}

#[test]
fn every_folder_uses_only_what_stands_above_it_and_the_outside_only_at_its_address() {
    let files = sources();
    let layout = layout(&files);
    let (mut found, mut for_tests) = (Vec::new(), Vec::new());
    for (file, text) in &files {
        let (violations, test_modules) = violations(file, text, &layout);
        found.push((module_of(file).join("/"), violations));
        for_tests.extend(test_modules);
    }
    let is_test = |place: &str| {
        let is = |tests: &String| place == tests || place.starts_with(&format!("{tests}/"));
        for_tests.iter().any(is)
    };
    found.retain(|(place, _)| !is_test(place));
    let found: Vec<String> = found.into_iter().flat_map(|(_, found)| found).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_folder_of_src_is_declared_in_lib_rs_and_every_declared_one_exists() {
    let files = sources();
    let mut declared = declared_folders(text_of("lib.rs", &files));
    declared.sort();
    let mut present: Vec<String> =
        files.iter().filter_map(|(file, _)| Some(file.split_once('/')?.0.to_string())).collect();
    present.dedup();
    assert_eq!(declared, present);
}

#[test]
fn main_holds_nothing_but_the_way_into_the_library() {
    let files = sources();
    let main = text_of("main.rs", &files);
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    assert!(main.lines().filter(is_code).count() <= 30, "src/main.rs: what it does belongs to cli/");
}
