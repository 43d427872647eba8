//! Where labels go so that none covers another: beside line ends, in rows, in a legend.

use super::canvas::{Anchor, Canvas, Frame, Pen};
use super::palette::{Colour, INK};
use crate::report::text::{Face, shortened};

/// Moves items apart along a line, each as little as possible (least squares).
///
/// * `wanted`: centre and length of each, in any order
/// * `from`, `to`: the ends of the line
///
/// Returns the centres in the order of `wanted`; `None` if they do not fit.
///
/// The distances between the beginnings of neighbours are fixed once they touch, so the problem is an
/// isotonic regression, solved by pooling neighbours that would overlap.
///
/// # Source
/// Barlow, Bartholomew, Bremner & Brunk (1972), *Statistical Inference under Order Restrictions*,
/// chapter 1 (pool adjacent violators).
pub fn spread(wanted: &[(f64, f64)], from: f64, to: f64) -> Option<Vec<f64>> {
    let total: f64 = wanted.iter().map(|(_, length)| length).sum();
    if total > to - from {
        return None;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].0.total_cmp(&wanted[*b].0));
    let before = lengths_before(wanted, &order);
    let beginnings = order.iter().zip(&before).map(|(&item, before)| wanted[item].0 - wanted[item].1 / 2.0 - before);
    let mut centres = vec![0.0; wanted.len()];
    for ((beginning, before), &item) in
        isotonic(beginnings.into_iter().map(|beginning| (beginning, 1.0))).into_iter().zip(&before).zip(&order)
    {
        centres[item] = beginning.clamp(from, to - total) + before + wanted[item].1 / 2.0;
    }
    Some(centres)
}

fn lengths_before(wanted: &[(f64, f64)], order: &[usize]) -> Vec<f64> {
    let running = order.iter().scan(0.0, |sum, &item| {
        let before = *sum;
        *sum += wanted[item].1;
        Some(before)
    });
    running.collect()
}

/// The non-decreasing sequence nearest to `values` in least squares, each with its weight above 0.
pub(super) fn isotonic(values: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values {
        pools.push((value, weight, 1));
        while let [.., (low, w_low, n_low), (high, w_high, n_high)] = pools[..] {
            if low <= high {
                break;
            }
            let weight = w_low + w_high;
            pools.truncate(pools.len() - 2);
            pools.push(((low * w_low + high * w_high) / weight, weight, n_low + n_high));
        }
    }
    pools.into_iter().flat_map(|(mean, _, n)| std::iter::repeat_n(mean, n)).collect()
}

/// Rows for labels that stand at the right of upright lines, like flags on poles of different heights.
///
/// * `flags`: place of the pole and end of the label of each
///
/// A label is above every pole that stands in its way, so the leftmost are the highest. Returns the row
/// of each from below, in the order given.
pub fn flag_rows(flags: &[(f64, f64)]) -> Vec<usize> {
    let mut from_right: Vec<usize> = (0..flags.len()).collect();
    from_right.sort_by(|a, b| flags[*b].0.total_cmp(&flags[*a].0));
    let mut rows = vec![0; flags.len()];
    for (place, &item) in from_right.iter().enumerate() {
        let in_its_way = from_right[..place].iter().filter(|other| flags[**other].0 < flags[item].1);
        rows[item] = in_its_way.map(|other| rows[*other] + 1).max().unwrap_or(0);
    }
    rows
}

