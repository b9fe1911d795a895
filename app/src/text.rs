//! Numbers, sizes, times and lists in words.

use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339, macros::format_description};

/// `556 MiB`; a size people can compare.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut tenths = u128::from(bytes) * 10;
    // 1023.95 would be shown as 1024.0: go on to the next unit where rounding would reach it.
    while tenths >= 10_235 && unit < UNITS.len() - 1 {
        tenths = (tenths + 512) / 1_024;
        unit += 1;
    }
    if unit == 0 || tenths >= 1_000 {
        return format!("{}\u{a0}{}", (tenths + 5) / 10, UNITS[unit]);
    }
    format!("{}.{}\u{a0}{}", tenths / 10, tenths % 10, UNITS[unit])
}

/// `583,008,256`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|g| str::from_utf8(g).unwrap_or_default()).collect();
    groups.join(",")
}

/// `1 image`, `11 images`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", number(n as u64), if n == 1 { one } else { many })
}

/// `3 Feb 2026`.
pub fn day(at: OffsetDateTime) -> String {
    date(at.to_offset(UtcOffset::UTC).date())
}

/// `3 Feb 2026`.
pub fn date(day: time::Date) -> String {
    day.format(format_description!("[day padding:none] [month repr:short] [year]"))
        .expect("a date has day, month and year")
}

/// `3 Feb 2026, 15:12 UTC`.
pub fn moment(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC)
        .format(format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC"))
        .expect("a time has date, hour and minute")
}

/// For `<time datetime>`.
pub fn machine(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC)
        .replace_nanosecond(0)
        .unwrap_or(at)
        .format(&Rfc3339)
        .unwrap_or_else(|_| at.unix_timestamp().to_string())
}

/// `5 min ago`, `in 3 h`.
pub fn relative(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let ago = now - at;
    if ago.abs() < Duration::minutes(1) {
        return "just now".to_owned();
    }
    let span = span(ago.abs());
    if ago.is_positive() { format!("{span} ago") } else { format!("in {span}") }
}

fn span(span: Duration) -> String {
    match (span.whole_minutes(), span.whole_hours(), span.whole_days()) {
        (minutes, 0, _) => format!("{minutes}\u{a0}min"),
        (_, hours, 0..=1) => format!("{hours}\u{a0}h"),
        (_, _, days) => format!("{days}\u{a0}days"),
    }
}

/// `3:28`, minutes and seconds; `1:03:28` from an hour on.
pub fn stopwatch(span: Duration) -> String {
    let seconds = span.whole_seconds().max(0);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// `a, b or c`.
pub fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// First letter as a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn sizes_keep_three_digits() {
        let shown: Vec<String> =
            [0, 1_023, 1_024, 1_048_575, 583_008_256, 5_368_709_120, u64::MAX].into_iter().map(size).collect();
        assert_eq!(
            shown,
            [
                "0\u{a0}B",
                "1023\u{a0}B",
                "1.0\u{a0}KiB",
                "1.0\u{a0}MiB",
                "556\u{a0}MiB",
                "5.0\u{a0}GiB",
                "16777216\u{a0}TiB"
            ]
        );
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 583_008_256].map(number), ["0", "999", "1,000", "583,008,256"]);
    }

    #[test]
    fn times_are_absolute_and_relative() {
        let (at, now) = (datetime!(2026-02-03 15:12:09.5 UTC), datetime!(2026-02-03 16:13 UTC));
        assert_eq!(moment(at), "3 Feb 2026, 15:12 UTC");
        assert_eq!(machine(at), "2026-02-03T15:12:09Z");
        assert_eq!(relative(at, now), "1\u{a0}h ago");
        assert_eq!(relative(now, at), "in 1\u{a0}h");
        assert_eq!(relative(at, at), "just now");
    }

    #[test]
    fn stopwatches_show_hours_when_needed() {
        assert_eq!([208, 3_808].map(|s| stopwatch(Duration::seconds(s))), ["3:28", "1:03:28"]);
    }
}
