//! Queues a compose for import.

use domain::Kind;
use leptos::{form::ActionForm, prelude::*};

use crate::{
    errors::Refusal,
    forms::{self, Refused},
};

/// Longer than any path or address that a compose has.
const LONGEST: usize = 1_024;

/// `kind` is `routine`, `emergency` or empty: then the compose's label decides.
#[server(ImportCompose, prefix = "/desk/do", endpoint = "compose/import")]
pub async fn import(location: String, kind: String) -> Result<(), Refusal> {
    let (desk, actor) = forms::desk()?;
    let location = location.trim();
    if location.is_empty() || location.len() > LONGEST || location.chars().any(char::is_control) {
        return Err(Refusal::BadLocation);
    }
    let kind = match kind.as_str() {
        "" => None,
        word => Some(Kind::parse(word).ok_or(Refusal::BadForm)?),
    };
    desk.import(&actor, location, kind).await?;
    leptos_axum::redirect("/desk/import");
    Ok(())
}

#[component]
pub fn ImportForm(action: ServerAction<ImportCompose>) -> impl IntoView {
    view! {
        <Refused refusal=forms::refusal(action)/>
        <ActionForm action=action>
            <div class="import-fields">
                <div class="field">
                    <label for="location">"Location"</label>
                    <input class="input" data-mono id="location" name="location" required maxlength="1024" autocomplete="off" spellcheck="false" aria-describedby="location-hint"/>
                    <p class="hint" id="location-hint">"An https address of a compose, or a folder that the configuration lists. Size and SHA-256 of every selected image are checked."</p>
                </div>
                <div class="field">
                    <label for="kind">"Kind"</label>
                    <select class="input" id="kind" name="kind" aria-describedby="kind-hint">
                        <option value="" selected>"As the label says"</option>
                        <option value="routine">"Routine"</option>
                        <option value="emergency">"Emergency"</option>
                    </select>
                    <p class="hint" id="kind-hint">"SecurityFix labels are emergencies."</p>
                </div>
            </div>
            <button class="button" data-kind="primary">"Import compose"</button>
        </ActionForm>
    }
}
