//! The EC2 Query protocol's request: a form whose names are paths (`BlockDeviceMapping.1.Ebs.SnapshotId`).
//! <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-structure.html>

use std::collections::BTreeMap;
use std::str::FromStr;

use super::refusal::Refusal;

/// EC2's own calls stay far below.
const MAX_FIELDS: usize = 4000;

/// A form, or one member of a list in it.
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if fields.len() == MAX_FIELDS {
                let message = format!("The request has more than {MAX_FIELDS} parameters");
                return Err(Refusal::new("MalformedQueryString", message));
            }
            fields.insert(name.into_owned(), value.into_owned());
        }
        Ok(Self(fields))
    }

    /// A present, non-empty value.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|text| !text.is_empty())
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A value of a type that can be parsed (`true`, `8`).
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let parse = |text: &str| {
            let value = text.parse().ok();
            value.ok_or_else(|| Refusal::invalid_value(text, name))
        };
        self.text(name).map(parse).transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        Ok(self.parsed(name)?.unwrap_or(false))
    }

    /// The values `name.1`, `name.2`, .. in the order of their numbers.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let members = self.members(name);
        let scalar = |member: &Self| member.owned("");
        members.iter().filter_map(scalar).collect()
    }

    /// The members `name.1.*`, `name.2.*`, .. in the order of their numbers, each a form of its own.
    pub(crate) fn members(&self, name: &str) -> Vec<Self> {
        let mut members: BTreeMap<u32, Self> = BTreeMap::new();
        for (path, value) in &self.0 {
            if let Some((number, rest)) = member_of(path, name) {
                let member = members.entry(number).or_default();
                member.0.insert(rest.to_owned(), value.clone());
            }
        }
        members.into_values().collect()
    }
}

/// `("Filter.2.Value.1", "Filter")` is member 2, `Value.1`.
fn member_of<'a>(path: &'a str, name: &str) -> Option<(u32, &'a str)> {
    let rest = path.strip_prefix(name)?.strip_prefix('.')?;
    let (number, rest) = rest.split_once('.').unwrap_or((rest, ""));
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_ordered_by_number_and_nest() {
        let form = Form::parse(
            b"Owner.10=c&Owner.2=b&Owner.1=a&Filter.1.Name=name&Filter.1.Value.1=x%20y&Flag=true&OwnerX.1=no",
        )
        .unwrap();
        assert_eq!(form.list("Owner"), ["a", "b", "c"]);
        let filters = form.members("Filter");
        assert_eq!(filters[0].text("Name"), Some("name"));
        assert_eq!(filters[0].list("Value"), ["x y"]);
        assert!(form.flag("Flag").unwrap());
        assert!(!form.flag("Absent").unwrap());
    }

    #[test]
    fn wrong_values_name_their_parameter() {
        let form = Form::parse(b"MaxResults=many").unwrap();
        let refusal = form.parsed::<u32>("MaxResults").unwrap_err();
        assert_eq!(refusal.code, "InvalidParameterValue");
        assert!(refusal.message.contains("MaxResults"));
        assert_eq!(form.required("Name").unwrap_err().code, "MissingParameter");
    }
}
