//! The outside in memory: carries out each step once however often it is asked, and answers by script.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use domain::{AmiId, Arch, Channel as Name, Digest, Phase, Region, StepKind, StepOutput, Version};
use publication::{Channel, Setback, Work};
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Where a step works: region and architecture, none for the site.
pub type Target = (Option<Region>, Option<Arch>);

#[derive(Debug, Clone)]
pub enum Answer {
    /// Seconds, memo.
    NotYet(u64, Option<&'static str>),
    Retry,
    Refused,
    Panic,
    /// Until [`Outside::go_on`] is rung.
    Hang,
}

#[derive(Debug, Clone)]
pub struct Call {
    pub kind: StepKind,
    pub phase: Phase,
    pub target: Target,
    pub at: OffsetDateTime,
    pub memo: Option<String>,
    pub ended: bool,
}

/// When a worker dies during a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    BeforeTheEffect,
    AfterTheEffect,
}

#[derive(Default)]
pub struct State {
    pub calls: Vec<Call>,
    /// What is there now, and for which version.
    pub effects: BTreeSet<(Version, StepKind, Target)>,
    pub public: BTreeSet<AmiId>,
    pub latest: BTreeMap<Target, Option<(Version, AmiId)>>,
    /// Which AMI a step that puts aside, restores or hides was for.
    pub targets: BTreeMap<(StepKind, Target), Option<AmiId>>,
    script: BTreeMap<(StepKind, String), VecDeque<Answer>>,
    death: Option<(usize, Death)>,
}

#[derive(Default)]
pub struct Outside {
    state: Mutex<State>,
    /// Rung when a worker is to die.
    pub died: Mutex<CancellationToken>,
    pub hangs: Notify,
    pub go_on: Notify,
}

impl Outside {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The next answers of that step in that region; "" is the site's.
    pub fn answer(&self, kind: StepKind, region: &str, answers: impl IntoIterator<Item = Answer>) {
        self.state().script.entry((kind, region.to_owned())).or_default().extend(answers);
    }

    /// The worker dies in its `call`th call from now, the first being 1.
    pub fn die_at(&self, call: usize, death: Death) -> CancellationToken {
        let token = CancellationToken::new();
        *self.died.lock().unwrap() = token.clone();
        let mut state = self.state();
        state.death = Some((state.calls.len() + call, death));
        token
    }

    pub fn times(&self, kind: StepKind, region: &str) -> Vec<OffsetDateTime> {
        let is_it = |call: &&Call| call.kind == kind && call.target.0.as_ref().is_some_and(|r| r.as_str() == region);
        self.state().calls.iter().filter(is_it).map(|call| call.at).collect()
    }

    async fn die(&self) -> ! {
        self.died.lock().unwrap().cancel();
        std::future::pending().await
    }
}

/// One channel of the outside.
pub struct Fake(pub Name, pub Arc<Outside>);

#[async_trait]
impl Channel for Fake {
    fn name(&self) -> Name {
        self.0
    }

    async fn run(&self, work: &Work) -> Result<StepOutput, Setback> {
        let step = &work.step;
        let target = (step.region.clone(), step.arch.clone());
        let (number, death, answer) = begin(&mut self.1.state(), work, &target);
        let dies = |when| death == Some((number, when));
        if dies(Death::BeforeTheEffect) {
            self.1.die().await;
        }
        for _ in 0..number % 5 {
            tokio::task::yield_now().await;
        }
        match answer {
            None => {}
            Some(Answer::Hang) => {
                self.1.hangs.notify_one();
                self.1.go_on.notified().await;
            }
            Some(answer) => {
                self.1.state().calls[number - 1].ended = true;
                return Err(setback(&answer));
            }
        }
        let output = effect(&mut self.1.state(), work, &target);
        if dies(Death::AfterTheEffect) {
            self.1.die().await;
        }
        self.1.state().calls[number - 1].ended = true;
        Ok(output)
    }
}

fn begin(state: &mut State, work: &Work, target: &Target) -> (usize, Option<(usize, Death)>, Option<Answer>) {
    let step = &work.step;
    // Nothing of another phase is under way, and nothing of a later one has begun.
    for call in state.calls.iter().filter(|call| !call.ended && state.death.is_none()) {
        assert_eq!(call.phase, step.phase, "{} runs while {} does", step.kind, call.kind);
    }
    state.calls.push(Call {
        kind: step.kind,
        phase: step.phase,
        target: target.clone(),
        at: work.now,
        memo: step.memo.clone(),
        ended: false,
    });
    let region = target.0.as_ref().map_or("", |region| region.as_str()).to_owned();
    let answer = state.script.get_mut(&(step.kind, region)).and_then(VecDeque::pop_front);
    (state.calls.len(), state.death, answer)
}

fn setback(answer: &Answer) -> Setback {
    let reason = "the script says so".to_owned();
    match answer {
        Answer::NotYet(after, memo) => {
            Setback::NotYet { after: Duration::from_secs(*after), reason, memo: memo.map(str::to_owned) }
        }
        Answer::Retry => Setback::Retry { reason },
        Answer::Refused => Setback::Refused { reason },
        Answer::Panic | Answer::Hang => panic!("scripted"),
    }
}

/// The id that AWS would give: one per version, region and architecture.
pub fn ami_id(version: Version, target: &Target) -> AmiId {
    let (region, arch) = (target.0.as_ref().unwrap(), target.1.as_ref().unwrap());
    AmiId::parse(&format!("ami-{}", Digest::of(format!("{version} {region} {arch}").as_bytes()).short())).unwrap()
}

fn effect(state: &mut State, work: &Work, target: &Target) -> StepOutput {
    let (kind, inputs, version) = (work.step.kind, &work.inputs, work.update.version);
    state.effects.insert((version, kind, target.clone()));
    let own = || inputs.ami.clone().expect("the step's AMI");
    let until = StepOutput::Until { at: work.now + time::Duration::days(700) };
    match kind {
        StepKind::Upload => {
            assert!(work.ec2_image().is_some());
            StepOutput::Snapshot { id: "snap-0924a809837eb6f84".parse().unwrap(), bytes: 9, blocks: 1 }
        }
        StepKind::Register | StepKind::Copy => {
            let needed = if kind == StepKind::Register { inputs.snapshot.is_some() } else { inputs.home_ami.is_some() };
            assert!(needed, "{kind} without what it is made of");
            StepOutput::Ami { id: ami_id(version, target), name: work.ami_name().unwrap(), snapshot: None }
        }
        StepKind::Share => {
            state.public.insert(own());
            StepOutput::Done
        }
        StepKind::Verify => {
            assert!(state.public.contains(&own()));
            StepOutput::Done
        }
        StepKind::Parameters => {
            let latest = inputs.latest.clone();
            assert!(latest.as_ref().is_none_or(|(_, ami)| state.public.contains(ami)), "a pointer to what is private");
            state.latest.insert(target.clone(), latest);
            StepOutput::Done
        }
        StepKind::Retire | StepKind::Restore | StepKind::Unshare => {
            let ami = inputs.target.as_ref().map(|ami| ami.id.clone());
            if let (StepKind::Unshare, Some(ami)) = (kind, &ami) {
                state.public.remove(ami);
            }
            state.targets.insert((kind, target.clone()), ami);
            if kind == StepKind::Unshare { StepOutput::Done } else { until }
        }
        StepKind::Deprecate => until,
        StepKind::Site | StepKind::Refresh => StepOutput::Serial { serial: 1 },
        StepKind::Available => {
            own();
            StepOutput::Done
        }
    }
}
