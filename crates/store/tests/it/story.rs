//! The story of one release, told with every function of the store, on both engines.

use domain::{
    Ami, AmiId, Arch, Channel, Digest, Kind, PublicationId, Purpose, Region, Role, Step, StepKind, StepOutput,
    StepState, Update,
};
use store::{Db, ImportRow, ImportState, Session, SignIn, Token};

use crate::{
    db::on_both,
    world::{after, alias, approval, compose, decision, event, id, name, publication, step, update},
};

#[tokio::test]
async fn the_story_on_both_engines() {
    on_both(story).await;
}

async fn story(db: &Db) {
    db.migrate().await.unwrap();
    imports(db).await;
    people(db).await;
    candidates(db).await;
    approvals(db).await;
    publishing(db).await;
    amis(db).await;
    succession(db).await;
    events(db).await;
}

async fn imports(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let asked = ImportRow {
        id: id(1),
        location: "https://kojipkgs.example/compose/43".to_owned(),
        kind: Some(Kind::Emergency),
        requested_by: name("importer"),
        requested_at: after(0),
        state: ImportState::Queued,
        message: None,
        done_bytes: 0,
        total_bytes: 0,
        finished_at: None,
        fence: 0,
    };
    tx.insert_import(&asked).await.unwrap();
    assert_eq!(tx.import(asked.id).await.unwrap(), Some(asked.clone()));
    assert_eq!(tx.import(id(2)).await.unwrap(), None);
    let mut claimed = tx.claim_import(after(1), after(61)).await.unwrap().unwrap();
    assert_eq!((claimed.state, claimed.fence), (ImportState::Running, 1));
    (claimed.done_bytes, claimed.total_bytes) = (5, 1 << 40);
    assert!(tx.renew_import(&claimed, after(120)).await.unwrap());
    assert!(tx.finish_import(&claimed, ImportState::Done, "2 updates", after(90)).await.unwrap());
    let done = tx.recent_imports(10).await.unwrap();
    let expected = ImportRow {
        state: ImportState::Done,
        message: Some("2 updates".to_owned()),
        finished_at: Some(after(90)),
        ..claimed
    };
    assert_eq!(done, [expected]);
    tx.commit().await.unwrap();
}

async fn people(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let session = Session {
        token_hash: "hash".to_owned(),
        person: name("alice"),
        subject: "sub-1".to_owned(),
        groups: vec!["cloud-sig".to_owned(), "odd \"group\"".to_owned()],
        created_at: after(0),
        seen_at: after(0),
        expires_at: after(100),
    };
    tx.insert_session(&session).await.unwrap();
    tx.touch_session("hash", after(50)).await.unwrap();
    let seen = Session { seen_at: after(50), ..session.clone() };
    assert_eq!(tx.session("hash", after(99)).await.unwrap(), Some(seen));
    assert_eq!(tx.session("hash", after(100)).await.unwrap(), None);
    tx.insert_session(&Session { token_hash: "other".to_owned(), ..session }).await.unwrap();
    tx.delete_session("hash").await.unwrap();
    assert_eq!(tx.session("hash", after(50)).await.unwrap(), None);
    assert_eq!(tx.delete_sessions_before(after(99)).await.unwrap(), 0);
    assert_eq!(tx.delete_sessions_before(after(100)).await.unwrap(), 1);
    let sign_in = |state: &str, seconds| SignIn {
        state_hash: state.to_owned(),
        browser_hash: "browser".to_owned(),
        nonce: "nonce".to_owned(),
        verifier: "verifier".to_owned(),
        return_to: "/desk".to_owned(),
        created_at: after(seconds),
    };
    for (state, seconds) in [("a", 0), ("b", 10), ("c", 20)] {
        tx.insert_sign_in(&sign_in(state, seconds)).await.unwrap();
    }
    assert_eq!(tx.prune_sign_ins(after(10)).await.unwrap(), 2);
    assert_eq!(tx.take_sign_in("a").await.unwrap(), None);
    assert_eq!(tx.take_sign_in("b").await.unwrap(), Some(sign_in("b", 10)));
    assert_eq!(tx.take_sign_in("b").await.unwrap(), None, "an answer counts once");
    tokens(&mut tx).await;
    tx.commit().await.unwrap();
}

