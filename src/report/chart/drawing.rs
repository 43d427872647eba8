//! A finished drawing, as SVG for the page, as SVG that looks alike everywhere, and as PNG.

use std::collections::BTreeSet;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Indent, Tree, WriteOptions};

use super::canvas::{ChartError, GRID, Label, whole};
use super::palette::PAPER;
use crate::report::fonts::{Fonts, Weight};
use crate::report::text::escape;

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// In logical pixels.
    pub width: f64,
    pub height: f64,
    /// Characters that no font has; they are drawn as empty boxes.
    pub missing: BTreeSet<char>,
    /// What is written on it and where, above all shapes.
    pub labels: Vec<Label>,
    /// Elements of the shapes between the root's tags.
    pub(super) shapes: String,
}

/// A drawing with its text as outlines: what files are made from.
#[derive(Debug)]
pub struct Outlined {
    width: f64,
    height: f64,
    tree: Tree,
}

/// Fonts of readers who lack Inter.
const FAMILIES: &str = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK SC', sans-serif";

/// What most elements have in common.
const ROOT: &str = "stroke-linejoin=\"round\" stroke-linecap=\"round\" font-weight=\"400\" xml:space=\"preserve\"";

impl Drawing {
    /// For a page: text stays text (to be found, copied, read aloud) and has no background.
    ///
    /// The width of every text is pinned, so that another font changes its look but not the layout. A text of
    /// several scripts is one element: the reader's browser finds the fonts.
    /// There is no `id` in it that could meet one of another drawing on the page.
    pub fn for_page(&self, class: &str) -> String {
        let (width, height) = (self.width * GRID, self.height * GRID);
        let texts: String = self.labels.iter().map(text_as_svg).collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\" focusable=\"false\" {ROOT} font-family=\"{FAMILIES}\">\n{}{texts}</svg>\n",
            escape(class),
            self.shapes,
        )
    }

    /// Text set in these fonts and turned into outlines.
    ///
    /// # Errors
    /// [`ChartError`] if the drawing library refuses it.
    pub fn outlined(&self, fonts: &Fonts) -> Result<Outlined, ChartError> {
        let Drawing { width, height, .. } = *self;
        let texts: String = self.labels.iter().map(|label| runs_as_svg(label, fonts)).collect();
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" {ROOT} font-family=\"Inter\">\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}{texts}</svg>",
            width * GRID,
            height * GRID,
            PAPER.hex(),
            self.shapes,
        );
        Ok(Outlined { width, height, tree: Tree::from_str(&svg, &fonts.options())? })
    }
}

impl Outlined {
    /// What the drawing library made of it, in logical pixels.
    #[cfg(test)]
    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A file of its own, alike in every program whatever fonts it has.
    ///
    /// * `title`, `alt`: what it shows, for those who do not see it
    pub fn svg(&self, title: &str, alt: &str) -> String {
        let options = WriteOptions {
            coordinates_precision: 1,
            transforms_precision: 4,
            indent: Indent::None,
            ..WriteOptions::default()
        };
        let svg = self.tree.to_string(&options);
        let body = svg.split_once('>').map_or("", |(_, rest)| rest);
        let (width, height) = (self.width, self.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{body}\n",
            escape(title),
            escape(alt),
        )
    }

    /// As an image, `scale` device pixels to a logical one (2 for slides).
    ///
    /// # Errors
    /// [`ChartError`] if the image would be empty or beyond memory, or cannot be compressed.
    pub fn png(&self, scale: f64) -> Result<Vec<u8>, ChartError> {
        let [width, height] = [self.width, self.height].map(|side| (side * scale).round() as u32);
        let too_large = ChartError::Size { width, height };
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(too_large);
        }
        let mut pixels = Pixmap::new(width, height).ok_or(too_large)?;
        pixels.fill(Color::from_rgba8(PAPER.red, PAPER.green, PAPER.blue, 255));
        // The tree has the size of the root's `width`, logical pixels.
        let zoom = Transform::from_scale(scale as f32, scale as f32);
        resvg::render(&self.tree, zoom, &mut pixels.as_mut());
        compressed(&pixels, scale)
    }
}

/// A whole label as one element.
fn text_as_svg(label: &Label) -> String {
    // A rim only: browsers embolden fonts that lack a weight by themselves.
    element(label, &label.text, label.at.0, label.width, &outline(label, false))
}

/// A label as one element per run: the library would shape a mixed text as a whole, and one font only.
fn runs_as_svg(label: &Label, fonts: &Fonts) -> String {
    let mut svg = String::new();
    let mut left = label.at.0;
    for run in &fonts.shape(&label.text, label.face.weight).runs {
        let width = run.width * label.face.size;
        svg += &element(label, &run.text, left, width, &outline(label, run.lacks_weight));
        left += width;
    }
    svg
}

/// Text at a place, its width pinned for readers whose fonts are not these.
fn element(label: &Label, text: &str, left: f64, width: f64, outline: &str) -> String {
    let weight = match label.face.weight {
        Weight::Regular => String::new(),
        other => format!(" font-weight=\"{}\"", other.number()),
    };
    format!(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight} fill=\"{}\"{outline} textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>\n",
        whole(left),
        whole(label.at.1),
        whole(label.face.size),
        label.colour.hex(),
        whole(width).max(1),
        escape(text),
    )
}

