//! `DescribeRegions`.

use super::Reply;
use super::filter::{Filter, all_accept};
use crate::config::OptIn;
use crate::server::Turn;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

/// Without `AllRegions` only those the account may use.
pub(super) fn describe_regions(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let (all, names) = (form.flag("AllRegions")?, form.list("RegionName"));
    let filters = Filter::read_all(form)?;
    check_names(turn, &names)?;
    let mut chosen = Vec::new();
    for (name, region) in &turn.world.regions {
        let asked = names.is_empty() || names.contains(name);
        let shown = asked && (all || region.opt_in.usable());
        if shown && all_accept(&filters, |field| values(name, region.opt_in, field))? {
            chosen.push((name, region.opt_in));
        }
    }
    let mut xml = Xml::new();
    xml.list("regionInfo", chosen, |xml, (name, opt_in)| {
        xml.leaf("regionName", name);
        xml.leaf("regionEndpoint", endpoint(name));
        xml.leaf("optInStatus", opt_in.wire());
    });
    Ok(xml)
}

fn check_names(turn: &Turn<'_>, names: &[String]) -> Result<(), Refusal> {
    let regions = &turn.world.regions;
    let unknown = names.iter().find(|name| !regions.contains_key(*name));
    unknown.map_or(Ok(()), |name| Err(Refusal::invalid_value(name, "RegionName")))
}

fn values(name: &str, opt_in: OptIn, field: &str) -> Option<Vec<String>> {
    Some(vec![match field {
        "region-name" => name.to_owned(),
        "endpoint" => endpoint(name),
        "opt-in-status" => opt_in.wire().to_owned(),
        _ => return None,
    }])
}

fn endpoint(region: &str) -> String {
    format!("ec2.{region}.amazonaws.com")
}
