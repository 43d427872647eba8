//! Fewer points for the same line: what the eye cannot see need not be in the file.

use super::canvas::Point;

/// The line through some of its points that stays within `tolerance` of all of them, ends included.
///
/// # Source
/// Ramer (1972), *An iterative procedure for the polygonal approximation of plane curves*; Douglas & Peucker
/// (1973).
pub(super) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keeps = vec![false; points.len()];
    let last = points.len() - 1;
    (keeps[0], keeps[last]) = (true, true);
    let mut stretches = vec![(0, last)];
    while let Some((first, last)) = stretches.pop() {
        let far = |&index: &usize| distance(points[index], points[first], points[last]);
        let farthest = (first + 1..last).max_by(|a, b| far(a).total_cmp(&far(b)));
        if let Some(index) = farthest.filter(|index| far(index) > tolerance) {
            keeps[index] = true;
            stretches.extend([(first, index), (index, last)]);
        }
    }
    points.iter().zip(&keeps).filter(|(_, keep)| **keep).map(|(point, _)| *point).collect()
}

/// Distance of a point from the line between two others.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let along = (to.0 - from.0, to.1 - from.1);
    let off = (point.0 - from.0, point.1 - from.1);
    let length = (along.0 * along.0 + along.1 * along.1).sqrt();
    if length > 0.0 {
        (along.0 * off.1 - along.1 * off.0).abs() / length
    } else {
        (off.0 * off.0 + off.1 * off.1).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_on_a_straight_line_are_left_out_and_corners_kept() {
        let line: Vec<Point> = (0..=10).map(|x| (f64::from(x), f64::from((x - 4_i32).abs()))).collect();
        assert_eq!(simplified(&line, 0.01), [(0.0, 4.0), (4.0, 0.0), (10.0, 6.0)]);
    }

    proptest! {
        #[test]
        fn no_point_lies_farther_from_the_simpler_line_than_the_tolerance(heights in prop::collection::vec(0.0..50.0_f64, 2..60)) {
            let points: Vec<Point> = heights.iter().enumerate().map(|(x, y)| (x as f64, *y)).collect();
            let simpler = simplified(&points, 1.5);
            prop_assert_eq!((simpler.first(), simpler.last()), (points.first(), points.last()));
            for pair in simpler.windows(2) {
                for point in points.iter().filter(|point| pair[0].0 <= point.0 && point.0 <= pair[1].0) {
                    prop_assert!(distance(*point, pair[0], pair[1]) <= 1.5 + 1e-9);
                }
            }
        }
    }
}
