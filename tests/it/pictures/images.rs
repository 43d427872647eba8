//! Whether an eye would see a difference between two images.

use std::io::Cursor;

/// Edges of letters fall a little differently where a machine rounds differently; nothing larger may change.
/// Side of the squares whose mean colour is compared, in pixels.
const SQUARE: usize = 4;
/// How far apart the mean of a square may be, of 255: a hair line moved by a pixel changes it by more.
const MOST: f64 = 12.0;

struct Image {
    width: usize,
    height: usize,
    /// Three bytes a pixel.
    pixels: Vec<u8>,
}

fn decoded(bytes: &[u8]) -> Image {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!(frame.color_type, png::ColorType::Rgb);
    Image { width: frame.width as usize, height: frame.height as usize, pixels }
}

impl Image {
    /// Mean of a channel over the square whose upper left corner is at (x, y).
    fn mean(&self, x: usize, y: usize, channel: usize) -> f64 {
        let columns = x..(x + SQUARE).min(self.width);
        let rows = y..(y + SQUARE).min(self.height);
        let count = (columns.len() * rows.len()) as f64;
        let of_row = |row: usize| -> f64 {
            columns.clone().map(|column| f64::from(self.pixels[3 * (row * self.width + column) + channel])).sum()
        };
        rows.map(of_row).sum::<f64>() / count
    }
}

/// What an eye would see; `None` if nothing.
pub fn visible_difference(known: &[u8], drawn: &[u8]) -> Option<String> {
    let (known, drawn) = (decoded(known), decoded(drawn));
    if (known.width, known.height) != (drawn.width, drawn.height) {
        return Some(format!("{} x {} was {} x {}", drawn.width, drawn.height, known.width, known.height));
    }
    let squares = (0..known.height).step_by(SQUARE).flat_map(|y| (0..known.width).step_by(SQUARE).map(move |x| (x, y)));
    let apart = |&(x, y): &(usize, usize)| {
        (0..3).map(|channel| (known.mean(x, y, channel) - drawn.mean(x, y, channel)).abs()).fold(0.0, f64::max)
    };
    let changed: Vec<(usize, usize)> = squares.filter(|square| apart(square) > MOST).collect();
    changed.first().map(|(x, y)| format!("{} squares differ, the first at {x}, {y}", changed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(width: u32, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, pixels.len() as u32 / 3 / width);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn a_line_that_moves_is_seen_and_a_softer_edge_is_not() {
        let white = [255_u8; 3 * 8 * 8];
        let with = |at: usize, level: u8| {
            let mut pixels = white;
            for row in 0..8 {
                for channel in 0..3 {
                    pixels[3 * (row * 8 + at) + channel] = level;
                }
            }
            image(8, &pixels)
        };
        assert!(visible_difference(&with(3, 0), &with(4, 0)).is_some());
        assert!(visible_difference(&image(8, &white), &with(3, 200)).is_some());
        assert_eq!(visible_difference(&with(3, 0), &with(3, 30)), None);
        assert!(visible_difference(&image(8, &white), &image(4, &white[..96])).is_some());
    }
}
