//! Fonts: which face draws a character, how wide a text is, which characters nobody has.
//!
//! Latin, Korean and Simplified Chinese are compiled in (`assets/fonts`), so that a chart is the same
//! on every machine. What they lack is looked for in the file that the user names, then among the
//! fonts of the system; what nobody has is reported by name and drawn as an empty box.
//!
//! Widths come from the shaping of the library that draws the text (usvg), so a label takes on the
//! chart the place that it was given.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source};
use resvg::usvg::{FontResolver, Node, Options, Tree};
use skrifa::{FontRef, MetadataProvider};

use super::language::Language;
use super::text::{clean, escape, joins_previous};

/// The fonts that charts are drawn with. Parsed once, shared by all charts and threads.
pub struct Fonts {
    language: Language,
    near: Faces,
    /// The same and the fonts of the system, looked for when a character is first missing.
    far: OnceLock<Faces>,
    looks_far: bool,
    shaped: Mutex<HashMap<(String, Weight), Arc<Shaped>>>,
}

/// The two weights in use: text, and what stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    /// The number that CSS and SVG know it by.
    pub fn number(self) -> u16 {
        match self {
            Weight::Regular => 400,
            Weight::SemiBold => 600,
        }
    }
}

/// A text as it will be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Shaped {
    /// Pieces that one face draws, in reading order.
    pub runs: Vec<Run>,
    /// Sum of the widths of the runs, in ems.
    pub width: f64,
    /// Characters that no face has.
    pub missing: BTreeSet<char>,
}

/// A piece of text in one face.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub text: String,
    /// Advance width in ems.
    pub width: f64,
    /// Whether the face lacks the weight that was asked for.
    pub lacks_weight: bool,
}

/// Why a font file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    #[error("cannot read the font {path}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a font (expected TrueType or OpenType: .ttf, .otf, .ttc)")]
    NotAFont { path: PathBuf },
}

impl Fonts {
    /// The embedded fonts, then those of the system where these lack a character.
    ///
    /// * `language`: whose shapes a Chinese character takes that several countries write differently
    pub fn new(language: Language) -> Self {
        let near = Faces { database: Arc::new(embedded().database.clone()), order: embedded().order(language) };
        Fonts { language, near, far: OnceLock::new(), looks_far: true, shaped: Mutex::default() }
    }

    /// Adds a font file of the user, asked before those of the system.
    ///
    /// # Errors
    /// [`FontError`] if the file cannot be read or holds no font.
    pub fn with_file(mut self, path: &Path) -> Result<Self, FontError> {
        let unreadable = |source| FontError::Unreadable { path: path.into(), source };
        let data = fs::read(path).map_err(unreadable)?;
        let loaded = Arc::make_mut(&mut self.near.database).load_font_source(Source::Binary(Arc::new(data)));
        if loaded.is_empty() {
            return Err(FontError::NotAFont { path: path.into() });
        }
        self.near.order.extend(loaded);
        // What was missing may be there now.
        self.shaped = Mutex::default();
        self.far = OnceLock::new();
        Ok(self)
    }

    /// Leaves the fonts of the system aside, so that charts are the same on every machine.
    pub fn without_system(mut self) -> Self {
        self.looks_far = false;
        self
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// How a text will be drawn. Control characters become spaces.
    pub fn shape(&self, text: &str, weight: Weight) -> Arc<Shaped> {
        let key = (clean(text), weight);
        if let Some(known) = locked(&self.shaped).get(&key) {
            return known.clone();
        }
        // Not under the lock: other charts may go on meanwhile.
        let shaped = Arc::new(self.shape_anew(&key.0, weight));
        locked(&self.shaped).insert(key, shaped.clone());
        shaped
    }

    /// Width of a text at a font size, in the unit of the size.
    pub fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        self.shape(text, weight).width * size
    }

