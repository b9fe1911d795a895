//! Sets the date on which EC2 calls an AMI deprecated.

use aws_sdk_ec2::types::Image;
use domain::AmiId;
use time::OffsetDateTime;

use crate::{doors::Door, failure::Failure, when};

/// Sets it, unless it is that date already.
pub(super) async fn set(door: &Door, id: &AmiId, image: &Image, at: OffsetDateTime) -> Result<(), Failure> {
    if of(image) == Some(at) {
        return Ok(());
    }
    let call = door.ec2.enable_image_deprecation().image_id(id.as_str()).deprecate_at(when::to_aws(at));
    call.send().await.map(drop).map_err(|error| door.failure("ec2:EnableImageDeprecation", error))
}

pub(super) fn of(image: &Image) -> Option<OffsetDateTime> {
    when::parse(image.deprecation_time())
}
