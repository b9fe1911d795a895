//! Starts the publication of an approved update.

use leptos::{form::ActionForm, prelude::*};

use crate::{errors::Refusal, forms};

#[server(PublishUpdate, prefix = "/desk/do", endpoint = "update/publish")]
pub async fn publish(alias: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let id = desk.publish(&actor, &forms::alias(&alias)?).await?;
    leptos_axum::redirect(&format!("/desk/publications/{id}"));
    Ok(())
}

/// `what` repeats in a sentence what will happen.
#[component]
pub fn PublishForm(action: ServerAction<PublishUpdate>, alias: String, what: String) -> impl IntoView {
    view! {
        <ActionForm action=action>
            <p>{what}</p>
            <p>"Until the AMIs are made public everything stays private and can be undone. Afterwards it can be withdrawn, but what people have launched or downloaded stays theirs."</p>
            <input type="hidden" name="alias" value=alias/>
            <button class="button" data-kind="primary">"Start the publication"</button>
        </ActionForm>
    }
}
