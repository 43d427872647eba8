//! Lists of numbers from files in the scenario's own folder, and never from anywhere else.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::literal::Literal;
use super::names::did_you_mean;
use super::tree::{Node, Value};
use crate::base::diagnostics::{Diagnostic, Span};

/// Largest file that is read, of data as of scenarios.
pub(super) const LARGEST_FILE: u64 = 4 << 20;

/// The folder of a scenario; every file in it is read once.
#[derive(Debug, Default)]
pub(super) struct DataFolder {
    /// `None` for a text that comes from no folder.
    folder: Option<PathBuf>,
    /// Texts of the files by name: those that were read, and those that came with the scenario.
    texts: BTreeMap<String, String>,
    columns: HashMap<(String, Option<String>), Vec<Literal>>,
}

impl DataFolder {
    pub fn new(folder: Option<&Path>) -> DataFolder {
        DataFolder { folder: folder.map(Path::to_path_buf), ..DataFolder::default() }
    }

    /// No folder, but these files.
    pub fn of(texts: Vec<(String, String)>) -> DataFolder {
        DataFolder { texts: texts.into_iter().collect(), ..DataFolder::default() }
    }

    /// Every file that was read, by name.
    pub fn into_texts(self) -> Vec<(String, String)> {
        self.texts.into_iter().collect()
    }

    /// The numbers of a column of a file; the file's only column if none is named.
    pub fn column(&mut self, file: &Node, column: Option<&Node>) -> Result<Vec<Literal>, Diagnostic> {
        let name = text(file, "a file name")?;
        let title = column.map(|column| text(column, "the name of a column")).transpose()?;
        let key = (name.to_string(), title.map(str::to_string));
        if let Some(known) = self.columns.get(&key) {
            return Ok(known.clone());
        }
        let place = column.map_or(file.span, |column| column.span);
        let content = self.text_of(name, file.span)?;
        let values = column_of(&content, name, title, place)?;
        self.columns.insert(key, values.clone());
        Ok(values)
    }

    /// The text of a file; every file is read once.
    fn text_of(&mut self, name: &str, span: Span) -> Result<String, Diagnostic> {
        if let Some(known) = self.texts.get(name) {
            return Ok(known.clone());
        }
        let text = self.read(name, span)?;
        self.texts.insert(name.to_string(), text.clone());
        Ok(text)
    }

    fn read(&self, name: &str, span: Span) -> Result<String, Diagnostic> {
        let refuse = |title: String, help: &str| Err(Diagnostic::error(title).at(span, "").help(help));
        let Some(folder) = &self.folder else {
            return refuse(
                format!("cannot read `{name}`"),
                "a scenario that is no file has no folder to read data from",
            );
        };
        let inside = !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return refuse(
                format!("`{name}` lies outside of the scenario's folder"),
                "put the file beside the scenario and name it without `..` or a leading `/`",
            );
        }
        let path = folder.join(name);
        // A link inside of the folder may still lead out of it.
        let leads_out = match (folder.canonicalize(), path.canonicalize()) {
            (Ok(folder), Ok(path)) => !path.starts_with(folder),
            _ => false,
        };
        if leads_out {
            return refuse(format!("`{name}` lies outside of the scenario's folder"), "copy the file itself");
        }
        match read_text(&path) {
            Ok(content) => Ok(content),
            Err(reason) => {
                refuse(format!("cannot read `{name}`: {reason}"), "the file is looked for beside the scenario")
            }
        }
    }
}

/// Reads a text of at most [`LARGEST_FILE`]; the reason if that is not possible.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let known = fs::metadata(path).map_err(|error| reason(&error))?;
    if !known.is_file() {
        // Reading a device or a pipe might never end.
        return Err(if known.is_dir() { "it is a folder" } else { "it is not a file" }.to_string());
    }
    if known.len() > LARGEST_FILE {
        return Err("it is larger than 4 MiB".to_string());
    }
    let bytes = fs::read(path).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err("it is larger than 4 MiB".to_string());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_string())
}

/// The system's reason in our words where it is a usual one.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_string(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_string(),
        _ => error.to_string().to_lowercase(),
    }
}

fn text<'a>(node: &'a Node, expected: &str) -> Result<&'a str, Diagnostic> {
    match &node.value {
        Value::Text(text) => Ok(text),
        _ => Err(Diagnostic::error(format!("expected {expected}, found {}", node.kind())).at(node.span, "")),
    }
}

fn column_of(content: &str, file: &str, title: Option<&str>, span: Span) -> Result<Vec<Literal>, Diagnostic> {
    let broken = |error: csv::Error| Diagnostic::error(format!("cannot read `{file}`: {error}")).at(span, "");
    // Spreadsheets begin their files with a mark of the byte order.
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(content.as_bytes());
    let headers = reader.headers().map_err(broken)?.clone();
    let index = match title {
        Some(title) => headers.iter().position(|header| header == title),
        None => (headers.len() == 1).then_some(0),
    };
    let Some(index) = index else {
        let message = match title {
            Some(title) => format!("`{file}` has no column `{title}`"),
            None => format!("`{file}` has {} columns", headers.len()),
        };
        let names: Vec<&str> = headers.iter().collect();
        let help = did_you_mean(title.unwrap_or_default(), names, "column");
        return Err(Diagnostic::error(message).at(span, "").maybe_help(help));
    };
    let mut values = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cell = record.get(index).unwrap_or_default();
        let line = record.position().map_or(0, csv::Position::line);
        let value = Literal::parse(cell).map_err(|error| {
            Diagnostic::error(format!("line {line} of `{file}`: {}", error.title)).at(span, "").help(error.help)
        })?;
        values.push(value);
    }
    if values.is_empty() {
        return Err(Diagnostic::error(format!("`{file}` has no line of data")).at(span, ""));
    }
    Ok(values)
}
