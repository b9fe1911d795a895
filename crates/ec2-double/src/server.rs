//! One call from arrival to answer: read, let in, perhaps struck by a fault, done, written down.

mod ending;

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode};
use time::OffsetDateTime;

use self::ending::Ending;
use crate::buckets::Asked;
use crate::double::Double;
use crate::fault::FaultKind;
use crate::service::Service;
use crate::state::{Region, World};
use crate::view::Call;
use crate::wire::answer::Answer;
use crate::wire::form::Form;
use crate::wire::payload::Payload;
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
    pub body: Payload,
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

    /// Whether a fault spoils what this call makes.
    pub(crate) fn is_spoiled(&mut self, kind: &FaultKind) -> bool {
        self.world.faults.spoils(self.region, kind, self.now)
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
            Service::Ec2 => Self::of_form(Form::parse(&incoming.body.joined()), Work::Ec2),
            Service::Sts => Self::of_form(Form::parse(&incoming.body.joined()), |_| Work::Sts),
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
        Self { action: incoming.target(), work: Ok(work(incoming.body.joined())) }
    }

    /// Asks for everything at once.
    fn is_open(&self) -> bool {
        let Ok(Work::Ec2(form)) = &self.work else {
            return false;
        };
        form.members("Filter").is_empty() && form.text("MaxResults").is_none() && form.text("NextToken").is_none()
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
    let Some(body) = Payload::read(body, MAX_BODY).await else {
        let message = format!("the body is larger than {MAX_BODY} bytes or broke off\n");
        return (StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
    };
    let incoming = Incoming { method: parts.method, path: parts.uri.path().to_owned(), headers: parts.headers, body };
    let (ending, delay) = answer(&double, &incoming);
    ending.after(delay).await
}

/// How the call ends and how long that takes.
fn answer(double: &Double, incoming: &Incoming) -> (Ending, Duration) {
    let signed =
        Scope::of(&incoming.headers).and_then(|scope| Service::named(&scope.service).map(|service| (scope, service)));
    let Some((scope, service)) = signed else {
        return (Ending::Whole(turn_away(double, incoming)), Duration::ZERO);
    };
    // Parsing and hashing happen before the lock is taken.
    let ask = Ask::read(service, incoming);
    let mut world = double.world();
    let mut call = Call { service: scope.service, action: ask.action.clone(), region: scope.region, error: None };
    let strike = world.faults_of(&call);
    let request_id = world.request_id();
    let outcome = decide(&mut world, service, &call.region, &request_id, ask, strike.fault);
    call.error = outcome.error();
    tracing::debug!(service = call.service, action = call.action, region = call.region, error = call.error, "call");
    world.record(call);
    (outcome.ending(service, &request_id), strike.delay)
}

type Done = Result<Answer, Refusal>;

/// What came of a call and how much of it the client is told.
enum Outcome {
    Told(Done),
    Reset(Done),
    Dead,
}

impl Outcome {
    fn error(&self) -> Option<String> {
        match self {
            Self::Told(done) => done.as_ref().err().map(|refusal| refusal.code.to_string()),
            Self::Reset(_) => Some("reset".to_owned()),
            Self::Dead => Some("dead".to_owned()),
        }
    }

    fn ending(self, service: Service, request_id: &str) -> Ending {
        let written = |done: Done| done.unwrap_or_else(|refusal| service.refuse(&refusal, request_id));
        match self {
            Self::Told(done) => Ending::Whole(written(done)),
            Self::Reset(done) => Ending::Half(written(done)),
            Self::Dead => Ending::Nothing,
        }
    }
}

fn decide(
    world: &mut World,
    service: Service,
    region: &str,
    request_id: &str,
    ask: Ask,
    fault: Option<FaultKind>,
) -> Outcome {
    let done = || perform(world, service, region, request_id, ask);
    match fault {
        Some(FaultKind::Dead) => Outcome::Dead,
        Some(FaultKind::Reset) => Outcome::Reset(done()),
        Some(FaultKind::Throttle) => Outcome::Told(Err(service.throttled())),
        Some(FaultKind::ExpiredToken) => Outcome::Told(Err(service.expired())),
        Some(FaultKind::Error { code }) => Outcome::Told(Err(Refusal::new(code, "A fault on command"))),
        Some(FaultKind::LostAnswer) => {
            let lost = done();
            tracing::debug!(ok = lost.is_ok(), "the answer is lost on command");
            Outcome::Told(Err(service.internal()))
        }
        None | Some(FaultKind::Delay { .. } | FaultKind::CopyFails | FaultKind::SnapshotFails) => Outcome::Told(done()),
    }
}

fn perform(world: &mut World, service: Service, region: &str, request_id: &str, ask: Ask) -> Done {
    if world.usable_region(region).is_none() {
        return Err(service.region_closed(region));
    }
    let now = world.clock.now();
    if is_throttled(world, service, region, &ask, now) {
        return Err(service.throttled());
    }
    let mut turn = Turn { world, region, now, request_id: request_id.to_owned() };
    turn.here().settle(now);
    ask.perform(&mut turn)
}

fn is_throttled(world: &mut World, service: Service, region: &str, ask: &Ask, now: OffsetDateTime) -> bool {
    let Some(buckets) = world.config.buckets.as_ref().filter(|_| Service::is_action(&ask.action)) else {
        return false;
    };
    let asked = Asked { region, action: &ask.action, is_ec2: service == Service::Ec2, is_open: ask.is_open() };
    !world.levels.take(buckets, &asked, now)
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
