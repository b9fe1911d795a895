//! The files of a version, by architecture, and how to verify one.

use domain::Arch;
use leptos::prelude::*;
use workflow::public::{Artifact, PublicSite, PublicState, PublicVersion};

use crate::{
    components::{Cell, Column, CopyValue, Glyph, Icon, Table},
    public::{links, order},
    text,
};

pub fn section(site: &PublicSite, version: &PublicVersion) -> AnyView {
    let arches = order::arches(version);
    let bodies = arches.iter().map(|arch| group(site, version, arch)).collect_view();
    let columns = vec![Column::text("Image"), Column::text("File"), Column::number("Size"), Column::text("SHA-256")];
    let count = text::count(version.artifacts.len(), "file", "files");
    view! {
        <section class="section" id="downloads" aria-labelledby="downloads-head">
            <div class="section-head"><h2 id="downloads-head">"Downloads"</h2><p>{count}</p></div>
            <div class="card contain">
                <Table caption="Files of this version" columns>{bodies}</Table>
                {verify(version)}
            </div>
        </section>
    }
    .into_any()
}

fn group(site: &PublicSite, version: &PublicVersion, arch: &Arch) -> AnyView {
    let rows: Vec<AnyView> = version
        .artifacts
        .iter()
        .filter(|artifact| artifact.arch == *arch)
        .map(|artifact| row(site, version, artifact))
        .collect();
    (!rows.is_empty())
        .then(|| {
            view! {
                <tbody role="rowgroup">
                    <tr role="row" class="group"><th role="rowheader" colspan="4" scope="rowgroup">{arch.to_string()}</th></tr>
                    {rows}
                </tbody>
            }
        })
        .into_any()
}

fn row(site: &PublicSite, version: &PublicVersion, artifact: &Artifact) -> AnyView {
    let name = links::file_name(&artifact.path).to_owned();
    // A withdrawn version keeps its names and checksums, so that people can recognise what they have.
    let offered = !matches!(version.state, PublicState::Withdrawn { .. });
    let href = links::download(site.download_base.as_deref(), version, artifact).filter(|_| offered);
    let file = match href {
        Some(href) => view! { <a class="mono brk" href=href>{name}</a> }.into_any(),
        None => view! { <span class="mono brk" title=artifact.path.clone()>{name}</span> }.into_any(),
    };
    let label = format!("SHA-256 of {} for {}", artifact.label, artifact.arch);
    view! {
        <tr role="row">
            {Cell::head().of(view! { {artifact.label.clone()}<span class="sub">{artifact.format.clone()}</span> })}
            {Cell::new("File").of(file)}
            {Cell::new("Size").class("num").title(format!("{} bytes", text::number(artifact.size))).of(text::size(artifact.size))}
            {Cell::new("SHA-256").of(view! { <CopyValue value=artifact.sha256.to_string() label class="sha"/> })}
        </tr>
    }
    .into_any()
}

/// The check of one file as commands; the others follow the pattern.
fn verify(version: &PublicVersion) -> Option<AnyView> {
    let arch = order::arches(version).into_iter().next()?;
    let artifact = order::main_artifact(version, &arch)?;
    let command =
        format!("echo \"{}  {}\" | sha256sum --check", artifact.sha256, quoted(links::file_name(&artifact.path))?);
    Some(
        view! {
            <details class="fold ruled">
                <summary><Icon glyph=Glyph::Next/>"How to verify a download"<small>"A few seconds"</small></summary>
                <div class="fold-body">
                    <p>"The checksums on this page are those that were approved. In the folder of the download:"</p>
                    <div class="snippet">
                        <pre tabindex="0" role="region" aria-label="Command that verifies a download"><code>{command.clone()}</code></pre>
                        <button class="copy" type="button" hidden data-copy=command aria-label="Copy the command">
                            <svg class="icon" aria-hidden="true"><use href="#i-copy"></use></svg>
                        </button>
                    </div>
                </div>
            </details>
        }
        .into_any(),
    )
}

/// A name that is safe inside double quotes of a shell; others get no command.
fn quoted(name: &str) -> Option<&str> {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b)).then_some(name)
}
