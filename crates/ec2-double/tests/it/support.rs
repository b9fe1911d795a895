//! A plain client of a running double.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ec2_double::{BLOCK_SIZE, Config, Double, Running};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::macros::datetime;

pub const HOME: &str = "us-east-1";

/// Everything at once, unless a test wants to wait.
pub fn quick() -> Config {
    Config {
        copy_describes: 0,
        snapshot_describes: 0,
        started_at: Some(datetime!(2026-11-23 12:00 UTC)),
        ..Config::default()
    }
}

pub struct World {
    pub running: Running,
    http: reqwest::Client,
}

pub struct Reply {
    pub status: u16,
    pub text: String,
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "talks to a server in the same process")]
    pub async fn start(config: Config) -> Self {
        Self { running: Double::start(config).await.unwrap(), http: reqwest::Client::new() }
    }

    pub fn double(&self) -> &Double {
        &self.running.double
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.running.url);
        self.http.request(method.parse().unwrap(), url)
    }

    pub fn signed(&self, method: &str, path: &str, region: &str, service: &str) -> reqwest::RequestBuilder {
        let signature = "0".repeat(64);
        let header = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20261123/{region}/{service}/aws4_request, SignedHeaders=host, Signature={signature}"
        );
        self.request(method, path).header("authorization", header)
    }

    /// An EC2 call; `fields` is a form as it stands in a URL.
    pub async fn ec2(&self, region: &str, action: &str, fields: &str) -> Reply {
        let body = format!("Action={action}&Version=2016-11-15&{fields}");
        send(self.signed("POST", "/", region, "ec2").body(body)).await
    }

    pub async fn json(&self, region: &str, service: &str, target: &str, body: &Value) -> Reply {
        let request = self.signed("POST", "/", region, service);
        send(request.header("x-amz-target", target).body(body.to_string())).await
    }

    pub async fn ssm(&self, region: &str, action: &str, body: &Value) -> Reply {
        let target = format!("AmazonSSM.{action}");
        self.json(region, "ssm", &target, body).await
    }

    /// A snapshot that takes blocks, of 1 GiB.
    pub async fn open_snapshot(&self, region: &str) -> String {
        let request = self.signed("POST", "/snapshots", region, "ebs");
        let reply = send(request.body(json!({"VolumeSize": 1}).to_string())).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.field("SnapshotId")
    }

    pub async fn put_block(&self, region: &str, id: &str, index: u32, data: Vec<u8>) -> Reply {
        let sum = STANDARD.encode(Sha256::digest(&data));
        self.put_block_as(region, id, index, data, &sum).await
    }

    pub async fn put_block_as(&self, region: &str, id: &str, index: u32, data: Vec<u8>, sum: &str) -> Reply {
        let path = format!("/snapshots/{id}/blocks/{index}");
        let request = self.signed("PUT", &path, region, "ebs");
        let request = request
            .header("x-amz-data-length", data.len().to_string())
            .header("x-amz-checksum", sum)
            .header("x-amz-checksum-algorithm", "SHA256");
        send(request.body(data)).await
    }

    pub async fn complete(&self, region: &str, id: &str, count: usize, sum: Option<&str>) -> Reply {
        let path = format!("/snapshots/completion/{id}");
        let mut request = self.signed("POST", &path, region, "ebs");
        request = request.header("x-amz-changedblockscount", count.to_string());
        if let Some(sum) = sum {
            request = request
                .header("x-amz-checksum", sum)
                .header("x-amz-checksum-algorithm", "SHA256")
                .header("x-amz-checksum-aggregation-method", "LINEAR");
        }
        send(request).await
    }

    /// A completed snapshot of one block.
    pub async fn snapshot(&self, region: &str) -> String {
        let id = self.open_snapshot(region).await;
        let reply = self.put_block(region, &id, 0, vec![7; BLOCK_SIZE]).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        let reply = self.complete(region, &id, 1, None).await;
        assert_eq!(reply.status, 202, "{}", reply.text);
        id
    }

    /// A registered image.
    pub async fn image(&self, region: &str, name: &str) -> String {
        let snapshot = self.snapshot(region).await;
        let reply = self.register(region, name, &snapshot).await;
        reply.id("imageId")
    }

    pub async fn register(&self, region: &str, name: &str, snapshot: &str) -> Reply {
        let fields = format!(
            "Name={name}&Architecture=x86_64&RootDeviceName=/dev/xvda&VirtualizationType=hvm&EnaSupport=true\
             &BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.SnapshotId={snapshot}\
             &BlockDeviceMapping.1.Ebs.VolumeType=gp3&BlockDeviceMapping.1.Ebs.DeleteOnTermination=true"
        );
        self.ec2(region, "RegisterImage", &fields).await
    }

    pub async fn publish(&self, region: &str, image: &str) -> Reply {
        let fields = format!("ImageId={image}&LaunchPermission.Add.1.Group=all");
        self.ec2(region, "ModifyImageAttribute", &fields).await
    }
}

pub async fn send(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply { status: response.status().as_u16(), text: response.text().await.unwrap() }
}

impl Reply {
    /// The text of the first element of this name.
    pub fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0)
    }

    pub fn id(&self, name: &str) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        self.element(name).unwrap().to_owned()
    }

    /// The error code of an EC2 answer.
    pub fn code(&self) -> &str {
        self.element("Code").unwrap_or(&self.text)
    }

    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn field(&self, name: &str) -> String {
        self.value()[name].as_str().unwrap().to_owned()
    }

    pub fn is_ok(&self) {
        assert_eq!(self.status, 200, "{}", self.text);
    }

    pub fn is_refused(&self, code: &str) {
        assert_eq!(self.code(), code, "{}", self.text);
        assert_ne!(self.status, 200);
    }
}
