use crate::support::Room;

#[tokio::test]
async fn wrong_usage_ends_with_2_and_says_what_is_expected() {
    let room = Room::small();
    let alias = "FEDORA-IMAGE-2026-0123456789";
    for (args, said) in [
        (&[][..], "Usage"),
        (&["nonsense"], "nonsense"),
        (&["import"], "<LOCATION>"),
        (&["import", "x", "--kind", "urgent"], "expected routine or emergency"),
        (&["plan", "not-an-alias"], "such as FEDORA-IMAGE-2026-3f9c2ab07e"),
        (&["withdraw", alias], "--reason"),
        (&["withdraw", alias, "--reason", "  "], "the reason is missing"),
        (&["token", "create", "--user", "a b", "--role", "admin"], "is not a user name"),
        (&["token", "create", "--user", "a", "--role", "king"], "expected one of viewer"),
        (&["token", "create", "--user", "a", "--role", "admin", "--expires", "400d"], "at most 365d"),
        (&["token", "create", "--user", "a", "--role", "admin", "--expires", "0h"], "at most 365d"),
        (&["token", "revoke", "7"], "<ID>"),
        (&["audit"], "verify"),
        (&["demo", "--listen", "here"], "--listen"),
    ] {
        let outcome = room.run(args).await;
        assert_eq!(outcome.code, 2, "{args:?}: {outcome:?}");
        assert!(outcome.err.contains(said), "{args:?}: {}", outcome.err);
    }
    assert!(!room.path("aperiodic.db").exists(), "wrong usage opens no database");
}

#[tokio::test]
async fn the_demo_keeps_to_loopback() {
    let error = Room::small().run(&["demo", "--listen", "0.0.0.0:0"]).await.refused(1);
    assert!(error.contains("listens on loopback only"), "{error}");
}
