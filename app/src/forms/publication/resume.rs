//! Goes on with a held publication.

use domain::PublicationId;
use leptos::{form::ActionForm, prelude::*};

use crate::{
    errors::Refusal,
    forms::{self, Refused},
};

#[server(ResumePublication, prefix = "/desk/do", endpoint = "publication/resume")]
pub async fn resume(id: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let id: PublicationId = id.parse().map_err(|_| Refusal::BadForm)?;
    desk.resume(&actor, id).await?;
    leptos_axum::redirect(&format!("/desk/publications/{id}"));
    Ok(())
}

#[component]
pub fn ResumeForm(action: ServerAction<ResumePublication>, id: PublicationId) -> impl IntoView {
    view! {
        <ActionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="button" data-kind="primary">"Try the failed steps again"</button>
        </ActionForm>
        <Refused refusal=forms::refusal(action)/>
    }
}
