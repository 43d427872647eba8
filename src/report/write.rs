//! The report folder: written beside, then put in place whole.
//!
//! A report is either the old one or the new one, never a mixture. Files go into a hidden folder next
//! to the target, on the same file system; when all are there and on disk, the old report is moved
//! aside, the new one takes its name, and the old one is deleted. If anything fails before that, the
//! hidden folder is deleted and the old report stays.
//!
//! Between the two renames the name is free for a moment: the standard library cannot exchange two
//! folders in one step. A power cut in that moment leaves the old report whole, under a hidden name.
//!
//! ```
//! use flywheel::report::write::ReportFolder;
//! # let parent = std::env::temp_dir().join(format!("flywheel-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&parent)?;
//! # let path = parent.join("report");
//! let mut report = ReportFolder::create(&path)?;
//! report.file("manifest.json", br#"{ "flywheel": "0.1.0" }"#)?;
//! report.file("charts/growth.svg", b"<svg/>")?;
//! report.commit()?;
//! assert!(path.join("charts/growth.svg").exists());
//! # std::fs::remove_dir_all(&parent)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::base::parallel;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::process;

/// The file by which a folder is known to be a report.
pub const MANIFEST: &str = "manifest.json";

/// The key that this file has, with the version that wrote it: other programs have manifests too.
pub const MANIFEST_KEY: &str = "flywheel";

/// A report in the making. Dropped without [`ReportFolder::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct ReportFolder {
    target: PathBuf,
    /// Where files go until all are there.
    beside: PathBuf,
    has_manifest: bool,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{path} is not a report: it has files but no {MANIFEST} of flywheel; name another folder")]
    NotAReport { path: PathBuf },
    #[error("{path} is a file; name a folder for the report")]
    NotAFolder { path: PathBuf },
    #[error("`{name}` is not a path inside the report")]
    OutsideReport { name: String },
    #[error("a report needs a {MANIFEST} with the key `{MANIFEST_KEY}`, by which it is known again")]
    NoManifest,
    #[error("cannot {action} {path}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

impl ReportFolder {
    /// Begins a report that will be at `path`; folders above it are made.
    ///
    /// # Errors
    /// [`WriteError`] if something is at `path` that is neither a report nor an empty folder, or if
    /// the folder above cannot be written to.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let target = resolved(path)?;
        check_replaceable(&target)?;
        let parent = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(failed("make", parent))?;
        let beside = make_folder_beside(&target, "partial")?;
        Ok(ReportFolder { target, beside, has_manifest: false })
    }

    /// Where the report will be.
    pub fn path(&self) -> &Path {
        &self.target
    }

    /// Writes a file of the report, to disk.
    ///
    /// * `name`: its path inside the report, `charts/growth.png`
    ///
    /// # Errors
    /// [`WriteError`] if the name leads out of the report or the file cannot be written.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.put(name, bytes)?;
        self.has_manifest |= name == MANIFEST && is_manifest(bytes);
        Ok(())
    }

    /// Writes several files, side by side: a disk takes its time to say that it has one.
    ///
    /// # Errors
    /// As of [`ReportFolder::file`].
    pub fn files<'a>(&mut self, files: impl Iterator<Item = &'a (String, Vec<u8>)>) -> Result<(), WriteError> {
        let files: Vec<&(String, Vec<u8>)> = files.collect();
        parallel::map(&files, |(name, bytes)| self.put(name, bytes)).into_iter().collect::<Result<(), _>>()?;
        self.has_manifest |= files.iter().any(|(name, bytes)| name == MANIFEST && is_manifest(bytes));
        Ok(())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || !is_inside {
            return Err(WriteError::OutsideReport { name: name.into() });
        }
        let path = self.beside.join(name);
        let folder = path.parent().unwrap_or(&self.beside);
        fs::create_dir_all(folder).map_err(failed("make", folder))?;
        let mut file = File::create(&path).map_err(failed("write", &path))?;
        file.write_all(bytes).map_err(failed("write", &path))?;
        file.sync_all().map_err(failed("write", &path))
    }

    /// Puts the report in place of the old one.
    ///
    /// # Errors
    /// [`WriteError`] if there is no manifest, if the target became something else meanwhile, or if a
    /// folder cannot be moved; the old report is then where it was.
    pub fn commit(self) -> Result<(), WriteError> {
        if !self.has_manifest {
            return Err(WriteError::NoManifest);
        }
        check_replaceable(&self.target)?;
        sync_folders(&self.beside)?;
        if self.target.exists() {
            self.replace()?;
        } else {
            fs::rename(&self.beside, &self.target).map_err(failed("make", &self.target))?;
        }
        sync_folder(self.target.parent().unwrap_or(Path::new(".")))
    }

    fn replace(&self) -> Result<(), WriteError> {
        let aside = make_folder_beside(&self.target, "old")?;
        // Into the new folder rather than over it: not every system renames onto an empty folder.
        let old = aside.join("report");
        let moved = fs::rename(&self.target, &old).map_err(failed("replace", &self.target));
        let placed = moved.and_then(|()| {
            fs::rename(&self.beside, &self.target).map_err(|source| {
                // Back with the old one; if even that fails, its place is in the message of the first.
                let _ = fs::rename(&old, &self.target);
                failed("replace", &self.target)(source)
            })
        });
        if placed.is_err() && old.exists() {
            return placed;
        }
        fs::remove_dir_all(&aside).map_err(failed("remove the old report in", &aside)).and(placed)
    }
}

