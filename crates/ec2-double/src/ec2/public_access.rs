//! Block public access for AMIs, per region.
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html>
//!
//! AWS takes up to ten minutes to put a change into effect; here it is at once.

use super::Reply;
use crate::server::Turn;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::xml::Xml;

const NAME: &str = "ImageBlockPublicAccessState";
const BLOCKED: &str = "block-new-sharing";
const OPEN: &str = "unblocked";

#[expect(clippy::unnecessary_wraps, reason = "all actions have one type, most can be refused")]
pub(super) fn state(turn: &mut Turn<'_>, _: &Form) -> Reply {
    let word = if turn.here().block_public_access { BLOCKED } else { OPEN };
    let mut xml = answer(word);
    xml.leaf("managedBy", "account");
    Ok(xml)
}

pub(super) fn enable(turn: &mut Turn<'_>, form: &Form) -> Reply {
    let word = form.required(NAME)?;
    if word != BLOCKED {
        return Err(Refusal::invalid_value(word, NAME));
    }
    turn.here().block_public_access = true;
    Ok(answer(BLOCKED))
}

#[expect(clippy::unnecessary_wraps, reason = "all actions have one type, most can be refused")]
pub(super) fn disable(turn: &mut Turn<'_>, _: &Form) -> Reply {
    turn.here().block_public_access = false;
    Ok(answer(OPEN))
}

fn answer(word: &str) -> Xml {
    let mut xml = Xml::new();
    xml.leaf("imageBlockPublicAccessState", word);
    xml
}