    /// Options under which usvg draws with these fonts.
    pub(super) fn options(&self) -> Options<'_> {
        Options {
            fontdb: self.widest().database.clone(),
            font_resolver: FontResolver {
                select_font: Box::new(|font, _| Some(embedded().latin(font.weight() >= 550))),
                select_fallback: Box::new(|character, used, database| {
                    let weight =
                        if used.first() == Some(&embedded().semi_bold) { Weight::SemiBold } else { Weight::Regular };
                    let (face, faces) = self.face_of(character, weight)?;
                    // Fonts of the system may have come in since; what was known keeps its identifier.
                    if database.face(face).is_none() {
                        *database = faces.database.clone();
                    }
                    (!used.contains(&face)).then_some(face)
                }),
            },
            ..Options::default()
        }
    }

    fn shape_anew(&self, text: &str, weight: Weight) -> Shaped {
        let mut shaped = Shaped { runs: Vec::new(), width: 0.0, missing: BTreeSet::new() };
        for (run, face) in self.split(text, weight) {
            let width = self.measure(&run, weight, &mut shaped.missing);
            let lacks_weight = weight == Weight::SemiBold && face.is_some_and(|face| self.is_lighter(face));
            shaped.width += width;
            shaped.runs.push(Run { text: run, width, lacks_weight });
        }
        shaped
    }

    /// Pieces of one face each. The drawing library would shape a mixed text as a whole and can lose
    /// the fallback's glyphs where two fonts combine characters differently.
    fn split(&self, text: &str, weight: Weight) -> Vec<(String, Option<ID>)> {
        let mut runs: Vec<(String, Option<ID>)> = Vec::new();
        for character in text.chars() {
            if let Some((run, _)) = runs.last_mut().filter(|_| joins_previous(character)) {
                run.push(character);
                continue;
            }
            let face = self.face_of(character, weight).map(|(face, _)| face);
            match runs.last_mut() {
                Some((run, of)) if *of == face => run.push(character),
                _ => runs.push((character.to_string(), face)),
            }
        }
        runs
    }

    /// Advance width in ems. Notes the characters that came out as the box of a missing glyph.
    fn measure(&self, run: &str, weight: Weight, missing: &mut BTreeSet<char>) -> f64 {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text xml:space="preserve" font-size="{EM}" font-weight="{}">{}</text></svg>"#,
            weight.number(),
            escape(run),
        );
        let Ok(tree) = Tree::from_str(&svg, &self.options()) else {
            return 0.0;
        };
        let mut width = 0.0;
        for node in tree.root().children() {
            let Node::Text(text) = node else { continue };
            width += f64::from(text.bounding_box().width()) / EM;
            let boxes = text.layouted().iter().flat_map(|span| &span.positioned_glyphs).filter(|glyph| glyph.id.0 == 0);
            missing.extend(boxes.flat_map(|glyph| glyph.text.chars()));
        }
        width
    }

    fn is_lighter(&self, face: ID) -> bool {
        self.widest().database.face(face).is_some_and(|face| face.weight.0 < 550)
    }

    /// The face that draws a character, and the faces among which it was found.
    fn face_of(&self, character: char, weight: Weight) -> Option<(ID, &Faces)> {
        let latin = embedded().latin(weight == Weight::SemiBold);
        if self.near.has(latin, character) {
            return Some((latin, &self.near));
        }
        if let Some(face) = self.near.first_with(character) {
            return Some((face, &self.near));
        }
        if !self.looks_far {
            return None;
        }
        let far = self.far.get_or_init(|| self.near.with_system_fonts(self.language));
        far.first_with(character).map(|face| (face, far))
    }

    fn widest(&self) -> &Faces {
        self.far.get().unwrap_or(&self.near)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("language", &self.language).field("faces", &self.widest().order.len()).finish()
    }
}

/// Font size at which widths are measured.
const EM: f64 = 100.0;

/// A panic elsewhere does not make remembered widths wrong.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Faces in the order in which they are asked for a character that Inter lacks.
#[derive(Clone)]
struct Faces {
    database: Arc<Database>,
    order: Vec<ID>,
}

impl Faces {
    fn has(&self, face: ID, character: char) -> bool {
        let in_face = |data: &[u8], index| {
            let font = FontRef::from_index(data, index).ok()?;
            font.charmap().map(character).filter(|glyph| glyph.to_u32() != 0)
        };
        self.database.with_face_data(face, in_face).flatten().is_some()
    }

    fn first_with(&self, character: char) -> Option<ID> {
        self.order.iter().copied().find(|face| self.has(*face, character))
    }

    /// Identifiers of faces stay valid: a copy of the database keeps its keys.
    fn with_system_fonts(&self, language: Language) -> Faces {
        let mut database = (*self.database).clone();
        database.load_system_fonts();
        let known: BTreeSet<ID> = self.database.faces().map(|face| face.id).collect();
        let mut found: Vec<&FaceInfo> = database.faces().filter(|face| !known.contains(&face.id)).collect();
        found.sort_by_cached_key(|face| preference(face, language));
        let order = self.order.iter().copied().chain(found.iter().map(|face| face.id)).collect();
        Faces { database: Arc::new(database), order }
    }
}

/// Order of the system's faces: the language's usual fonts, upright text weights without serifs, by name.
fn preference(face: &FaceInfo, language: Language) -> (usize, bool, bool, u16, String) {
    let family = face.families.first().map_or("", |(name, _)| name.as_str());
    let usual = language.usual_fonts();
    let rank = usual.iter().position(|name| *name == family).unwrap_or(usual.len());
    let is_plain = face.style == resvg::usvg::fontdb::Style::Normal && !face.monospaced;
    (rank, !is_plain, family.contains("Serif"), face.weight.0.abs_diff(400), face.post_script_name.clone())
}

/// The compiled-in fonts.
struct Embedded {
    database: Database,
    regular: ID,
    semi_bold: ID,
    korean: ID,
    chinese: ID,
}

impl Embedded {
    fn latin(&self, bold: bool) -> ID {
        if bold { self.semi_bold } else { self.regular }
    }

    fn order(&self, language: Language) -> Vec<ID> {
        match language {
            Language::Chinese => vec![self.chinese, self.korean],
            Language::English | Language::Korean => vec![self.korean, self.chinese],
        }
    }
}

