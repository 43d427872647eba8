//! The forms of a number as laws: docs/model.md, "Forms of a number".

use super::fields::Field;
use super::types::Kind;
use crate::base::diagnostics::Diagnostic;
use crate::base::money::short_number;
use crate::scenario::{Family, Figures, Form, Literal, Mark, NumberText};
use crate::uncertain::{Law, LawError, Scale};

/// Most of a law that may lie outside of the field's range.
const CUT_AT_MOST: f64 = 0.1;

/// A law and where it comes from.
pub(super) struct Read {
    pub law: Law,
    pub kind: Kind,
    /// What was cut off at the ends of the field's range.
    pub note: Option<Diagnostic>,
}

/// The law of a number that is not arithmetic, cut to its field's range.
///
/// # Errors
/// A message at the number's place.
pub(super) fn law(text: &NumberText, field: &Field, scale: Scale) -> Result<Read, Diagnostic> {
    let wrong = |error: LawError| Diagnostic::error(error.to_string()).at(text.span, "").maybe_help(error.help());
    if matches!(text.form, Form::Counted { .. }) && !field.percent {
        return Err(Diagnostic::error(format!("expected {}, found a count of successes", field.what))
            .at(text.span, "")
            .help(format!("write it like {}", field.like)));
    }
    if let Form::Interval(low, high) = &text.form {
        check_ends(low, high, text, scale)?;
    }
    let (law, kind) = uncut(&text.form, scale).map_err(wrong)?;
    if let Law::Constant(value) = law {
        return if field.allows(value) {
            Ok(Read { law, kind, note: None })
        } else {
            Err(out_of_range(text, field, value))
        };
    }
    cut(law, kind, text, field)
}

/// The ends of an interval, in the words in which it was written.
fn check_ends(low: &Literal, high: &Literal, text: &NumberText, scale: Scale) -> Result<(), Diagnostic> {
    let per = text.per.map(|unit| format!(" per {unit}")).unwrap_or_default();
    if low.value > high.value {
        return Err(Diagnostic::error(format!("the ends of `{}` are the wrong way round", text.written))
            .at(text.span, "")
            .help(format!("write \"{high} to {low}{per}\"")));
    }
    let (inside, rule) = match scale {
        Scale::Plain => (true, ""),
        Scale::Log => (low.value > 0.0, "above 0"),
        Scale::LogOdds => (low.value > 0.0 && high.value < 1.0, "above 0% and below 100%"),
    };
    if inside || low.value == high.value {
        return Ok(());
    }
    let per = text.per.map(|unit| format!(", per = \"{unit}\"")).unwrap_or_default();
    Err(Diagnostic::error(format!("both ends of an interval are {rule}, found `{}`", text.written))
        .at(text.span, "one time in ten the number lies outside of them")
        .help(format!("{{ uniform = [\"{low}\", \"{high}\"]{per} }} is never outside")))
}

fn uncut(form: &Form, scale: Scale) -> Result<(Law, Kind), LawError> {
    let values = |points: &[Literal]| points.iter().map(|point| point.value).collect::<Vec<f64>>();
    Ok(match form {
        Form::Exactly(literal) => (Law::Constant(literal.value), Kind::Distribution),
        Form::Counted { successes, trials } => (Law::counted(*successes, *trials)?, Kind::Counted),
        Form::Interval(low, high) => (Law::interval(low.value, high.value, scale)?, Kind::Judged),
        Form::Family(family, points) => family_law(*family, &values(points), scale)?,
        Form::Choice(weighted) => {
            let weighted: Vec<(f64, f64)> = weighted.iter().map(|(value, weight)| (value.value, *weight)).collect();
            (single(Law::choice(&weighted)?), Kind::Distribution)
        }
        Form::Data(points) => (single(Law::data(&values(points))?), Kind::Distribution),
        // What is made of other numbers has no law of its own; its caller reads them.
        Form::Arithmetic(_)
        | Form::Schedule(_)
        | Form::Series(_)
        | Form::Since(..)
        | Form::Sbg(_)
        | Form::Survival(..) => (Law::Constant(f64::NAN), Kind::Distribution),
    })
}

