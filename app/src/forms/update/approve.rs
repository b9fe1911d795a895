//! Approves exactly the content that the person saw.

use domain::{Comment, Digest};
use leptos::{form::ActionForm, prelude::*};

use crate::{
    errors::Refusal,
    forms::{self, TextField},
};

#[server(ApproveUpdate, prefix = "/desk/do", endpoint = "update/approve")]
pub async fn approve(alias: String, content: String, comment: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let alias = forms::alias(&alias)?;
    let content = Digest::parse(&content).map_err(|_| Refusal::BadForm)?;
    let comment = Comment::parse(&comment).map_err(|_| Refusal::BadComment)?;
    desk.approve(&actor, &alias, content, comment).await?;
    leptos_axum::redirect(&format!("/desk/updates/{alias}"));
    Ok(())
}

/// `what` repeats in a sentence what is approved.
#[component]
pub fn ApproveForm(action: ServerAction<ApproveUpdate>, alias: String, content: Digest, what: String) -> impl IntoView {
    view! {
        <ActionForm action=action>
            <p>{what}" If the images or the plan change, your approval falls away."</p>
            <input type="hidden" name="alias" value=alias/>
            <input type="hidden" name="content" value=content.to_string()/>
            <TextField id="approve-comment" name="comment" label="Remark" hint="Optional. Recorded in the log with your name."/>
            <button class="button" data-kind="primary">"Approve this content"</button>
        </ActionForm>
    }
}