async fn tokens(tx: &mut store::Tx) {
    let token = |n: u128| Token {
        id: id(n),
        token_hash: format!("secret {n}"),
        person: name("robot"),
        roles: [Role::ReleaseEngineer, Role::Viewer].into(),
        created_at: after(i64::try_from(n).unwrap()),
        expires_at: after(1_000),
        revoked_at: None,
    };
    tx.insert_token(&token(1)).await.unwrap();
    tx.insert_token(&token(2)).await.unwrap();
    let twice = Token { id: id(3), ..token(1) };
    assert_eq!(tx.valid_token("secret 1", after(999)).await.unwrap(), Some(token(1)));
    assert_eq!(tx.valid_token("secret 1", after(1_000)).await.unwrap(), None);
    assert_eq!(tx.valid_token("guess", after(1)).await.unwrap(), None);
    assert!(tx.revoke_token(id(1), after(500)).await.unwrap());
    assert!(!tx.revoke_token(id(1), after(600)).await.unwrap());
    assert!(!tx.revoke_token(id(9), after(600)).await.unwrap());
    assert_eq!(tx.valid_token("secret 1", after(501)).await.unwrap(), None);
    let revoked = Token { revoked_at: Some(after(500)), ..token(1) };
    assert_eq!(tx.tokens().await.unwrap(), [token(2), revoked]);
    assert_ne!(twice.id, id(1));
}

