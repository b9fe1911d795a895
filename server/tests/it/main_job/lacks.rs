//! moto (<https://docs.getmoto.org>) as a second opinion on the wire formats and on what our calls do together. It
//! keeps less of an AMI than EC2 does. What it lacks is added here, in front of it, and nothing else is touched:
//!
//! 1. `RegisterImage` forgets architecture, boot mode, IMDS and ENA support, the root snapshot and the tags;
//! 2. `CopyImage` does not hand the first four on, and forgets the tags;
//! 3. `EnableImageDeprecation` is not there, so `DescribeImages` shows no date.
//!
//! Attributes and dates are kept here and shown in the items of `DescribeImages`; tags are given to moto as
//! `CreateTags`. Everything else is moto's: snapshots and blocks, ids, names, filters, launch permissions, parameters.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri, header},
};
use tokio::{net::TcpListener, task::JoinHandle};
use url::form_urlencoded;

use crate::support::web::client;

type Form = BTreeMap<String, String>;
type Place = (String, String);

/// What moto forgets about one AMI.
#[derive(Clone, Default)]
struct Kept {
    architecture: String,
    boot_mode: String,
    imds: String,
    ena: String,
    snapshot: Option<String>,
    deprecated: Option<String>,
}

struct Front {
    moto: String,
    http: reqwest::Client,
    kept: Mutex<BTreeMap<Place, Kept>>,
}

/// Listens in front of moto until it is dropped.
pub struct Running {
    pub url: String,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub async fn in_front_of(moto: &str) -> Running {
    let front = Front { moto: moto.to_owned(), http: client(), kept: Mutex::default() };
    let router =
        Router::new().fallback(serve).with_state(Arc::new(front)).layer(axum::extract::DefaultBodyLimit::max(1 << 20));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Running { url, task }
}

async fn serve(
    State(front): State<Arc<Front>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let (region, service) = scope(&headers);
    let form: Form = form_urlencoded::parse(&body).into_owned().collect();
    let action = form.get("Action").filter(|_| service == "ec2").map_or("", String::as_str).to_owned();
    if action == "EnableImageDeprecation" {
        return front.deprecate(&region, &form);
    }
    let (status, given, answer) = front.forward(&method, &uri, &headers, body).await;
    let answer = match action.as_str() {
        "RegisterImage" | "CopyImage" if status.is_success() => front.born(&region, &form, &headers, answer).await,
        "DescribeImages" if status.is_success() => front.complete(&region, answer),
        _ => answer,
    };
    let mut response = Response::new(Body::from(answer));
    *response.status_mut() = status;
    for (name, value) in
        given.iter().filter(|(name, _)| **name != header::CONTENT_LENGTH && **name != header::TRANSFER_ENCODING)
    {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// Region and service out of the signature's scope: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
fn scope(headers: &HeaderMap) -> Place {
    let text = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap()).unwrap_or_default();
    let parts: Vec<&str> = text.split('/').collect();
    (parts.get(2).copied().unwrap_or_default().to_owned(), parts.get(3).copied().unwrap_or_default().to_owned())
}

impl Front {
    async fn forward(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut headers = headers.clone();
        headers.remove(header::CONTENT_LENGTH);
        let request = self.http.request(method.clone(), format!("{}{uri}", self.moto)).headers(headers).body(body);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.headers().clone(), answer.bytes().await.unwrap().to_vec())
    }

    /// Remembers a new AMI, and gives moto its tags.
    async fn born(&self, region: &str, form: &Form, headers: &HeaderMap, answer: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(answer).unwrap();
        let id = between(&text, "<imageId>", "</imageId>").unwrap().to_owned();
        let kept = self.attributes(form);
        self.kept.lock().unwrap().insert((region.to_owned(), id.clone()), kept);
        assert_eq!(form.get("TagSpecification.1.ResourceType").map(String::as_str), Some("image"));
        let uri = Uri::from_static("/");
        let (status, _, said) = self.forward(&Method::POST, &uri, headers, create_tags(form, &id).into()).await;
        assert!(status.is_success(), "{}", String::from_utf8_lossy(&said));
        text.into_bytes()
    }

    /// As registered, or those of the AMI it is a copy of, whose snapshot it does not share.
    fn attributes(&self, form: &Form) -> Kept {
        let text = |key: &str| form.get(key).cloned().unwrap_or_default();
        if form.contains_key("SourceImageId") {
            let source = (text("SourceRegion"), text("SourceImageId"));
            return Kept { snapshot: None, deprecated: None, ..self.kept.lock().unwrap()[&source].clone() };
        }
        Kept {
            architecture: text("Architecture"),
            boot_mode: text("BootMode"),
            imds: text("ImdsSupport"),
            ena: text("EnaSupport"),
            snapshot: form.get("BlockDeviceMapping.1.Ebs.SnapshotId").cloned(),
            deprecated: None,
        }
    }

    fn deprecate(&self, region: &str, form: &Form) -> Response<Body> {
        let place = (region.to_owned(), form["ImageId"].clone());
        self.kept.lock().unwrap().get_mut(&place).unwrap().deprecated = Some(form["DeprecateAt"].clone());
        Response::new(Body::from(
            "<EnableImageDeprecationResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\">\
             <requestId>front</requestId><return>true</return></EnableImageDeprecationResponse>",
        ))
    }

    /// Puts what is kept into the items.
    fn complete(&self, region: &str, answer: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(answer).unwrap();
        let kept = self.kept.lock().unwrap();
        // Items hold other items, but each image ends with its type.
        let parts = text.split_inclusive("<imageType>machine</imageType>").map(|part| {
            let id = between(part, "<imageId>", "</imageId>").unwrap_or_default();
            match kept.get(&(region.to_owned(), id.to_owned())) {
                Some(kept) => kept.shown_in(part),
                None => part.to_owned(),
            }
        });
        parts.collect::<String>().into_bytes()
    }
}

/// The form of a `CreateTags` with the tags that the AMI was to be born with.
fn create_tags(form: &Form, id: &str) -> String {
    let mut tags = form_urlencoded::Serializer::new(String::new());
    tags.append_pair("Action", "CreateTags").append_pair("Version", "2016-11-15").append_pair("ResourceId.1", id);
    for (key, value) in form.iter().filter(|(key, _)| key.starts_with("TagSpecification.1.Tag.")) {
        tags.append_pair(&key["TagSpecification.1.".len()..], value);
    }
    tags.finish()
}

impl Kept {
    fn shown_in(&self, item: &str) -> String {
        let mut item = item.replace("<bootMode>uefi</bootMode>", "");
        if let (Some(old), Some(new)) =
            (between(&item, "<snapshotId>", "</snapshotId>").map(str::to_owned), &self.snapshot)
        {
            item = item.replace(&old, new);
        }
        let Self { architecture, boot_mode, imds, ena, .. } = self;
        let date = self.deprecated.as_ref().map(|date| format!("<deprecationTime>{date}</deprecationTime>"));
        format!(
            "{item}<architecture>{architecture}</architecture><bootMode>{boot_mode}</bootMode>\
             <imdsSupport>{imds}</imdsSupport><enaSupport>{ena}</enaSupport>{}",
            date.unwrap_or_default()
        )
    }
}

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inside, _)| inside)
}
