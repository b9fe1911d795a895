//! A client with a token.

use std::time::Duration;

use serde_json::Value;

use super::{Answer, until};

#[derive(Clone)]
pub struct Web {
    http: reqwest::Client,
    origin: String,
    token: String,
}

/// A client that follows no redirects and decompresses nothing, so that tests see what was sent.
#[expect(clippy::disallowed_methods, reason = "the tests' client")]
pub fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    builder.timeout(Duration::from_mins(1)).build().unwrap()
}

pub async fn read(response: reqwest::Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

impl Web {
    pub fn new(origin: &str, token: &str) -> Self {
        Self { http: client(), origin: origin.to_owned(), token: token.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        read(self.open(path).await).await
    }

    /// The answer as it begins, for streams.
    pub async fn open(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.origin)).bearer_auth(&self.token).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.origin)).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json").body(body.to_string());
        read(request.send().await.unwrap()).await
    }

    /// Waits until a publication is no longer running; gives it.
    pub async fn settled(&self, place: &str, seconds: u64) -> Value {
        until(&format!("{place} settled"), seconds, async || {
            let view = self.get(place).await.expect(200).json();
            (view["progress"] != "running").then_some(view)
        })
        .await
    }

    /// Approves and starts the publication; gives where to follow it.
    pub async fn approve_and_publish(&self, alias: &str) -> String {
        let path = format!("/api/v1/updates/{alias}");
        self.post(&format!("{path}/approvals"), serde_json::json!({ "comment": "boots" })).await.expect(201);
        let started = self.post(&format!("{path}/publication"), serde_json::json!({})).await.expect(202);
        started.header("location").to_owned()
    }
}