fn family_law(family: Family, points: &[f64], scale: Scale) -> Result<(Law, Kind), LawError> {
    let at = |index: usize| points.get(index).copied().unwrap_or(f64::NAN);
    Ok(match family {
        Family::Pert => (Law::pert(at(0), at(1), at(2))?, Kind::Judged),
        Family::Quantiles => (Law::three_quantiles(at(0), at(1), at(2), scale)?, Kind::Judged),
        Family::Beta => (Law::beta(at(0), at(1))?, Kind::Distribution),
        Family::Normal => (Law::normal(at(0), at(1))?, Kind::Distribution),
        Family::Lognormal => (Law::lognormal(at(0), at(1))?, Kind::Distribution),
        Family::Gamma => (Law::gamma(at(0), at(1))?, Kind::Distribution),
        Family::Uniform => (Law::uniform(at(0), at(1))?, Kind::Distribution),
        Family::Triangular => (Law::triangular(at(0), at(1), at(2))?, Kind::Distribution),
    })
}

/// A choice of one value is that value.
fn single(law: Law) -> Law {
    law.as_constant().map_or(law, Law::Constant)
}

fn cut(law: Law, kind: Kind, text: &NumberText, field: &Field) -> Result<Read, Diagnostic> {
    // Most laws never come near the largest amount; then there is nothing to cut there.
    let ends_inside = law.support().1 <= field.high || law.cdf(field.high) >= 1.0;
    let high = if ends_inside { f64::INFINITY } else { field.high };
    let cut = law.cut(field.low, high);
    let share = Figures((cut.share * 1000.0).round() / 10.0);
    if cut.share > CUT_AT_MOST {
        return Err(Diagnostic::error(format!("{share}% of `{}` is not {}", text.written, field.what))
            .at(text.span, "")
            .help("up to 10% would be cut off; choose points or a form that stays inside"));
    }
    // The ends themselves are still in, and a lognormal or gamma law never reaches 0.
    if !cut.law.median().is_finite()
        || (field.above_low && cut.law.support().0 <= field.low && kind_reaches_low(&cut.law))
    {
        return Err(out_of_range(text, field, field.low));
    }
    let note = (cut.share >= 0.001).then(|| {
        Diagnostic::note(format!("{share}% of `{}` is not {}, and is cut off", text.written, field.what))
            .at(text.span, "")
    });
    Ok(Read { law: cut.law, kind, note })
}

/// Whether a law puts weight on its lower end itself.
fn kind_reaches_low(law: &Law) -> bool {
    matches!(law, Law::Choice(_))
}

/// The message about a value outside of the field's range, which says how it was read.
pub(super) fn out_of_range(text: &NumberText, field: &Field, value: f64) -> Diagnostic {
    let reads_as = if field.is_share() {
        format!("this reads as {}%", Figures(value * 100.0))
    } else {
        format!("this is {}", if value.abs() < 1e6 { Figures(value).to_string() } else { short_number(value) })
    };
    let bare_percentage = field.is_share() && (1.0..=100.0).contains(&value) && is_plain(text);
    if value > field.high && !field.is_share() {
        let title = format!("expected at most {}, found `{}`", short_number(field.high), text.written);
        return Diagnostic::error(title).at(text.span, reads_as);
    }
    let help = if bare_percentage {
        format!("write \"{}%\" for {} in a hundred", Figures(value), Figures(value))
    } else {
        format!("write it like {}", field.like)
    };
    Diagnostic::error(format!("expected {}, found `{}`", field.what, text.written)).at(text.span, reads_as).help(help)
}

fn is_plain(text: &NumberText) -> bool {
    matches!(&text.form, Form::Exactly(Literal { mark: Mark::None, .. }))
}
