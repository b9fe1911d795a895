//! Takes a published update back, with a reason that the public pages show.

use leptos::{form::ActionForm, prelude::*};

use crate::{
    errors::Refusal,
    forms::{self, TextField},
};

#[server(WithdrawUpdate, prefix = "/desk/do", endpoint = "update/withdraw")]
pub async fn withdraw(alias: String, reason: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let alias = forms::alias(&alias)?;
    let id = desk.withdraw(&actor, &alias, forms::reason(&reason)?).await?;
    leptos_axum::redirect(&format!("/desk/publications/{id}"));
    Ok(())
}

/// `what` repeats in a sentence what will happen.
#[component]
pub fn WithdrawForm(action: ServerAction<WithdrawUpdate>, alias: String, what: String) -> impl IntoView {
    view! {
        <ActionForm action=action>
            <p>{what}</p>
            <p>"Machines that people have launched keep running."</p>
            <input type="hidden" name="alias" value=alias/>
            <TextField
                id="withdraw-reason" name="reason" label="Reason" required=true
                hint="Shown on the public page of this version, for ever. Say what is wrong and whom it affects."
            />
            <button class="button" data-kind="danger">"Withdraw this update"</button>
        </ActionForm>
    }
}
