//! A desk made of sample data, and the router around it.

use app::{
    App,
    assets::Assets,
    ports::{Desk, DeskPort, LookError, Refusal, SamplePerson, Viewer},
    shell,
};
use async_trait::async_trait;
use axum::Router;
use domain::{
    Actor, Alias, Comment, Digest, Kind, PublicationId, Purpose, Reason, Role, StageName, UserName,
    publication::Progress,
};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;
use workflow::view::{Board, ImportView, PublicationView, UpdateView};

use crate::sample;

/// What is shown, and what was asked for.
pub struct Double {
    pub stage: StageName,
    pub progress: Progress,
    pub purpose: Purpose,
    /// What every command answers.
    pub answer: Result<(), Refusal>,
    /// What every look answers.
    pub up: bool,
    pub people: bool,
    pub calls: Mutex<Vec<String>>,
}

impl Default for Double {
    fn default() -> Self {
        Self {
            stage: StageName::Ready,
            progress: Progress::Running,
            purpose: Purpose::Publish,
            answer: Ok(()),
            up: true,
            people: false,
            calls: Mutex::default(),
        }
    }
}

impl Double {
    fn call(&self, text: String) -> Result<(), Refusal> {
        self.calls.lock().unwrap().push(text);
        self.answer
    }

    fn look<T>(&self, value: T) -> Result<T, LookError> {
        if self.up { Ok(value) } else { Err(LookError) }
    }
}

#[async_trait]
impl Desk for Double {
    async fn board(&self) -> Result<Board, LookError> {
        self.look(sample::board())
    }

    async fn update(&self, alias: &Alias) -> Result<Option<UpdateView>, LookError> {
        self.look((alias.as_str() == sample::ALIAS).then(|| sample::update(self.stage)))
    }

    async fn publication(&self, id: PublicationId) -> Result<Option<PublicationView>, LookError> {
        self.look((id == sample::publication_id(1)).then(|| sample::publication(self.progress, self.purpose)))
    }

    async fn imports(&self) -> Result<Vec<ImportView>, LookError> {
        self.look(sample::imports())
    }

    async fn approve(&self, actor: &Actor, alias: &Alias, content: Digest, comment: Comment) -> Result<(), Refusal> {
        self.call(format!("{} approves {alias} {} “{}”", actor.name, content.short(), comment.as_str()))
    }

    async fn reject(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<(), Refusal> {
        self.call(format!("{} rejects {alias} “{}”", actor.name, reason.as_str()))
    }

    async fn publish(&self, actor: &Actor, alias: &Alias) -> Result<PublicationId, Refusal> {
        self.call(format!("{} publishes {alias}", actor.name)).map(|()| sample::publication_id(1))
    }

    async fn withdraw(&self, actor: &Actor, alias: &Alias, reason: Reason) -> Result<PublicationId, Refusal> {
        self.call(format!("{} withdraws {alias} “{}”", actor.name, reason.as_str())).map(|()| sample::publication_id(2))
    }

    async fn resume(&self, actor: &Actor, id: PublicationId) -> Result<(), Refusal> {
        self.call(format!("{} resumes {id}", actor.name))
    }

    async fn import(&self, actor: &Actor, location: &str, kind: Option<Kind>) -> Result<uuid::Uuid, Refusal> {
        self.call(format!("{} imports {location} {kind:?}", actor.name)).map(|()| uuid::Uuid::nil())
    }

    fn now(&self) -> OffsetDateTime {
        sample::NOW
    }

    fn people(&self) -> Vec<SamplePerson> {
        let person = |name: &str, role, about: &str| SamplePerson {
            name: UserName::parse(name).unwrap(),
            roles: vec![role],
            about: about.to_owned(),
        };
        if !self.people {
            return Vec::new();
        }
        vec![
            person("ada", Role::Approver, "Approves updates that others imported."),
            person("bo", Role::ReleaseEngineer, "Imports composes, approves, publishes and withdraws."),
            person("vi", Role::Viewer, "May look at everything and change nothing."),
        ]
    }
}

pub fn router(desk: Arc<Double>, viewer: Option<Actor>) -> Router {
    let options = LeptosOptions::builder().output_name("aperiodic").build();
    let context = move || {
        provide_context::<DeskPort>(desk.clone());
        provide_context(Viewer(viewer.clone()));
        provide_context(Assets::default());
    };
    let around = options.clone();
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, move || shell(around.clone()))
        .with_state(options)
}
