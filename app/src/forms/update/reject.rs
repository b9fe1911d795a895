//! Turns an update down, with a reason; final.

use leptos::{form::ActionForm, prelude::*};

use crate::{
    errors::Refusal,
    forms::{self, TextField},
};

#[server(RejectUpdate, prefix = "/desk/do", endpoint = "update/reject")]
pub async fn reject(alias: String, reason: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let alias = forms::alias(&alias)?;
    desk.reject(&actor, &alias, forms::reason(&reason)?).await?;
    leptos_axum::redirect(&format!("/desk/updates/{alias}"));
    Ok(())
}

#[component]
pub fn RejectForm(action: ServerAction<RejectUpdate>, alias: String) -> impl IntoView {
    view! {
        <ActionForm action=action>
            <p>"The update is closed for good and its approvals end with it. Nothing is public yet, so nobody outside is affected."</p>
            <input type="hidden" name="alias" value=alias/>
            <TextField id="reject-reason" name="reason" label="Reason" hint="Recorded in the log with your name." required=true/>
            <button class="button" data-kind="danger">"Reject this update"</button>
        </ActionForm>
    }
}