/// Draws coloured names in rows from the top of `frame`; names too long for a row are shortened.
///
/// Returns the height that they take.
pub fn legend(canvas: &mut Canvas<'_>, names: &[(&str, Colour)], face: Face, frame: Frame) -> f64 {
    let (swatch, gap) = (1.2 * face.size, 0.4 * face.size);
    let (mut left, mut top) = (frame.left, frame.top);
    for (name, colour) in names {
        let name = shortened(name, face, frame.width() - swatch - gap, canvas.fonts);
        let width = swatch + gap + face.width(&name, canvas.fonts);
        if left > frame.left && left + width > frame.right {
            (left, top) = (frame.left, top + 1.35 * face.size);
        }
        let middle = top + 0.62 * face.size;
        let pen = Pen { colour: *colour, width: 0.22 * face.size };
        canvas.line(vec![(left + pen.width, middle), (left + swatch - pen.width, middle)], pen);
        canvas.label(&name, (left + swatch + gap, top + face.size), Anchor::Start, face, INK);
        left += width + 1.2 * face.size;
    }
    if names.is_empty() { 0.0 } else { top + 1.35 * face.size - frame.top }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fonts::Fonts;
    use crate::report::language::Language;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_overlap_stays_where_it_is() {
        assert_eq!(spread(&[(50.0, 10.0), (10.0, 10.0), (30.0, 10.0)], 0.0, 100.0), Some(vec![50.0, 10.0, 30.0]));
    }

    #[test]
    fn two_in_the_same_place_move_by_half_a_length_each() {
        assert_eq!(spread(&[(50.0, 10.0), (50.0, 10.0)], 0.0, 100.0), Some(vec![45.0, 55.0]));
        assert_eq!(spread(&[(1.0, 10.0), (2.0, 10.0)], 0.0, 100.0), Some(vec![5.0, 15.0]));
        assert_eq!(spread(&[(99.0, 10.0), (120.0, 10.0)], 0.0, 100.0), Some(vec![85.0, 95.0]));
    }

    #[test]
    fn what_is_longer_than_the_line_does_not_fit() {
        assert_eq!(spread(&[(5.0, 6.0), (5.0, 5.0)], 0.0, 10.0), None);
        assert_eq!(spread(&[], 0.0, 10.0), Some(vec![]));
    }

    proptest! {
        #[test]
        fn spread_items_never_overlap_and_stay_on_the_line(wanted in prop::collection::vec((-50.0..150.0_f64, 0.1..20.0_f64), 0..9)) {
            let Some(centres) = spread(&wanted, 0.0, 100.0) else {
                prop_assert!(wanted.iter().map(|(_, length)| length).sum::<f64>() > 100.0);
                return Ok(());
            };
            let mut ends: Vec<(f64, f64)> = centres.iter().zip(&wanted).map(|(c, (_, l))| (c - l / 2.0, c + l / 2.0)).collect();
            ends.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(ends.iter().all(|(low, high)| *low >= -1e-9 && *high <= 100.0 + 1e-9));
            prop_assert!(ends.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 1e-9), "{:?}", ends);
        }

        #[test]
        fn no_flag_covers_another_or_is_cut_by_a_pole(flags in prop::collection::vec((0.0..100.0_f64, 0.0..30.0_f64), 0..9)) {
            let flags: Vec<(f64, f64)> = flags.into_iter().map(|(pole, length)| (pole, pole + length)).collect();
            let rows = flag_rows(&flags);
            for a in 0..flags.len() {
                for b in 0..flags.len() {
                    let stands_in_the_way = flags[a].0 < flags[b].0 && flags[b].0 < flags[a].1;
                    prop_assert!(!stands_in_the_way || rows[b] < rows[a], "{:?} {:?}", flags, rows);
                }
            }
        }
    }

    #[test]
    fn flags_far_apart_stand_in_one_row() {
        assert_eq!(flag_rows(&[(50.0, 60.0), (10.0, 30.0), (40.0, 49.0)]), [0, 0, 0]);
        assert_eq!(flag_rows(&[(10.0, 30.0), (20.0, 60.0), (50.0, 90.0)]), [2, 1, 0]);
    }

    #[test]
    fn a_legend_stays_in_its_frame_and_its_names_apart() {
        let fonts = Fonts::new(Language::English).without_system();
        let mut canvas = Canvas::new(360.0, 300.0, &fonts);
        let frame = Frame { left: 2.0, top: 0.0, right: 358.0, bottom: 300.0 };
        let long = "A plan with a name that is much longer than a telephone is wide";
        let height = legend(
            &mut canvas,
            &[("Base", INK), (long, INK), ("광고", INK), ("口碑", INK)],
            Face::regular(13.0),
            frame,
        );
        let labels = canvas.finish().unwrap().labels;
        let extents: Vec<Frame> = labels.iter().map(|label| label.extent()).collect();
        assert!(extents.iter().all(|extent| frame.contains(*extent) && extent.bottom <= height));
        for (at, extent) in extents.iter().enumerate() {
            assert!(extents[..at].iter().all(|other| !extent.overlaps(*other)));
        }
    }
}
