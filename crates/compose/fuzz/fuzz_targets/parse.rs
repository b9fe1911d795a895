//! Both documents of a compose, parted by a NUL (which JSON never has), through the whole parser and selection.
#![no_main]

use std::sync::LazyLock;

use domain::{Catalogue, CatalogueSource};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let source: CatalogueSource = toml::from_str(include_str!("catalogue.toml")).expect("the catalogue is TOML");
    Catalogue::new(source, "us-east-1").expect("the catalogue is right")
});

fuzz_target!(|bytes: &[u8]| {
    let mut documents = bytes.splitn(2, |byte| *byte == 0);
    let (composeinfo, images) = (documents.next().unwrap_or(b""), documents.next().unwrap_or(b""));
    if let Ok(selected) = compose::parse(composeinfo, images, &CATALOGUE) {
        assert!(selected.updates.iter().all(|update| !update.images.is_empty()));
        let paths = selected.updates.iter().flat_map(|update| &update.images).map(|image| image.path.as_str());
        assert!(paths.into_iter().all(|path| !path.starts_with('/') && !path.split('/').any(|part| part == "..")));
    }
});
