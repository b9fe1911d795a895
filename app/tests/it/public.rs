//! The public pages.

use app::{assets::Assets, public};
use workflow::public::{PublicProduct, PublicRelease, PublicSite};

use crate::{
    http::{attributes, is_sound, texts},
    sample,
};

fn index(site: &PublicSite) -> String {
    public::index(site, &Assets::default())
}

fn release(site: &PublicSite, product: usize, release: usize) -> String {
    let (product, release) = parts(site, product, release);
    public::release(site, product, release, &Assets::default())
}

fn version(site: &PublicSite, product: usize, version: usize) -> String {
    let (product, release) = parts(site, product, 0);
    public::version(site, product, release, &release.versions[version], &Assets::default())
}

fn parts(site: &PublicSite, product: usize, release: usize) -> (&PublicProduct, &PublicRelease) {
    let product = &site.products[product];
    (product, &product.releases[release])
}

#[test]
fn the_index_answers_first() {
    let site = sample::public_site();
    let html = index(&site);
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{}", &html[..80]);
    assert_eq!(texts(&html, "title"), ["Current Fedora cloud images · Aperiodic"]);
    assert_eq!(texts(&html, ".answer code").len(), 2);
    let launch = attributes(&html, ".answer a", "href");
    assert!(
        launch[0].starts_with("https://console.aws.amazon.com/ec2/home?region=us-east-1#LaunchInstances:ami=ami-0")
    );
    assert_eq!(
        launch[1],
        "https://download.example/cloud/Fedora-Cloud-43-20260203.0/Cloud/x86_64/images/Fedora-Cloud-Base-Generic-43-20260203.0.x86_64.qcow2"
    );
    is_sound(&html);
}

#[test]
fn the_index_lists_every_release_with_its_state() {
    let html = index(&sample::public_site());
    let heads = texts(&html, "main table tbody th[scope=row]");
    assert_eq!(
        heads,
        [
            "Fedora Cloud Base Release 43",
            "Fedora Cloud Base Release 42",
            "Fedora Container Base Release 43",
            "Fedora Atomic Host Release 43"
        ]
    );
    assert!(html.contains("None: all versions withdrawn"));
    assert!(attributes(&html, "main a", "href").contains(&"/data/v1/cloud-base/43.json".to_owned()));
}

#[test]
fn an_empty_site_says_so() {
    let site = PublicSite { products: Vec::new(), ..sample::public_site() };
    let html = index(&site);
    assert!(html.contains("Nothing is published yet."));
    is_sound(&html);
}

#[test]
fn every_page_carries_the_serial_and_needs_no_script() {
    let site = sample::public_site();
    for html in [index(&site), release(&site, 0, 0), version(&site, 0, 4), public::not_found(&site, &Assets::default())]
    {
        assert_eq!(attributes(&html, "meta[name=aperiodic-serial]", "content"), ["217"]);
        assert!(html.contains("serial <span class=\"tnum\">217</span>"), "the footer names the serial");
        assert_eq!(attributes(&html, "script", "src"), ["/assets/public.js"]);
        assert_eq!(attributes(&html, "script", "type"), ["module"]);
        let copies = attributes(&html, "button.copy", "data-copy").len();
        assert_eq!(attributes(&html, "button.copy[hidden]", "data-copy").len(), copies, "hidden until script runs");
        assert!(!html.contains("<!>") && !html.contains("leptos-island"), "nothing for hydration");
        is_sound(&html);
    }
}

#[test]
fn the_release_page_shows_files_and_amis_of_the_current_version() {
    let site = sample::public_site();
    let html = release(&site, 0, 0);
    assert_eq!(texts(&html, "title"), ["Fedora Cloud Base 43, 20260203.0 · Aperiodic"]);
    let current = site.products[0].releases[0].current().unwrap();
    let sums: Vec<String> = texts(&html, "#downloads td .sha");
    let mut expected: Vec<String> = current.artifacts.iter().map(|a| a.sha256.to_string()).collect();
    assert_eq!(sums.len(), 10);
    expected.sort();
    let mut sorted = sums;
    sorted.sort();
    assert_eq!(sorted, expected);
    assert_eq!(attributes(&html, "#downloads td.num", "title")[0], "583,008,256 bytes");
    assert_eq!(attributes(&html, "#aws a.launch", "href").len(), 67);
    assert!(texts(&html, "#aws td").contains(&"not available: publishing failed here".to_owned()));
    assert_eq!(texts(&html, "#aws thead th"), ["Region", "x86_64", "aarch64"]);
    assert_eq!(texts(&html, "#history tbody tr").len(), 7);
    assert!(!html.contains(" ago"), "relative times lie in a file");
}

#[test]
fn a_superseded_version_names_its_successor_and_stays() {
    let html = version(&sample::public_site(), 0, 2);
    assert!(
        texts(&html, ".note")[0]
            .starts_with("Version 20260122.1 took its place. Use Fedora Cloud Base 43, 20260203.0.")
    );
    assert_eq!(attributes(&html, ".note a", "href"), ["/cloud-base/43/"]);
    assert!(texts(&html, "#aws td")[0].contains("Deprecated"));
}

#[test]
fn a_withdrawn_version_says_why_and_offers_nothing() {
    let html = version(&sample::public_site(), 0, 4);
    assert_eq!(
        texts(&html, ".note"),
        [
            "Withdrawn on 19 Dec 2025, 12:41 UTC. Do not use it. Shipped a test key; never use it. Use Fedora Cloud Base 43, 20260203.0."
        ]
    );
    assert!(attributes(&html, "#downloads a", "href").is_empty(), "no download");
    assert!(attributes(&html, "#aws a", "href").is_empty(), "no launch");
    assert_eq!(texts(&html, "#downloads td .sha").len(), 10, "checksums stay, to recognise the files");
}

#[test]
fn a_release_without_current_version_says_what_to_do() {
    let html = release(&sample::public_site(), 2, 0);
    assert_eq!(texts(&html, "title"), ["Fedora Atomic Host 43 · Aperiodic"]);
    assert!(texts(&html, ".note")[0].contains("Do not start new machines from them."));
    assert!(html.contains("&lt;script&gt;alert("), "the hostile reason is shown as text");
    is_sound(&html);
}

#[test]
fn without_a_base_files_are_named_but_not_linked() {
    let site = PublicSite { download_base: None, ..sample::public_site() };
    let html = release(&site, 0, 0);
    assert!(attributes(&html, "#downloads a", "href").is_empty());
    assert!(html.contains("Fedora-Cloud-Base-Generic-43-20260203.0.x86_64.qcow2"));
    is_sound(&html);
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let mut site = sample::public_site();
    for product in &mut site.products {
        product.name = sample::HOSTILE.to_owned();
        product.summary = sample::HOSTILE.to_owned();
        for version in product.releases.iter_mut().flat_map(|release| &mut release.versions) {
            version.label = Some(sample::HOSTILE.to_owned());
            for artifact in &mut version.artifacts {
                artifact.label = sample::HOSTILE.to_owned();
                artifact.path = format!("Cloud/\"{}", sample::HOSTILE.replace('/', "|"));
            }
        }
    }
    for html in [index(&site), release(&site, 0, 0), version(&site, 0, 0), release(&site, 2, 0)] {
        is_sound(&html);
        assert!(texts(&html, "title").len() == 1 && !html.contains("<script>"));
    }
}
