//! What a chart is drawn for: a slide, a page, a phone.

/// Where a chart will be seen. The same figures, laid out for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Medium {
    /// 16:9, with title, subtitle and footnote in the drawing.
    Slide,
    /// A column of a page that has the headings itself.
    Page,
    /// The same on a telephone held upright.
    Phone,
}

/// Sizes of everything in a medium, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub width: f64,
    pub height: f64,
    pub margin: f64,
    pub has_headings: bool,
    pub title: f64,
    pub subtitle: f64,
    pub label: f64,
    pub tick: f64,
    pub footnote: f64,
    /// Width of a plan's line.
    pub line: f64,
    /// Widest that names beside the lines may be; names stand above the plot where it is 0.
    pub names: f64,
    /// Whether panels stand one below the other.
    pub stacks_panels: bool,
}

impl Medium {
    pub(super) fn look(self) -> Look {
        match self {
            Medium::Slide => Look {
                width: 1600.0,
                height: 900.0,
                margin: 64.0,
                has_headings: true,
                title: 40.0,
                subtitle: 24.0,
                label: 24.0,
                tick: 21.0,
                footnote: 17.0,
                line: 4.0,
                names: 350.0,
                stacks_panels: false,
            },
            Medium::Page => Look {
                width: 960.0,
                height: 460.0,
                margin: 4.0,
                has_headings: false,
                title: 20.0,
                subtitle: 16.0,
                label: 16.0,
                tick: 14.0,
                footnote: 13.0,
                line: 2.5,
                names: 220.0,
                stacks_panels: false,
            },
            Medium::Phone => Look {
                width: 360.0,
                height: 320.0,
                margin: 2.0,
                has_headings: false,
                title: 15.0,
                subtitle: 13.0,
                label: 13.0,
                tick: 12.0,
                footnote: 11.0,
                line: 2.0,
                names: 0.0,
                stacks_panels: true,
            },
        }
    }
}
