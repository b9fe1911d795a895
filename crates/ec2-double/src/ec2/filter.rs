//! `Filter.N.Name`, `Filter.N.Value.M`: values of one filter are alternatives, filters all must match.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html>

use std::collections::BTreeMap;

use crate::wire::form::Form;
use crate::wire::refusal::Refusal;

pub(super) struct Filter {
    name: String,
    values: Vec<String>,
}

impl Filter {
    pub(super) fn read_all(form: &Form) -> Result<Vec<Self>, Refusal> {
        let read = |member: &Form| Ok(Self { name: member.required("Name")?.to_owned(), values: member.list("Value") });
        form.members("Filter").iter().map(read).collect()
    }

    /// `values_of` answers `None` for a field that cannot be filtered by.
    fn accepts(&self, values_of: impl FnOnce(&str) -> Option<Vec<String>>) -> Result<bool, Refusal> {
        let found = values_of(&self.name).ok_or_else(|| {
            let message = format!("The filter '{}' is invalid", self.name);
            Refusal::new("InvalidParameterValue", message)
        })?;
        let wanted = |text: &String| self.values.iter().any(|pattern| matches(pattern, text));
        Ok(found.iter().any(wanted))
    }
}

/// True when every filter accepts.
pub(super) fn all_accept(filters: &[Filter], values_of: impl Fn(&str) -> Option<Vec<String>>) -> Result<bool, Refusal> {
    for filter in filters {
        if !filter.accepts(&values_of)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The fields `tag:KEY` and `tag-key`.
pub(super) fn tag_values(tags: &BTreeMap<String, String>, field: &str) -> Option<Vec<String>> {
    if field == "tag-key" {
        return Some(tags.keys().cloned().collect());
    }
    let key = field.strip_prefix("tag:")?;
    Some(tags.get(key).cloned().into_iter().collect())
}

/// `*` is any text, `?` any character.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where the last star stood and how much of the text it has taken: the place to try again from.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((at, taken)) = star else {
                    return false;
                };
                star = Some((at, taken + 1));
                (p, t) = (at + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards() {
        assert!(matches("Fedora-*-x86_64-*", "Fedora-Cloud-44-x86_64-0"));
        assert!(matches("a?c", "abc"));
        assert!(matches("*", ""));
        assert!(matches("*b*b", "abab"));
        assert!(!matches("a?c", "ac"));
        assert!(!matches("a*b", "abc"));
    }
}