/// Writes one file whole or not at all; the folder above is made.
///
/// # Errors
/// [`WriteError`] if it cannot be written; what was there before is then there still.
pub fn put_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed("make", parent))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.partial", process::id()));
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| {
        // Nobody could be told of a second error.
        let _ = fs::remove_file(&beside);
        failed("write", path)(source)
    })
}

impl Drop for ReportFolder {
    fn drop(&mut self) {
        // After a commit there is nothing any more; after an error nobody could be told of another.
        let _ = fs::remove_dir_all(&self.beside);
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_path_buf();
    move |source| WriteError::Io { action, path, source }
}

/// The folder itself where `path` is a link to it or ends in `..`; an absolute path otherwise.
fn resolved(path: &Path) -> Result<PathBuf, WriteError> {
    if path.exists() { fs::canonicalize(path) } else { std::path::absolute(path) }.map_err(failed("find", path))
}

/// Only a report, an empty folder, or nothing may be replaced.
fn check_replaceable(target: &Path) -> Result<(), WriteError> {
    if !target.exists() {
        return Ok(());
    }
    if !target.is_dir() {
        return Err(WriteError::NotAFolder { path: target.into() });
    }
    let is_empty = fs::read_dir(target).map_err(failed("read", target))?.next().is_none();
    let is_report = fs::read(target.join(MANIFEST)).is_ok_and(|bytes| is_manifest(&bytes));
    if is_empty || is_report { Ok(()) } else { Err(WriteError::NotAReport { path: target.into() }) }
}

fn is_manifest(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|manifest| manifest.get(MANIFEST_KEY).is_some())
}

/// A new hidden folder beside `target`, of a name that no other process has.
fn make_folder_beside(target: &Path, kind: &str) -> Result<PathBuf, WriteError> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut attempt = 0_u32;
    loop {
        let folder = target.with_file_name(format!(".{name}.{}.{attempt}.{kind}", process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            Err(error) => return Err(failed("write beside", target)(error)),
        }
    }
}

