//! Deprecation dates.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImageDeprecation.html>

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::Reply;
use super::find::available;
use crate::server::Turn;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

/// Two years from its creation: the latest deprecation of a public image.
pub(super) fn public_limit(created_at: OffsetDateTime) -> OffsetDateTime {
    years_after(created_at, 2)
}

/// The same day so many years later; 1 March where the day does not exist.
fn years_after(at: OffsetDateTime, years: i32) -> OffsetDateTime {
    let later = |at: OffsetDateTime| at.replace_year(at.year() + years);
    later(at).or_else(|_| later(at + Duration::DAY)).unwrap_or(at)
}

pub(super) fn enable(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let text = form.required("DeprecateAt")?;
    let at = OffsetDateTime::parse(text, &Rfc3339);
    let at = at.map_err(|_| Refusal::invalid_value(text, "DeprecateAt"))?;
    let at = nearest_minute(at);
    let now = turn.now;
    let image = available(turn.here(), form.required("ImageId")?)?;
    let limit = if image.public { public_limit(image.created_at) } else { years_after(now, 10) };
    if at < nearest_minute(now) || at > limit {
        let message = format!(
            "Value ({text}) for parameter DeprecateAt is invalid. It must be in the future and, for a public AMI, at most two years after its creation date."
        );
        return Err(Refusal::new("InvalidParameterValue", message));
    }
    image.deprecation_time = Some(at);
    Ok(Xml::done())
}

/// "If you specify a value for seconds, Amazon EC2 rounds the seconds to the nearest minute."
fn nearest_minute(at: OffsetDateTime) -> OffsetDateTime {
    let seconds = i64::from(at.second());
    let down = at - Duration::seconds(seconds) - Duration::nanoseconds(i64::from(at.nanosecond()));
    if seconds < 30 { down } else { down + Duration::MINUTE }
}

/// A public image always has a date: "To cancel the deprecation date [..] you must make the AMI
/// private." <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html>
/// The code of the refusal is not documented.
pub(super) fn disable(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let image = available(turn.here(), form.required("ImageId")?)?;
    if image.public {
        let message = "The deprecation of a public AMI can't be cancelled; make the AMI private first.";
        return Err(Refusal::new("OperationNotPermitted", message));
    }
    image.deprecation_time = None;
    Ok(Xml::done())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn two_years_after_a_leap_day() {
        let limit = public_limit(datetime!(2028-02-29 12:00 UTC));
        assert_eq!(limit, datetime!(2030-03-01 12:00 UTC));
    }

    #[test]
    fn seconds_are_rounded() {
        assert_eq!(nearest_minute(datetime!(2026-11-23 12:00:29 UTC)), datetime!(2026-11-23 12:00 UTC));
        assert_eq!(nearest_minute(datetime!(2026-11-23 12:00:30 UTC)), datetime!(2026-11-23 12:01 UTC));
    }
}
