use crate::support::Room;

/// The names under `Commands:`.
fn commands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[tokio::test]
async fn every_command_explains_itself() {
    let room = Room::fedora();
    let top = commands(&room.run(&["--help"]).await.ok());
    insta::assert_snapshot!(top.join(" "), @"serve demo import updates plan publish withdraw site audit token check-config migrate");
    let mut nested = Vec::new();
    for name in &top {
        let help = room.run(&[name, "--help"]).await.ok();
        assert!(help.contains("Usage: aperiodic"), "{help}");
        for inner in commands(&help) {
            let help = room.run(&[name, &inner, "--help"]).await.ok();
            assert!(help.contains("Usage: aperiodic"), "{help}");
            nested.push(format!("{name} {inner}"));
        }
    }
    insta::assert_snapshot!(nested.join(", "), @"site build, audit verify, token create, token list, token revoke");
}
