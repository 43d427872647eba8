//! A finished drawing, as SVG for the page, as SVG that looks alike everywhere, and as PNG.

use std::collections::BTreeSet;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Indent, Tree, WriteOptions};

use super::canvas::{ChartError, Label, GRID};
use super::palette::PAPER;
use crate::report::fonts::Fonts;
use crate::report::text::escape;

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// In logical pixels.
    pub width: f64,
    pub height: f64,
    /// Characters that no font has; they are drawn as empty boxes.
    pub missing: BTreeSet<char>,
    /// What is written on it and where.
    pub labels: Vec<Label>,
    /// Elements between the root's tags.
    pub(super) body: String,
}

/// Fonts of readers who lack Inter.
const FAMILIES: &str = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK SC', sans-serif";

impl Drawing {
    /// For a page: text stays text (to be found, copied, read aloud) and has no background.
    ///
    /// The width of every text is pinned, so that another font changes its look but not the layout.
    /// There is no `id` in it that could meet one of another drawing on the page.
    pub fn for_page(&self, class: &str) -> String {
        let (width, height) = (self.width * GRID, self.height * GRID);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\" focusable=\"false\" {STROKES} font-family=\"{FAMILIES}\">\n{}</svg>\n",
            escape(class),
            self.body,
        )
    }

    /// A file of its own: text as outlines, alike in every program whatever fonts it has.
    ///
    /// * `title`, `alt`: what it shows, for those who do not see it
    ///
    /// # Errors
    /// [`ChartError`] if the drawing library refuses it.
    pub fn outlined(&self, title: &str, alt: &str, fonts: &Fonts) -> Result<String, ChartError> {
        let options = WriteOptions { coordinates_precision: 1, transforms_precision: 4, indent: Indent::None, ..WriteOptions::default() };
        let svg = self.tree(fonts)?.to_string(&options);
        let body = svg.split_once('>').map_or("", |(_, rest)| rest);
        let (width, height) = (self.width, self.height);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{body}\n",
            width * GRID,
            height * GRID,
            escape(title),
            escape(alt),
        ))
    }

    /// As an image, `scale` device pixels to a logical one (2 for slides).
    ///
    /// # Errors
    /// [`ChartError`] if the image would be empty or beyond memory, or cannot be compressed.
    pub fn png(&self, scale: f64, fonts: &Fonts) -> Result<Vec<u8>, ChartError> {
        let [width, height] = [self.width, self.height].map(|side| (side * scale).round() as u32);
        let too_large = ChartError::Size { width, height };
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(too_large);
        }
        let mut pixels = Pixmap::new(width, height).ok_or(too_large)?;
        pixels.fill(Color::from_rgba8(PAPER.red, PAPER.green, PAPER.blue, 255));
        // The tree has the size of the root's `width`, logical pixels.
        let zoom = Transform::from_scale(scale as f32, scale as f32);
        resvg::render(&self.tree(fonts)?, zoom, &mut pixels.as_mut());
        compressed(&pixels, scale)
    }

    fn tree(&self, fonts: &Fonts) -> Result<Tree, ChartError> {
        let (width, height) = (self.width, self.height);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" {STROKES} font-family=\"Inter\">\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}</svg>",
            width * GRID,
            height * GRID,
            PAPER.hex(),
            self.body,
        );
        Ok(Tree::from_str(&svg, &fonts.options())?)
    }
}

const STROKES: &str = "stroke-linejoin=\"round\" stroke-linecap=\"round\"";

/// 400 megapixels: no slide needs them, and they take 1.6 GB.
const MOST_PIXELS: u64 = 400_000_000;

/// Quick compression: a chart is mostly white, and the thorough kind takes longer than the drawing.
fn compressed(pixels: &Pixmap, scale: f64) -> Result<Vec<u8>, ChartError> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_pixel_dims(Some(density(scale)));
    let mut writer = encoder.write_header()?;
    // The page is opaque: nothing to divide by, and a quarter less to compress.
    let opaque: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(png)
}

/// A logical pixel is 1/96 inch, so that an image has the same size on a slide whatever its scale.
fn density(scale: f64) -> png::PixelDimensions {
    let per_metre = (scale * 96.0 / 0.0254).round() as u32;
    png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }
}
