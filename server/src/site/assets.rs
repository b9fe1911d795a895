//! Style sheet, script and icon, compiled into the binary and named by their content.

use std::{io, path::Path, sync::LazyLock};

use app::assets::Assets;
use domain::Digest;

use super::files::{self, Folder};

/// Layers are declared by the first sheet, so the order matters.
const CSS: &str = concat!(
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/components.css"),
    include_str!("../../../style/main.css")
);
const JS: &str = include_str!("../../../style/public.js");
const ICON: &str = include_str!("../../../style/favicon.svg");

struct Asset {
    name: String,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, content: &'static str) -> Self {
        Self { name: format!("{stem}.{}.{ending}", Digest::of(content.as_bytes()).short()), content }
    }

    fn link(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static ALL: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [Asset::new("aperiodic", "css", CSS), Asset::new("public", "js", JS), Asset::new("favicon", "svg", ICON)]
});

/// Where pages find them.
pub fn asset_links() -> Assets {
    let [css, js, icon] = &*ALL;
    Assets { css: css.link(), js: js.link(), icon: icon.link() }
}

/// Adds this version's assets; those of earlier pages stay, because browsers may still hold such pages.
pub(super) fn write(dir: &Path) -> io::Result<()> {
    let mut folder = Folder::new(dir.join("assets"));
    for asset in &*ALL {
        if !dir.join("assets").join(&asset.name).exists() {
            folder.write(&asset.name, asset.content.as_bytes())?;
        }
    }
    files::sync(&dir.join("assets"))
}