fn embedded() -> &'static Embedded {
    static EMBEDDED: OnceLock<Embedded> = OnceLock::new();
    EMBEDDED.get_or_init(|| {
        let mut database = Database::new();
        let mut load = |data: &'static [u8]| {
            let faces = database.load_font_source(Source::Binary(Arc::new(data)));
            // A test parses each of them; a default identifier would only draw nothing.
            faces.first().copied().unwrap_or_default()
        };
        let regular = load(include_bytes!("../../assets/fonts/Inter-Regular.subset.otf"));
        let semi_bold = load(include_bytes!("../../assets/fonts/Inter-SemiBold.subset.otf"));
        let korean = load(include_bytes!("../../assets/fonts/NotoSansCJKkr-Regular.subset.otf"));
        let chinese = load(include_bytes!("../../assets/fonts/NotoSansCJKsc-Regular.subset.otf"));
        Embedded { database, regular, semi_bold, korean, chinese }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::new(Language::English).without_system()
    }

    #[test]
    fn all_four_embedded_fonts_are_readable() {
        let fonts = embedded();
        let faces = [fonts.regular, fonts.semi_bold, fonts.korean, fonts.chinese];
        assert_eq!(faces.iter().collect::<std::collections::HashSet<_>>().len(), 4);
        for (face, character) in faces.into_iter().zip(['a', 'a', '한', '汉']) {
            let faces = Faces { database: Arc::new(fonts.database.clone()), order: vec![] };
            assert!(faces.has(face, character), "{character}");
        }
    }

    #[test]
    fn latin_korean_and_chinese_need_no_font_of_the_system() {
        let text = "Flywheel — 1.2k, €3.4M, ₩5, −7% ≥ … 플라이휠 飞轮 Привет ελληνικά ệ カド";
        assert_eq!(fonts().shape(text, Weight::SemiBold).missing, BTreeSet::new());
        // Japan's own characters are neither in KS X 1001 nor in GB 2312.
        assert_eq!(fonts().shape("営業", Weight::Regular).missing, BTreeSet::from(['営', '業']));
    }

    #[test]
    fn a_character_that_no_font_has_is_named_once() {
        let shaped = fonts().shape("a𓀀b𓀀", Weight::Regular);
        assert_eq!(shaped.missing, BTreeSet::from(['𓀀']));
        assert!(shaped.width > fonts().shape("ab", Weight::Regular).width);
    }

    #[test]
    fn chinese_characters_and_hangul_are_one_em_wide() {
        let fonts = fonts();
        assert!((fonts.width("飞轮", 20.0, Weight::Regular) - 40.0).abs() < 1e-3);
        // Noto's Hangul is 0.92 em.
        assert!((fonts.width("한국", 100.0, Weight::Regular) - 184.0).abs() < 1e-3);
    }

    #[test]
    fn a_mixed_text_is_as_wide_as_its_pieces() {
        let fonts = fonts();
        let width = |text| fonts.width(text, 100.0, Weight::Regular);
        let shaped = fonts.shape("Flywheel 플라이휠 2", Weight::Regular);
        let pieces: Vec<&str> = shaped.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(pieces, ["Flywheel ", "플라이휠 ", "2"]);
        assert!((width("Flywheel 플라이휠 2") - width("Flywheel ") - width("플라이휠 ") - width("2")).abs() < 1e-6);
        assert!(width("Flywheel ") > width("Flywheel"));
    }

    #[test]
    fn decomposed_hangul_is_drawn_like_composed() {
        let decomposed = "\u{1112}\u{1161}\u{11AB}";
        assert_eq!(fonts().shape(decomposed, Weight::Regular), fonts().shape("한", Weight::Regular));
    }

    #[test]
    fn semi_bold_is_wider_than_regular_and_korean_lacks_it() {
        let fonts = fonts();
        assert!(fonts.width("Flywheel", 1.0, Weight::SemiBold) > fonts.width("Flywheel", 1.0, Weight::Regular));
        let shaped = fonts.shape("A가", Weight::SemiBold);
        assert_eq!(shaped.runs.iter().map(|run| run.lacks_weight).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_font_file_that_is_none_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.otf");
        fs::write(&path, "not a font").unwrap();
        let error = fonts().with_file(&path).unwrap_err();
        assert!(error.to_string().contains("notes.otf is not a font"), "{error}");
        let error = fonts().with_file(&folder.path().join("none.otf")).unwrap_err();
        assert!(matches!(error, FontError::Unreadable { .. }));
    }

    #[test]
    fn a_font_of_the_user_fills_what_the_embedded_ones_lack() {
        let mut latin_only = fonts();
        latin_only.near.order.clear();
        assert_eq!(latin_only.shape("한", Weight::Regular).missing.len(), 1);
        let korean = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts/NotoSansCJKkr-Regular.subset.otf");
        let with_user_font = latin_only.with_file(&korean).unwrap();
        assert!(with_user_font.shape("한", Weight::Regular).missing.is_empty());
    }
}