/// Three composes of one release, each with its update.
async fn candidates(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for day in 1..=3 {
        tx.insert_compose(&compose(day)).await.unwrap();
        tx.insert_update(&update(day)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(tx.compose(&update(1).compose).await.unwrap(), Some(compose(1)));
    assert_eq!(tx.recent_composes(2).await.unwrap(), [compose(3), compose(2)]);
    assert_eq!(tx.update(&alias(1)).await.unwrap(), Some(update(1)));
    assert_eq!(tx.update(&alias(99)).await.unwrap(), None);
    assert_eq!(tx.update_by_id(update(2).id).await.unwrap(), Some(update(2)));
    assert_eq!(tx.updates_of_compose(&update(3).compose).await.unwrap(), [update(3)]);
    assert_eq!(tx.open_updates(2).await.unwrap(), [update(3), update(2)]);
    assert!(tx.closed_updates(9).await.unwrap().is_empty());
    drop(tx);
    duplicates(db).await;
}

/// Every refused row is one that uniqueness forbids, and it is known as such.
async fn duplicates(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    assert!(store::is_duplicate(&tx.insert_compose(&compose(1)).await.unwrap_err()));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    let same_version = Update { id: domain::UpdateId(id(50)), alias: alias(50), ..update(1) };
    assert!(store::is_duplicate(&tx.insert_update(&same_version).await.unwrap_err()));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    let homeless = Update { compose: "Fedora-None-1".parse().unwrap(), ..update(9) };
    let error = tx.insert_update(&homeless).await.unwrap_err();
    assert!(!store::is_duplicate(&error), "another fault: {error}");
}

async fn approvals(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.put_approval(update(1).id, &approval("bob", b"old")).await.unwrap();
    tx.put_approval(update(1).id, &approval("alice", b"new")).await.unwrap();
    tx.put_approval(update(1).id, &approval("bob", b"new")).await.unwrap();
    let found = tx.update(&alias(1)).await.unwrap().unwrap();
    assert_eq!(found.facts.approvals, [approval("alice", b"new"), approval("bob", b"new")]);
    assert!(tx.reject_update(update(3).id, &decision("alice")).await.unwrap());
    assert!(!tx.reject_update(update(3).id, &decision("bob")).await.unwrap());
    assert!(!tx.start_update(update(3).id, PublicationId(id(1))).await.unwrap(), "rejected is final");
    let rejected = tx.update(&alias(3)).await.unwrap().unwrap();
    assert_eq!(rejected.facts.rejection, Some(decision("alice")));
    assert_eq!(tx.closed_updates(9).await.unwrap(), [rejected]);
    tx.commit().await.unwrap();
}

async fn publishing(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let (one, two) = (update(1), update(2));
    let publication = publication(1, &one, 100);
    tx.lock_release(&one.product, &one.release).await.unwrap();
    assert_eq!(tx.other_in_publication(&two).await.unwrap(), None);
    assert!(!tx.finish_update(one.id, after(1)).await.unwrap(), "not started");
    assert!(tx.start_update(one.id, publication.id).await.unwrap());
    assert!(!tx.start_update(one.id, publication.id).await.unwrap());
    assert!(!tx.reject_update(one.id, &decision("alice")).await.unwrap());
    tx.insert_publication(&publication).await.unwrap();
    let site = Step {
        phase: domain::Phase::Flip,
        kind: StepKind::Site,
        channel: Channel::Site,
        region: None,
        arch: None,
        ..step(3, &publication)
    };
    for step in [&site, &step(2, &publication), &step(1, &publication)] {
        tx.insert_step(step).await.unwrap();
    }
    assert_eq!(tx.other_in_publication(&two).await.unwrap(), Some(one.alias.clone()));
    assert_eq!(tx.other_turning(&two).await.unwrap(), None, "no step of its flip has begun");
    tx.save_step(&Step { started_at: Some(after(100)), ..site.clone() }).await.unwrap();
    assert_eq!(tx.other_turning(&two).await.unwrap(), Some(one.alias.clone()));
    assert_eq!(tx.other_turning(&one).await.unwrap(), None, "itself is no other");
    assert_eq!(tx.other_in_publication(&one).await.unwrap(), None, "itself is no other");
    let turned = Step { state: StepState::Done { output: StepOutput::Done, at: after(101) }, ..site.clone() };
    tx.save_step(&turned).await.unwrap();
    assert_eq!(tx.other_in_publication(&two).await.unwrap(), None, "its pages have turned");
    tx.save_step(&site).await.unwrap();
    assert_eq!(tx.publications_of(one.id).await.unwrap().len(), 1);
    assert_eq!(tx.open_publications(9).await.unwrap()[0].publication, publication);
    tx.commit().await.unwrap();
    steps(db).await;
    let mut tx = db.begin().await.unwrap();
    assert!(tx.claim_publication("w", after(99), after(159)).await.unwrap().is_none(), "not due yet");
    let claim = tx.claim_publication("w", after(100), after(160)).await.unwrap().unwrap();
    assert!(tx.renew_claim(claim, after(170)).await.unwrap());
    assert!(tx.release_claim(claim, after(200)).await.unwrap());
    tx.wake_publication(publication.id, after(180)).await.unwrap();
    let claim = tx.claim_publication("w", after(180), after(240)).await.unwrap().unwrap();
    assert!(tx.finish_update(one.id, after(190)).await.unwrap());
    assert!(tx.finish_publication(claim, after(191)).await.unwrap());
    let stored = tx.publication(publication.id).await.unwrap().unwrap();
    assert_eq!((stored.publication.finished_at, stored.lease_owner), (Some(after(191)), None));
    assert!(tx.open_publications(9).await.unwrap().is_empty());
    assert_eq!(tx.publication(PublicationId(id(1))).await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn steps(db: &Db) {
    let publication = publication(1, &update(1), 100);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(tx.steps(publication.id).await.unwrap()[..2], [step(1, &publication), step(2, &publication)]);
    let reason = || "Throttled: \"slow down\"".to_owned();
    let output = StepOutput::Snapshot { id: "snap-0924a809837eb6f84".parse().unwrap(), bytes: 5 << 30, blocks: 77 };
    let states = [
        StepState::Pending,
        StepState::Waiting { until: after(9), reason: reason() },
        StepState::Failed { reason: reason(), at: after(8) },
        StepState::Skipped { reason: reason() },
        StepState::Done { output, at: after(7) },
    ];
    let mut changed = step(1, &publication);
    for (attempts, state) in (1..).zip(states) {
        changed.state = state;
        (changed.attempts, changed.started_at, changed.memo) = (attempts, Some(after(3)), Some("{\"a\":1}".to_owned()));
        tx.save_step(&changed).await.unwrap();
        assert_eq!(tx.steps(publication.id).await.unwrap()[0], changed);
    }
    tx.note_progress(changed.id, 1 << 40, u64::MAX).await.unwrap();
    let noted = tx.steps(publication.id).await.unwrap().remove(0);
    assert_eq!(noted.progress, Some((1 << 40, i64::MAX.unsigned_abs())));
    assert_eq!(noted.state, changed.state);
    tx.commit().await.unwrap();
}

fn ami(region: &str, hex: &str) -> Ami {
    Ami {
        id: AmiId::parse(&format!("ami-{hex}")).unwrap(),
        update: update(1).id,
        region: Region::parse(region).unwrap(),
        arch: Arch::parse("x86_64").unwrap(),
        name: "Fedora-Cloud-Base".to_owned(),
        snapshot: Some("snap-0924a809837eb6f84".parse().unwrap()),
        registered_at: after(110),
        public_at: None,
        deprecated_at: None,
        private_at: None,
        deregistered_at: None,
        replaced_by: None,
    }
}

async fn amis(db: &Db) {
    let (home, away) = (ami("us-east-1", "0924a809837eb6f84"), ami("eu-west-1", "0924a809837eb6f85"));
    let mut tx = db.begin().await.unwrap();
    tx.put_ami(&home).await.unwrap();
    tx.put_ami(&away).await.unwrap();
    tx.put_ami(&Ami { name: "Another".to_owned(), ..home.clone() }).await.unwrap();
    assert_eq!(tx.amis(update(1).id).await.unwrap(), [away.clone(), home.clone()]);
    assert!(tx.published_amis().await.unwrap().is_empty());
    tx.ami_is_public(&home.region, &home.id, after(120)).await.unwrap();
    tx.ami_is_public(&home.region, &home.id, after(130)).await.unwrap();
    let public = Ami { public_at: Some(after(120)), ..home.clone() };
    assert_eq!(tx.published_amis().await.unwrap(), std::slice::from_ref(&public));
    tx.ami_deprecated(&home.region, &home.id, after(900), Some(&alias(2))).await.unwrap();
    tx.ami_is_private(&home.region, &home.id, after(140)).await.unwrap();
    let aside = Ami {
        deprecated_at: Some(after(900)),
        replaced_by: Some(alias(2)),
        private_at: Some(after(140)),
        ..public.clone()
    };
    assert_eq!(tx.amis(update(1).id).await.unwrap()[1], aside);
    tx.ami_is_public(&home.region, &home.id, after(150)).await.unwrap();
    tx.ami_deprecated(&home.region, &home.id, after(950), None).await.unwrap();
    let back = Ami { deprecated_at: Some(after(950)), ..public };
    assert_eq!(tx.amis(update(1).id).await.unwrap()[1], back);
    tx.commit().await.unwrap();
}

/// The second update takes the first one's place, and is taken back.
async fn succession(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let (one, two) = (update(1), update(2));
    let current = |tx: Option<Update>| tx.map(|update| update.alias);
    assert_eq!(current(tx.current_update(&one.product, &one.release).await.unwrap()), Some(alias(1)));
    assert!(!tx.supersede_update(two.id, &alias(1)).await.unwrap(), "not published");
    assert!(!tx.withdraw_update(two.id, &decision("alice")).await.unwrap(), "not published");
    assert!(tx.start_update(two.id, PublicationId(id(77))).await.unwrap());
    assert!(tx.finish_update(two.id, after(300)).await.unwrap());
    assert!(!tx.finish_update(two.id, after(301)).await.unwrap());
    assert!(tx.supersede_update(one.id, &alias(2)).await.unwrap());
    assert!(!tx.supersede_update(one.id, &alias(2)).await.unwrap());
    assert_eq!(current(tx.current_update(&one.product, &one.release).await.unwrap()), Some(alias(2)));
    assert_eq!(current(tx.published_before(&two).await.unwrap()), Some(alias(1)));
    assert_eq!(tx.superseded_by(&alias(2)).await.unwrap().len(), 1);
    let published: Vec<_> = tx.published_updates().await.unwrap().into_iter().map(|update| update.alias).collect();
    assert_eq!(published, [alias(2), alias(1)]);
    assert!(tx.withdraw_update(two.id, &decision("sec")).await.unwrap());
    assert!(!tx.withdraw_update(two.id, &decision("sec")).await.unwrap());
    assert!(tx.restore_update(one.id).await.unwrap());
    assert!(!tx.restore_update(one.id).await.unwrap());
    assert_eq!(current(tx.current_update(&one.product, &one.release).await.unwrap()), Some(alias(1)));
    assert!(tx.withdraw_update(one.id, &decision("sec")).await.unwrap());
    assert_eq!(tx.current_update(&one.product, &one.release).await.unwrap(), None);
    assert_eq!(tx.published_before(&two).await.unwrap(), None);
    let mut withdrawal = publication(2, &one, 400);
    withdrawal.purpose = Purpose::Withdraw;
    tx.insert_publication(&withdrawal).await.unwrap();
    assert_eq!(tx.publications_of(one.id).await.unwrap()[1].publication, withdrawal);
    closing(&mut tx, &withdrawal).await;
    tx.commit().await.unwrap();
}

/// Ended from outside: nothing is left to do, and its worker has lost it.
async fn closing(tx: &mut store::Tx, publication: &domain::Publication) {
    let done = StepState::Done { output: StepOutput::Done, at: after(401) };
    for (n, state) in [(11, StepState::Pending), (12, done.clone())] {
        let step = Step { id: domain::StepId(id(3_000 + n)), ..step(n, publication) };
        tx.insert_step(&step).await.unwrap();
        tx.save_step(&Step { state, ..step }).await.unwrap();
    }
    let claim = tx.claim_publication("w", after(400), after(460)).await.unwrap().unwrap();
    assert!(tx.close_publication(publication.id, "Not needed.", after(410)).await.unwrap());
    assert!(!tx.close_publication(publication.id, "Not needed.", after(411)).await.unwrap(), "once");
    assert!(!tx.renew_claim(claim, after(500)).await.unwrap());
    let states: Vec<_> = tx.steps(publication.id).await.unwrap().into_iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Skipped { reason: "Not needed.".to_owned() }, done]);
}

async fn events(db: &Db) {
    assert!(["sqlite", "postgres"].contains(&db.engine()));
    let mut tx = db.begin().await.unwrap();
    assert_eq!(tx.chain_head().await.unwrap(), (0, Digest::ZERO));
    let first = tx.append_event(event("one")).await.unwrap();
    let second = tx.append_event(event("two")).await.unwrap();
    assert_eq!(tx.chain_head().await.unwrap(), (2, second.hash));
    assert_eq!(tx.events_after(0, 9).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(tx.events_after(1, 9).await.unwrap(), [second]);
    assert_eq!(tx.events_about("one", 9).await.unwrap(), [first]);
    assert_eq!(tx.next_serial().await.unwrap(), 1);
    assert_eq!(tx.next_serial().await.unwrap(), 2);
    // Dropped without a commit: nothing of it stays.
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(tx.chain_head().await.unwrap().0, 0);
    assert_eq!(tx.next_serial().await.unwrap(), 1);
    tx.commit().await.unwrap();
}
