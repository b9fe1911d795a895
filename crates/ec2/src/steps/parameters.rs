//! Parameters: two SSM parameters per product, release, architecture and region name the AMIs, for tools that look
//! AMIs up by name. The data type is plain text: `aws:ec2:image` is checked by AWS after the call, unseen by us.

use aws_sdk_ssm::types::ParameterType;
use domain::{AmiId, Purpose, StepOutput};
use publication::channel::Setback;

use crate::{doors::Door, task::Task};

pub(crate) async fn run(task: &Task<'_>) -> Result<StepOutput, Setback> {
    let latest = task.work.inputs.latest.as_ref().map(|(_, id)| id);
    let own = match task.work.publication.purpose {
        Purpose::Publish => Some(task.ami()?),
        Purpose::Withdraw => None,
    };
    // The version first: `latest` never names an AMI whose own parameter is missing, and goes before it does.
    let version = task.work.update.version.to_string();
    let own = (name(task, &version), own);
    let latest = (name(task, "latest"), latest);
    let order = if own.1.is_some() { [own, latest] } else { [latest, own] };
    for (name, value) in order {
        turn(task, &name, value).await?;
    }
    Ok(StepOutput::Done)
}

fn name(task: &Task<'_>, last: &str) -> String {
    let (prefix, update) = (task.settings.parameter_prefix.trim_end_matches('/'), &task.work.update);
    format!("{prefix}/{}/{}/{}/{last}", update.product, update.release, task.arch)
}

/// Makes the parameter have the value, or not exist, and reads it back.
async fn turn(task: &Task<'_>, name: &str, value: Option<&AmiId>) -> Result<(), Setback> {
    let wanted = value.map(AmiId::as_str);
    if read(&task.door, name).await?.as_deref() == wanted {
        return Ok(());
    }
    match wanted {
        Some(value) => put(&task.door, name, value).await?,
        None => delete(&task.door, name).await?,
    }
    if read(&task.door, name).await?.as_deref() == wanted {
        return Ok(());
    }
    Err(task.not_yet(format!("{}: parameter {name} does not read as written yet", task.region())))
}

async fn read(door: &Door, name: &str) -> Result<Option<String>, Setback> {
    match door.ssm.get_parameter().name(name).send().await.map_err(|error| door.failure("ssm:GetParameter", error)) {
        Ok(answer) => Ok(answer.parameter.and_then(|parameter| parameter.value)),
        Err(failure) if failure.is("ParameterNotFound") => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

async fn put(door: &Door, name: &str, value: &str) -> Result<(), Setback> {
    let call = door.ssm.put_parameter().name(name).value(value).r#type(ParameterType::String).overwrite(true);
    call.send().await.map_err(|error| door.failure("ssm:PutParameter", error))?;
    Ok(())
}

/// The plural call does not mind a name that is already gone.
async fn delete(door: &Door, name: &str) -> Result<(), Setback> {
    let call = door.ssm.delete_parameters().names(name);
    call.send().await.map_err(|error| door.failure("ssm:DeleteParameters", error))?;
    Ok(())
}
