//! Every file of the public site, by path.

use std::io;

use app::{assets::Assets, public};
use workflow::public::PublicSite;

use super::{data, files::Folder};

/// Writes all pages and data of `site`.
pub(super) fn write(folder: &mut Folder, site: &PublicSite, assets: &Assets) -> io::Result<()> {
    folder.write("index.html", public::index(site, assets).as_bytes())?;
    folder.write("404.html", public::not_found(site, assets).as_bytes())?;
    folder.write("data/v1/current.json", &data::current(site))?;
    for product in &site.products {
        for release in &product.releases {
            let place = format!("{}/{}", product.id, release.release);
            folder.write(&format!("{place}/index.html"), public::release(site, product, release, assets).as_bytes())?;
            folder.write(&format!("data/v1/{place}.json"), &data::history(site, product, release))?;
            for version in &release.versions {
                let page = public::version(site, product, release, version, assets);
                folder.write(&format!("{place}/{}/index.html", version.version), page.as_bytes())?;
            }
        }
    }
    Ok(())
}
