//! A store function without a test on both engines is a failed test.

use std::{fs, path::Path};

fn texts(folder: &str, but: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| !path.ends_with(but)).map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_store_function_is_called_here() {
    let source = texts("src", "-");
    let tests = texts("tests/it", "tidy.rs").concat();
    let names: Vec<&str> = source
        .iter()
        .flat_map(|text| text.split("pub async fn ").skip(1))
        .map(|rest| &rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap()])
        .collect();
    assert!(names.len() > 50, "the functions are not found any more: {names:?}");
    let untested: Vec<&&str> = names
        .iter()
        .filter(|name| !tests.contains(&format!(".{name}(")) && !tests.contains(&format!("::{name}(")))
        .collect();
    assert!(untested.is_empty(), "call them in the story: {untested:?}");
}

#[test]
fn every_time_is_bound_in_a_form_that_sorts() {
    for text in texts("src", "-") {
        for bound in text.split(".bind(").skip(1) {
            let bound = &bound[..bound.find(')').unwrap()];
            let is_time = bound.ends_with("_at") || ["now", "at", "until", "due", "then"].contains(&bound);
            let is_time = is_time && !bound.starts_with("At(");
            assert!(!is_time, ".bind({bound}): write At({bound})");
        }
    }
}
