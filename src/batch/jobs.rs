//! From what was named on the command line to a list of jobs, each with a name of its own.
//!
//! A job is one scenario with all its plans; it becomes one report folder. The list depends on the paths
//! only, not on the order in which a file system lists them: so that parts of a batch can be done
//! elsewhere and still fit together.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What files of scenarios end in.
const ENDING: &str = "toml";

/// A scenario that is to become a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Name of the report folder: that of the file, with its folder's before it where two files share one.
    pub name: String,
    pub file: PathBuf,
}

/// Why there is no list of jobs.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("cannot read `{path}`: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("no scenario in `{path}`: no file there ends in .{ENDING}")]
    NoScenario { path: PathBuf },
}

/// The scenarios among files and folders, each once, in the order named; inside a folder by path.
///
/// Folders are searched with what is below them. Reports (folders with a manifest), the folder `into` that
/// the reports go to, and whatever begins with a dot are passed over.
///
/// # Errors
/// [`FindError`] if something cannot be read, or a folder has no scenario.
pub fn find(paths: &[PathBuf], into: &Path) -> Result<Vec<Job>, FindError> {
    let mut files = Vec::new();
    for path in paths {
        let unreadable = |source| FindError::Unreadable { path: path.clone(), source };
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            let before = files.len();
            search(path, into, &mut files)?;
            if files.len() == before {
                return Err(FindError::NoScenario { path: path.clone() });
            }
        } else {
            files.push((path.clone(), path.parent().unwrap_or(Path::new("")).to_path_buf()));
        }
    }
    let mut seen = HashSet::new();
    files.retain(|(file, _)| seen.insert(fs::canonicalize(file).unwrap_or_else(|_| file.clone())));
    Ok(named(files))
}

fn search(folder: &Path, into: &Path, files: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), FindError> {
    fn below(
        folder: &Path,
        root: &Path,
        into: Option<&Path>,
        files: &mut Vec<(PathBuf, PathBuf)>,
    ) -> Result<(), FindError> {
        let unreadable = |source| FindError::Unreadable { path: folder.to_path_buf(), source };
        let entries: io::Result<Vec<PathBuf>> =
            fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut entries = entries.map_err(unreadable)?;
        entries.sort();
        for path in entries {
            let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            let is_output = || into.is_some_and(|into| fs::canonicalize(&path).is_ok_and(|path| path == into));
            // A link to a folder above would lead round and round.
            let is_link = || path.is_symlink();
            if is_hidden {
            } else if path.is_dir() {
                if !is_link() && !path.join("manifest.json").exists() && !is_output() {
                    below(&path, root, into, files)?;
                }
            } else if path.extension().is_some_and(|ending| ending == ENDING) {
                files.push((path, root.to_path_buf()));
            }
        }
        Ok(())
    }
    let into = fs::canonicalize(into).ok();
    below(folder, folder, into.as_deref(), files)
}

/// Names after the files; where two share one, the folders between the root and the file stand before it,
/// and where even these are the same, a number behind it.
fn named(files: Vec<(PathBuf, PathBuf)>) -> Vec<Job> {
    let stem =
        |file: &Path| file.file_stem().map_or("scenario".to_string(), |stem| stem.to_string_lossy().into_owned());
    let stems: Vec<String> = files.iter().map(|(file, _)| stem(file)).collect();
    // Some file systems do not tell capitals from small letters.
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let mut taken: HashSet<String> = HashSet::new();
    let mut jobs = Vec::with_capacity(files.len());
    for (at, (file, root)) in files.into_iter().enumerate() {
        let is_shared = stems.iter().enumerate().any(|(other, stem)| other != at && same(stem, &stems[at]));
        let wanted = if is_shared { with_folders(&file, &root, &stems[at]) } else { stems[at].clone() };
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
        let name = name.expect("there is always another number");
        taken.insert(name.to_lowercase());
        jobs.push(Job { name, file });
    }
    jobs
}

fn with_folders(file: &Path, root: &Path, stem: &str) -> String {
    let folders =
        file.parent().and_then(|parent| parent.strip_prefix(root).ok()).into_iter().flat_map(Path::components);
    let mut words: Vec<String> = folders.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if words.is_empty() {
        words.extend(file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()));
    }
    words.push(stem.to_string());
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files, empty.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn names(jobs: &[Job]) -> Vec<&str> {
        jobs.iter().map(|job| job.name.as_str()).collect()
    }

    #[test]
    fn a_folder_gives_its_scenarios_by_path_and_passes_over_reports_and_hidden_files() {
        let folder = folder(&[
            "b.toml",
            "a.toml",
            "notes.md",
            ".hidden.toml",
            "north/c.toml",
            "old-report/manifest.json",
            "old-report/d.toml",
            "out/e.toml",
        ]);
        let jobs = find(&[folder.path().to_path_buf()], &folder.path().join("out")).unwrap();
        assert_eq!(names(&jobs), ["a", "b", "c"]);
    }

    #[test]
    fn a_file_named_twice_is_one_job() {
        let folder = folder(&["a.toml", "b.toml"]);
        let root = folder.path().to_path_buf();
        let jobs = find(&[root.join("b.toml"), root.clone(), root.join("./b.toml")], Path::new("out")).unwrap();
        assert_eq!(names(&jobs), ["b", "a"]);
    }

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders() {
        let folder = folder(&["north/shop.toml", "south/Shop.toml", "south/deep/er/shop.toml", "south/cafe.toml"]);
        let root = folder.path();
        let jobs = find(&[root.to_path_buf()], Path::new("out")).unwrap();
        assert_eq!(names(&jobs), ["north-shop", "south-Shop", "cafe", "south-deep-er-shop"]);
        let jobs = find(&[root.join("north/shop.toml"), root.join("south/Shop.toml")], Path::new("out")).unwrap();
        assert_eq!(names(&jobs), ["north-shop", "south-Shop"]);
    }

    #[test]
    fn what_cannot_be_found_is_said_with_its_place() {
        let folder = folder(&["notes.md"]);
        let missing = find(&[folder.path().join("no.toml")], Path::new("out")).unwrap_err();
        assert!(missing.to_string().contains("no.toml"), "{missing}");
        let empty = find(&[folder.path().to_path_buf()], Path::new("out")).unwrap_err();
        assert!(matches!(empty, FindError::NoScenario { .. }), "{empty}");
    }
}
