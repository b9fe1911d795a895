//! The images of an update.

use domain::{Channel, Image};
use leptos::prelude::*;

use crate::{
    components::{Cell, Column, Table},
    text,
};

pub fn section(files: &[Image]) -> impl IntoView + use<> {
    let bytes: u64 = files.iter().map(|image| image.size).sum();
    let about = format!("{}, {} together", text::count(files.len(), "image", "images"), text::size(bytes));
    let columns = vec![
        Column::text("Image"),
        Column::text("Arch"),
        Column::text("File"),
        Column::number("Size"),
        Column::text("SHA-256"),
        Column::text("Becomes"),
    ];
    let rows = files.iter().map(row).collect_view();
    view! {
        <section class="card contain" aria-labelledby="images">
            <div class="card-head"><h2 id="images">"Images"</h2><p>{about}</p></div>
            <Table caption="Images of this update" columns><tbody role="rowgroup">{rows}</tbody></Table>
        </section>
    }
}

fn row(image: &Image) -> AnyView {
    let becomes = match image.channel {
        Channel::Download => "Download",
        Channel::Ec2 => "AMIs, download",
        Channel::Registry => "Container, download",
        Channel::Site => "Page",
    };
    view! {
        <tr role="row">
            {Cell::head().of(image.label.clone())}
            {Cell::new("Arch").class("mono").of(image.arch.to_string())}
            {Cell::new("File").class("mono brk").title(image.path.as_str()).of(image.path.file_name().to_owned())}
            {Cell::new("Size").class("num").title(format!("{} bytes", text::number(image.size))).of(text::size(image.size))}
            {Cell::new("SHA-256").class("mono").title(image.sha256.to_string()).of(view! { {image.sha256.short()}"…" })}
            {Cell::new("Becomes").of(becomes)}
        </tr>
    }
    .into_any()
}