/// The rim of a label, or the stroke that stands in for a weight that a font lacks.
fn outline(label: &Label, lacks_weight: bool) -> String {
    let (colour, width, order) = match (label.rim, lacks_weight) {
        (true, _) => (PAPER, 0.25 * label.face.size, r#" paint-order="stroke""#),
        (false, true) => (label.colour, 0.035 * label.face.size, ""),
        (false, false) => return String::new(),
    };
    format!(r#" stroke="{}" stroke-width="{}"{order}"#, colour.hex(), whole(width).max(1))
}

/// 100 megapixels, 8 to a logical one: no slide needs them, and they take 700 MB.
const MOST_PIXELS: u64 = 100_000_000;

/// Quick compression: a chart is mostly white, and the thorough kind takes longer than the drawing. The way of each
/// row is tried out: differences from the row above alone make files a fifth to three fifths larger.
fn compressed(pixels: &Pixmap, scale: f64) -> Result<Vec<u8>, ChartError> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_pixel_dims(Some(density(scale)));
    let mut writer = encoder.write_header()?;
    // The page is opaque: nothing to divide by, and a quarter less to compress.
    let mut opaque = Vec::with_capacity(pixels.data().len() / 4 * 3);
    pixels.data().chunks_exact(4).for_each(|pixel| opaque.extend_from_slice(&pixel[..3]));
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(png)
}

/// A logical pixel is 1/96 inch, so that an image has the same size on a slide whatever its scale.
fn density(scale: f64) -> png::PixelDimensions {
    let per_metre = (scale * 96.0 / 0.0254).round() as u32;
    png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::Step;
    use crate::report::chart::{Chart, FanChart, FanPanel, FanSeries, Headings, Medium, TimeAxis};
    use crate::report::language::Language;
    use crate::report::numbers::Unit;

    fn drawing(fonts: &Fonts) -> Drawing {
        let line = |factor: f64| (0..=12).map(|t| Some(factor * f64::from(t))).collect::<Vec<_>>();
        let series = FanSeries {
            label: "Flywheel 플라이휠".into(),
            plan: 2,
            p5: line(6.0),
            p25: line(8.0),
            p50: line(10.0),
            p75: line(12.0),
            p95: line(15.0),
        };
        let time = TimeAxis { step: Step::Month, start: None, periods: 12, language: Language::English };
        let panel =
            FanPanel { title: None, time, unit: Unit::People, series: vec![series], levels: vec![], moments: vec![] };
        let headings = Headings { title: "Ten more each month".into(), ..Headings::default() };
        FanChart { name: "growth", headings, sentence: String::new(), panels: vec![panel] }
            .draw(Medium::Slide, fonts)
            .unwrap()
    }

    fn fonts() -> Fonts {
        Fonts::new(Language::English).without_system()
    }

    fn decoded(png: &[u8]) -> (u32, u32, Vec<u8>, Option<png::PixelDimensions>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        (frame.width, frame.height, pixels, reader.info().pixel_dims)
    }

    #[test]
    fn a_slide_is_3200_by_1800_pixels_and_as_large_on_paper_at_any_scale() {
        let fonts = fonts();
        let drawing = drawing(&fonts);
        let (width, height, _, density) = decoded(&drawing.outlined(&fonts).unwrap().png(2.0).unwrap());
        assert_eq!((width, height), (3200, 1800));
        // 192 dots per inch.
        assert_eq!(density.map(|density| density.xppu), Some(7559));
        let (width, height, _, density) = decoded(&drawing.outlined(&fonts).unwrap().png(1.0).unwrap());
        assert_eq!((width, height), (1600, 900));
        assert_eq!(density.map(|density| density.xppu), Some(3780));
    }

    #[test]
    fn the_svg_file_shows_what_the_png_shows_without_any_font() {
        let fonts = fonts();
        let drawing = drawing(&fonts);
        let svg = drawing.outlined(&fonts).unwrap().svg("Title", "Words");
        assert!(!svg.contains("<text") && svg.contains("<title>Title</title>") && svg.contains("<desc>Words</desc>"));
        let tree = Tree::from_str(&svg, &resvg::usvg::Options::default()).unwrap();
        let mut pixels = Pixmap::new(1600, 900).unwrap();
        resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
        let (_, _, expected, _) = decoded(&drawing.outlined(&fonts).unwrap().png(1.0).unwrap());
        let shown = pixels.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]);
        let far_apart = shown.zip(&expected).filter(|(a, b)| a.abs_diff(**b) > 48).count();
        // Outlines are rounded to a tenth of an eighth of a pixel: edges may differ, shapes may not.
        assert!(far_apart < expected.len() / 10_000, "{far_apart} of {}", expected.len());
        assert!(expected.iter().filter(|level| **level < 128).count() > 10_000, "there is ink");
    }

    #[test]
    fn an_image_beyond_all_measure_is_refused() {
        let fonts = fonts();
        let drawing = drawing(&fonts);
        for scale in [0.0, -1.0, f64::NAN, 1e3, f64::INFINITY] {
            assert!(matches!(drawing.outlined(&fonts).unwrap().png(scale), Err(ChartError::Size { .. })), "{scale}");
        }
    }

    #[test]
    fn the_same_figures_give_the_same_bytes() {
        let (first, second) = (fonts(), fonts());
        let png = |fonts: &Fonts| drawing(fonts).outlined(fonts).unwrap().png(1.0).unwrap();
        assert_eq!(png(&first), png(&second));
    }
}
