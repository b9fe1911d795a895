//! A compose on a server. The only place where this crate builds an HTTP client.

use domain::image::ComposePath;
use futures::TryStreamExt;
use reqwest::{Client, Response, StatusCode, header::LOCATION, redirect::Policy};
use std::{error::Error, io};
use tokio_util::io::StreamReader;
use url::Url;

use crate::{
    IntakeError, Settings,
    address::{self, Resolver, Rule},
    error::{Size, shown},
    source::Reader,
};

const MAX_REDIRECTS: usize = 5;

/// A whole document may take this many time-outs: a byte now and then would keep a connection for ever.
const DOCUMENT_PATIENCE: u32 = 10;

/// Longer than any word that stands in STATUS.
const STATUS_BYTES: u64 = 1_024;

/// A `compose` folder under a URL that ends with a slash.
#[derive(Debug)]
pub(crate) struct Web {
    base: Url,
    client: Client,
    rule: Rule,
    settings: Settings,
}

impl Web {
    pub(crate) fn at(base: &Url, settings: &Settings) -> Result<Self, IntakeError> {
        let rule = Rule::new(base, settings);
        Ok(Self { base: folder(base), client: client(&rule, settings)?, rule, settings: settings.clone() })
    }

    /// `place` holds `compose/metadata`, or `metadata` itself. A name that says which is tried first.
    pub(crate) async fn find(place: &Url, settings: &Settings) -> Result<Self, IntakeError> {
        let mut web = Self::at(place, settings)?;
        let own = web.base.clone();
        let mut candidates = [below(&own, &["compose", ""]), own.clone()];
        if own.path().ends_with("/compose/") {
            candidates.reverse();
        }
        for base in candidates {
            match web.get(below(&base, &["metadata", "composeinfo.json"])).await {
                Ok(_) => {
                    web.base = base;
                    return Ok(web);
                }
                Err(IntakeError::Missing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(IntakeError::NoCompose { place: name(&own) })
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    pub(crate) async fn document(&self, name: &'static str) -> Result<Vec<u8>, IntakeError> {
        self.whole(below(&self.base, &["metadata", name]), self.settings.document_bytes).await
    }

    pub(crate) async fn status(&self) -> Result<Vec<u8>, IntakeError> {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().pop().push("STATUS");
        }
        self.whole(url, STATUS_BYTES).await
    }

    pub(crate) async fn open(&self, path: &ComposePath, size: u64) -> Result<Reader, IntakeError> {
        let url = below(&self.base, &path.as_str().split('/').collect::<Vec<_>>());
        let answer = self.get(url.clone()).await?;
        match answer.content_length() {
            Some(found) if found != size => {
                let (file, found) = (path.as_str().to_owned(), Size::Exactly(found));
                Err(IntakeError::SizeMismatch { file, expected: size, found })
            }
            _ => {
                let bytes = answer.bytes_stream().map_err(move |e| io::Error::other(failure(&url, &e)));
                Ok(Box::pin(StreamReader::new(bytes)))
            }
        }
    }

    async fn whole(&self, url: Url, limit: u64) -> Result<Vec<u8>, IntakeError> {
        let patience = self.settings.timeout * DOCUMENT_PATIENCE;
        let reading = async { collect(&url, self.get(url.clone()).await?, limit).await };
        let timed_out = |_| IntakeError::TimedOut { url: name(&url) };
        tokio::time::timeout(patience, reading).await.map_err(timed_out)?
    }

    /// Follows redirects by hand, so that each hop is checked before it is asked.
    async fn get(&self, start: Url) -> Result<Response, IntakeError> {
        let mut url = start.clone();
        for _ in 0..=MAX_REDIRECTS {
            self.rule.check(&url)?;
            let answer = self.client.get(url.clone()).send().await.map_err(|e| failure(&url, &e))?;
            match redirect(&url, &answer)? {
                Some(next) => url = next,
                None => return accept(&url, answer),
            }
        }
        Err(IntakeError::TooManyRedirects { url: name(&start), limit: MAX_REDIRECTS })
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that builds the client for composes")]
fn client(rule: &Rule, settings: &Settings) -> Result<Client, IntakeError> {
    Client::builder()
        .user_agent(concat!("aperiodic/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .referer(false)
        // A proxy would resolve the names, past the check of their addresses.
        .no_proxy()
        .dns_resolver(Resolver(rule.clone()))
        .connect_timeout(settings.timeout)
        .read_timeout(settings.timeout)
        .build()
        .map_err(|e| IntakeError::Unreachable { url: "the HTTP client".to_owned(), problem: innermost(&e) })
}

/// The URL as one of a folder.
fn folder(url: &Url) -> Url {
    let mut url = url.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push("");
    }
    url
}

/// Adds names to a folder's URL; `?`, `#` and `%` in them are escaped.
fn below(base: &Url, names: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(names);
    }
    url
}

fn redirect(url: &Url, answer: &Response) -> Result<Option<Url>, IntakeError> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let to = answer.headers().get(LOCATION).map_or("", |to| to.to_str().unwrap_or("(not text)"));
    let next = match url.join(to) {
        Ok(next) if !to.is_empty() => next,
        _ => return Err(IntakeError::BadRedirect { from: name(url), to: shown(to) }),
    };
    if next.scheme() == url.scheme() {
        return Ok(Some(next));
    }
    Err(IntakeError::OtherScheme { from: name(url), to: shown(&name(&next)), scheme: url.scheme().to_owned() })
}

fn accept(url: &Url, answer: Response) -> Result<Response, IntakeError> {
    match answer.status() {
        StatusCode::OK => Ok(answer),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(IntakeError::Missing { file: name(url) }),
        status => Err(IntakeError::Answer { url: name(url), status: status.as_u16() }),
    }
}

async fn collect(url: &Url, mut answer: Response, limit: u64) -> Result<Vec<u8>, IntakeError> {
    let too_large = || IntakeError::DocumentTooLarge { document: name(url), limit };
    if answer.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| failure(url, &e))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > limit {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

fn failure(url: &Url, error: &reqwest::Error) -> IntakeError {
    if let Some(refusal) = address::refusal(error) {
        return refusal;
    }
    if error.is_timeout() {
        return IntakeError::TimedOut { url: name(url) };
    }
    IntakeError::Unreachable { url: name(url), problem: innermost(error) }
}

/// What the layers of the client wrap.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    shown(&innermost.to_string())
}

/// The URL for a message: what a redirect adds for access stays out.
fn name(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    if !url.username().is_empty() || url.password().is_some() {
        // Fails only for URLs without a host, which have neither.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
    }
    url.to_string()
}