/// Makes the names of files survive a power cut, as their contents already do.
fn sync_folders(folder: &Path) -> Result<(), WriteError> {
    for entry in fs::read_dir(folder).map_err(failed("read", folder))? {
        let path = entry.map_err(failed("read", folder))?.path();
        if path.is_dir() {
            sync_folders(&path)?;
        }
    }
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> Result<(), WriteError> {
    // Folders can be opened as files on Unix only; elsewhere the system sees to it.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const OURS: &[u8] = br#"{ "flywheel": "0.1.0", "seed": 42 }"#;

    fn write(path: &Path, report: &[u8]) -> Result<(), WriteError> {
        let mut folder = ReportFolder::create(path)?;
        folder.file(MANIFEST, OURS)?;
        folder.file("charts/growth.svg", b"<svg/>")?;
        folder.file("report.html", report)?;
        folder.commit()
    }

    /// Names in a folder, hidden ones too.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn folder() -> (TempDir, PathBuf) {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("report");
        (parent, path)
    }

    #[test]
    fn a_report_has_its_files_and_nothing_else_is_left() {
        let (parent, path) = folder();
        write(&path, b"one").unwrap();
        assert_eq!(names(&path), ["charts", "manifest.json", "report.html"]);
        assert_eq!(names(parent.path()), ["report"]);
    }

    #[test]
    fn an_old_report_is_replaced_whole() {
        let (parent, path) = folder();
        write(&path, b"one").unwrap();
        fs::write(path.join("charts/retired.svg"), "of an older version").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(path.join("report.html")).unwrap(), b"two");
        assert_eq!(names(&path.join("charts")), ["growth.svg"]);
        assert_eq!(names(parent.path()), ["report"]);
    }

    #[test]
    fn what_is_given_up_halfway_leaves_the_old_report_and_nothing_else() {
        let (parent, path) = folder();
        write(&path, b"one").unwrap();
        let mut given_up = ReportFolder::create(&path).unwrap();
        given_up.file("report.html", b"half").unwrap();
        assert_eq!(names(parent.path()).len(), 2);
        drop(given_up);
        assert_eq!(fs::read(path.join("report.html")).unwrap(), b"one");
        assert_eq!(names(parent.path()), ["report"]);
    }

    #[test]
    fn a_commit_that_fails_leaves_the_old_report_and_nothing_else() {
        let (parent, path) = folder();
        write(&path, b"one").unwrap();
        let mut report = ReportFolder::create(&path).unwrap();
        report.file(MANIFEST, OURS).unwrap();
        // Its files vanish, as when somebody cleans up: the new report cannot be moved into place.
        fs::remove_dir_all(&report.beside).unwrap();
        let aside_fails = report.replace();
        assert!(matches!(aside_fails, Err(WriteError::Io { action: "replace", .. })), "{aside_fails:?}");
        drop(report);
        assert_eq!(fs::read(path.join("report.html")).unwrap(), b"one");
        assert_eq!(names(parent.path()), ["report"]);
    }

    #[test]
    fn a_folder_that_is_no_report_is_never_replaced() {
        let (parent, path) = folder();
        fs::create_dir(&path).unwrap();
        write(&path, b"into an empty folder").unwrap();
        for (name, content) in [
            ("thesis.doc", "the only copy"),
            (MANIFEST, r#"{ "name": "somebody's web page" }"#),
            (MANIFEST, "not JSON"),
        ] {
            let path = parent.path().join("other");
            fs::create_dir(&path).unwrap();
            fs::write(path.join(name), content).unwrap();
            let error = write(&path, b"one").unwrap_err();
            assert!(matches!(error, WriteError::NotAReport { .. }), "{name}: {error}");
            assert_eq!(fs::read_to_string(path.join(name)).unwrap(), content);
            fs::remove_dir_all(&path).unwrap();
        }
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(write(&file, b"one"), Err(WriteError::NotAFolder { .. })));
        assert_eq!(names(parent.path()), ["file", "report"]);
    }

    #[test]
    fn a_folder_that_fills_up_meanwhile_is_not_replaced() {
        let (parent, path) = folder();
        let mut report = ReportFolder::create(&path).unwrap();
        report.file(MANIFEST, OURS).unwrap();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("thesis.doc"), "the only copy").unwrap();
        assert!(matches!(report.commit(), Err(WriteError::NotAReport { .. })));
        assert_eq!(names(parent.path()), ["report"]);
        assert_eq!(names(&path), ["thesis.doc"]);
    }

    #[test]
    fn names_cannot_lead_out_of_the_report() {
        let (_parent, path) = folder();
        let mut report = ReportFolder::create(&path).unwrap();
        for name in ["../escape", "/etc/escape", "charts/../../escape", "", "."] {
            assert!(matches!(report.file(name, b""), Err(WriteError::OutsideReport { .. })), "{name}");
        }
    }

    #[test]
    fn a_report_without_manifest_is_refused_since_it_could_not_be_replaced_later() {
        let (parent, path) = folder();
        let mut report = ReportFolder::create(&path).unwrap();
        report.file("report.html", b"one").unwrap();
        report.file(MANIFEST, b"{}").unwrap();
        assert!(matches!(report.commit(), Err(WriteError::NoManifest)));
        assert_eq!(names(parent.path()), Vec::<String>::new());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_report_stays_a_link() {
        let (parent, path) = folder();
        write(&path, b"one").unwrap();
        let link = parent.path().join("latest");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(path.join("report.html")).unwrap(), b"two");
    }
}
