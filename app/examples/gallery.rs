//! Writes every page with sample data into a folder, to look at: `cargo run -p app --features ssr --example gallery -- FOLDER`.

#![expect(clippy::unwrap_used, reason = "the sample data are known to be right")]

#[path = "../tests/it/desk_double.rs"]
mod desk_double;
#[path = "../tests/it/sample.rs"]
mod sample;

use app::{assets::Assets, public};
use axum::{body::Body, http::Request};
use desk_double::{Double, router};
use domain::{Actor, Purpose, Role, StageName, publication::Progress};
use http_body_util::BodyExt;
use std::{fs, path::Path, sync::Arc};
use tower::ServiceExt;

const STYLE: [&str; 3] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/components.css"),
    include_str!("../../style/main.css"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = std::env::args().nth(1).expect("usage: gallery FOLDER");
    let folder = Path::new(&folder);
    write(folder, "assets/aperiodic.css", &STYLE.concat());
    write(folder, "assets/public.js", include_str!("../../style/public.js"));
    write(folder, "assets/favicon.svg", include_str!("../../style/favicon.svg"));
    public_pages(folder);
    desk_pages(folder).await;
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn public_pages(folder: &Path) {
    let (site, assets) = (sample::public_site(), Assets::default());
    write(folder, "index.html", &public::index(&site, &assets));
    write(folder, "404.html", &public::not_found(&site, &assets));
    for product in &site.products {
        for release in &product.releases {
            let path = public::links::release(&product.id, &release.release);
            write(folder, &format!(".{path}index.html"), &public::release(&site, product, release, &assets));
            for version in &release.versions {
                let path = public::links::version(&product.id, &release.release, version.version);
                write(
                    folder,
                    &format!(".{path}index.html"),
                    &public::version(&site, product, release, version, &assets),
                );
            }
        }
    }
}

async fn desk_pages(folder: &Path) {
    let update = format!("/desk/updates/{}", sample::ALIAS);
    let publication = format!("/desk/publications/{}", sample::publication_id(1));
    let engineer = || Some(sample::actor("bo", Role::ReleaseEngineer));
    desk(folder, "board", "/desk", Double::default(), engineer()).await;
    desk(folder, "board-viewer", "/desk", Double::default(), Some(sample::actor("vi", Role::Viewer))).await;
    for stage in StageName::ALL {
        desk(folder, &format!("update-{stage}"), &update, Double { stage, ..Double::default() }, engineer()).await;
    }
    let viewer = Some(sample::actor("vi", Role::Viewer));
    desk(folder, "update-viewer", &update, Double::default(), viewer).await;
    for progress in [Progress::Running, Progress::Held, Progress::Finished] {
        let double = Double { progress, ..Double::default() };
        desk(folder, &format!("publication-{progress}"), &publication, double, engineer()).await;
    }
    let withdrawal = Double { purpose: Purpose::Withdraw, ..Double::default() };
    desk(folder, "withdrawal", &publication, withdrawal, engineer()).await;
    desk(folder, "import", "/desk/import", Double::default(), engineer()).await;
    desk(folder, "sign-in", "/desk/sign-in", Double::default(), None).await;
    desk(folder, "sign-in-demo", "/desk/sign-in", Double { people: true, ..Double::default() }, None).await;
    desk(folder, "unavailable", "/desk", Double { up: false, ..Double::default() }, engineer()).await;
}

async fn desk(folder: &Path, name: &str, path: &str, double: Double, viewer: Option<Actor>) {
    let request = Request::get(path).body(Body::empty()).expect("a path makes a request");
    let response = router(Arc::new(double), viewer).oneshot(request).await.expect("the router answers");
    let body = response.into_body().collect().await.expect("the page is read").to_bytes();
    write(folder, &format!("desk/{name}.html"), &String::from_utf8_lossy(&body));
}
