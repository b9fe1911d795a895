//! One call from arrival to answer: read, let in, perhaps struck by a fault, done, written down.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode};
use time::OffsetDateTime;

use crate::double::Double;
use crate::fault::FaultKind;
use crate::service::Service;
use crate::state::{Region, World};
use crate::view::Call;
use crate::wire::answer::Answer;
use crate::wire::form::Form;
use crate::wire::refusal::Refusal;
use crate::wire::scope::Scope;
use crate::{ebs, ec2, quotas, ssm, sts};

/// A snapshot block is 512 KiB; everything else is far smaller.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// A request whose body is read.
pub(crate) struct Incoming {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Incoming {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The operation of a JSON 1.1 call: the end of `X-Amz-Target`.
    fn target(&self) -> String {
        let target = self.header("x-amz-target").unwrap_or_default();
        let (_, operation) = target.rsplit_once('.').unwrap_or(("", target));
        operation.to_owned()
    }
}

/// The world during one call.
pub(crate) struct Turn<'a> {
    pub world: &'a mut World,
    pub region: &'a str,
    pub now: OffsetDateTime,
    pub request_id: String,
}

impl Turn<'_> {
    /// The region the call is for.
    pub(crate) fn here(&mut self) -> &mut Region {
        let region = self.world.regions.get_mut(self.region);
        region.expect("the region was found when the call was let in")
    }
}

/// A call whose form is known; the work is ready to be done.
struct Ask {
    action: String,
    work: Result<Work, Refusal>,
}

enum Work {
    Ec2(Form),
    Sts,
    Ebs(ebs::Order),
    Ssm(Bytes),
    Quotas(Bytes),
}

impl Ask {
    fn read(service: Service, incoming: &Incoming) -> Self {
        match service {
            Service::Ec2 => Self::of_form(Form::parse(&incoming.body), Work::Ec2),
            Service::Sts => Self::of_form(Form::parse(&incoming.body), |_| Work::Sts),
            Service::Ebs => {
                let (action, order) = ebs::read(incoming);
                let work = order.map(Work::Ebs);
                Self { action, work }
            }
            Service::Ssm => Self::of_target(incoming, Work::Ssm),
            Service::Quotas => Self::of_target(incoming, Work::Quotas),
        }
    }

    fn of_form(form: Result<Form, Refusal>, work: impl FnOnce(Form) -> Work) -> Self {
        let action = form.as_ref().ok().and_then(|form| form.owned("Action"));
        Self { action: action.unwrap_or_default(), work: form.map(work) }
    }

    fn of_target(incoming: &Incoming, work: impl FnOnce(Bytes) -> Work) -> Self {
        Self { action: incoming.target(), work: Ok(work(incoming.body.clone())) }
    }

    fn perform(self, turn: &mut Turn<'_>) -> Result<Answer, Refusal> {
        let action = self.action.as_str();
        match self.work? {
            Work::Ec2(form) => ec2::perform(action, turn, &form),
            Work::Sts => sts::perform(action, turn),
            Work::Ebs(order) => ebs::perform(turn, order),
            Work::Ssm(body) => ssm::perform(action, turn, &body),
            Work::Quotas(body) => quotas::perform(action, turn, &body),
        }
    }
}

/// The handler of everything that is not ours.
pub(crate) async fn serve(State(double): State<Double>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        let message = format!("the body is larger than {MAX_BODY} bytes or broke off\n");
        return (StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
    };
    let incoming = Incoming { method: parts.method, path: parts.uri.path().to_owned(), headers: parts.headers, body };
    answer(&double, &incoming).map_or_else(hang_up, Response::from)
}

/// `None` when the connection is to be dropped.
fn answer(double: &Double, incoming: &Incoming) -> Option<Answer> {
    let signed =
        Scope::of(&incoming.headers).and_then(|scope| Service::named(&scope.service).map(|service| (scope, service)));
    let Some((scope, service)) = signed else {
        return Some(turn_away(double, incoming));
    };
    // Parsing and hashing happen before the lock is taken.
    let ask = Ask::read(service, incoming);
    let mut world = double.world();
    let mut call = Call { service: scope.service, action: ask.action.clone(), region: scope.region, error: None };
    let outcome = decide(&mut world, service, &call.region, ask);
    call.error = outcome.as_ref().map_or_else(
        || Some("dead".to_owned()),
        |(_, result)| result.as_ref().err().map(|refusal| refusal.code.to_string()),
    );
    tracing::debug!(service = call.service, action = call.action, region = call.region, error = call.error, "call");
    world.record(call);
    let (request_id, result) = outcome?;
    Some(result.unwrap_or_else(|refusal| service.refuse(&refusal, &request_id)))
}

type Outcome = (String, Result<Answer, Refusal>);

/// `None` when a fault says that there is no answer.
fn decide(world: &mut World, service: Service, region: &str, ask: Ask) -> Option<Outcome> {
    let request_id = world.request_id();
    let result = match world.faults.strike(region, &ask.action) {
        None => perform(world, service, region, &request_id, ask),
        Some(FaultKind::Throttle) => Err(service.throttled()),
        Some(FaultKind::Error { code }) => Err(Refusal::new(code, "A fault on command")),
        Some(FaultKind::Dead) => return None,
        Some(FaultKind::LostAnswer) => {
            let lost = perform(world, service, region, &request_id, ask);
            tracing::debug!(ok = lost.is_ok(), "the answer is lost on command");
            Err(service.internal())
        }
    };
    Some((request_id, result))
}

fn perform(world: &mut World, service: Service, region: &str, request_id: &str, ask: Ask) -> Result<Answer, Refusal> {
    if world.usable_region(region).is_none() {
        return Err(service.region_closed(region));
    }
    let now = world.clock.now();
    let mut turn = Turn { world, region, now, request_id: request_id.to_owned() };
    turn.here().settle(now);
    ask.perform(&mut turn)
}

/// A call without a signature, or for a service we do not play.
fn turn_away(double: &Double, incoming: &Incoming) -> Answer {
    let refusal = Refusal::unsigned();
    let mut world = double.world();
    let request_id = world.request_id();
    world.record(Call {
        service: String::new(),
        action: format!("{} {}", incoming.method, incoming.path),
        region: String::new(),
        error: Some(refusal.code.to_string()),
    });
    Service::guess(&incoming.path, &incoming.headers).refuse(&refusal, &request_id)
}

/// A body that fails before its first byte: the server closes the connection instead of answering.
fn hang_up() -> Response {
    let broken = std::io::Error::other("the connection is dropped on command");
    let stream = futures::stream::once(std::future::ready(Err::<Bytes, _>(broken)));
    Response::new(Body::from_stream(stream))
}
