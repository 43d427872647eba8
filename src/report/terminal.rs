//! Text on terminals: how many columns it takes, lines of a width, tables without lines.

use super::text::{is_wide, may_break};
use comfy_table::{Table, presets};

/// Columns that a text takes on a terminal: characters of East Asia take two, marks none.
pub(super) fn columns(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(columns_of).sum()).max().unwrap_or(0)
}

fn columns_of(character: char) -> usize {
    match character {
        _ if is_wide(character) => 2,
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0,
        _ => 1,
    }
}

/// The text on as many lines of at most `width` columns as it takes, broken where a line may end; the lines
/// after the first begin with `indent` spaces. A word that is longer than a line is shortened.
pub(super) fn filled(text: &str, width: usize, indent: usize) -> String {
    let indented = " ".repeat(indent.min(width / 2));
    let mut lines = vec![String::new()];
    for word in pieces(text) {
        let line = lines.last_mut().expect("there is always a line");
        let fits = columns(line) + columns(word.trim_end()) <= width;
        if fits || line.trim().is_empty() {
            line.push_str(&if fits { word.to_string() } else { shortened(word, width - columns(line)) });
        } else {
            line.truncate(line.trim_end().len());
            lines.push(format!("{indented}{}", shortened(word, width - indented.len())));
        }
    }
    lines.join("\n").trim_end().to_string()
}

/// The text in pieces between which a line may break, each with the spaces behind it.
fn pieces(text: &str) -> Vec<&str> {
    let starts = text.char_indices().map(|(at, _)| at).skip(1).filter(|at| may_break(text, *at));
    let bounds: Vec<usize> = std::iter::once(0).chain(starts).chain([text.len()]).collect();
    bounds.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// The text in at most `width` columns, its end replaced by `…` where it is too long.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if columns(text.trim_end()) <= width {
        return text.to_string();
    }
    let mut short = String::new();
    for character in text.chars() {
        if columns(&short) + columns_of(character) >= width {
            break;
        }
        short.push(character);
    }
    format!("{}…", short.trim_end())
}

/// A table without lines, for terminals and logs alike.
pub(super) fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Rows of words under a header: the first column names the rows, the others are figures and never break inside.
///
/// * `width`: columns of the terminal; the first column gets what the figures leave, at least a few letters
pub(super) fn table(header: &[String], rows: &[Vec<String>], width: usize) -> String {
    let n_columns = header.len();
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.chain([&header[column]]).map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let figures: usize = (1..n_columns).map(|column| widest(column) + GAP).sum();
    let names = width.saturating_sub(figures).clamp(LEAST_NAME, widest(0).max(LEAST_NAME));
    let mut lines = Vec::new();
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        let mut cells: Vec<Vec<String>> = row.iter().map(|cell| cell.lines().map(str::to_string).collect()).collect();
        if let Some(name) = row.first() {
            let indent = name.len() - name.trim_start().len();
            cells[0] = filled(name, names, indent).lines().map(str::to_string).collect();
        }
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let part = |column: usize| cells[column].get(line).map_or("", String::as_str);
            let mut text = padded(part(0), names, false);
            (1..row.len()).for_each(|column| text.push_str(&padded(part(column), widest(column) + GAP, true)));
            lines.push(text.trim_end().to_string());
        }
    }
    lines.join("\n")
}

/// Columns that [`table`] takes for its figures, without the names of the rows.
pub(super) fn columns_of_figures(header: &[String], rows: &[Vec<String>]) -> usize {
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.chain([&header[column]]).map(|cell| columns(cell)).max().unwrap_or(0)
    };
    (1..header.len()).map(|column| widest(column) + GAP).sum()
}

/// Between two columns.
const GAP: usize = 2;

/// The name of a row gets at least so many columns.
pub(super) const LEAST_NAME: usize = 16;

fn padded(text: &str, width: usize, to_the_right: bool) -> String {
    let blank = " ".repeat(width.saturating_sub(columns(text)));
    if to_the_right { format!("{blank}{text}") } else { format!("{text}{blank}") }
}
