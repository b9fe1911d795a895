//! How fast the double takes blocks: `cargo run --release -p ec2-double --example put_blocks_bench -- [CLIENTS] [MIB]`.
//!
//! Some clients in this process put blocks of 512 KiB over loopback; the double verifies each
//! checksum and drops the data. Beside it a limit: hashing alone on one core.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ec2_double::{BLOCK_SIZE, Config, Double};
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/ebs/aws4_request, SignedHeaders=host, \
     Signature=0000000000000000000000000000000000000000000000000000000000000000";

/// What all clients share; each takes the next block until there is none.
struct Job {
    url: String,
    block: Bytes,
    checksum: String,
    next: AtomicU32,
    blocks: u32,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let clients = argument(1, 8)?;
    let mib = argument(2, 4096)?;
    let block = Bytes::from(noise());
    let hashing = hash_alone(&block);
    let running = Double::start(Config::default()).await?;
    let snapshot = start_snapshot(&running.url, mib.div_ceil(1024)).await?;
    let url = format!("{}/snapshots/{snapshot}/blocks", running.url);
    let checksum = STANDARD.encode(Sha256::digest(&block));
    let job = Arc::new(Job { url, block, checksum, next: AtomicU32::new(0), blocks: mib * 2 });
    let begun = Instant::now();
    let tasks: Vec<_> = (0..clients).map(|_| tokio::spawn(put_blocks(job.clone()))).collect();
    for task in tasks {
        task.await??;
    }
    let rate = f64::from(mib) / begun.elapsed().as_secs_f64();
    let taken = running.double.snapshots("us-east-1")[0].blocks;
    println!("{clients} clients, {taken} blocks: {rate:.0} MiB/s; hashing alone on one core: {hashing:.0} MiB/s");
    Ok(())
}

fn argument(at: usize, default: u32) -> Outcome<u32> {
    Ok(std::env::args().nth(at).map(|text| text.parse()).transpose()?.unwrap_or(default))
}

/// A block that is not all the same.
fn noise() -> Vec<u8> {
    (0..BLOCK_SIZE).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect()
}

/// MiB/s.
fn hash_alone(block: &[u8]) -> f64 {
    let begun = Instant::now();
    for _ in 0..512 {
        std::hint::black_box(Sha256::digest(std::hint::black_box(block)));
    }
    256.0 / begun.elapsed().as_secs_f64()
}

async fn start_snapshot(url: &str, gib: u32) -> Outcome<String> {
    let request = client().post(format!("{url}/snapshots")).header("authorization", AUTHORIZATION);
    let text = request.body(format!("{{\"VolumeSize\":{gib}}}")).send().await?.text().await?;
    let answer: serde_json::Value = serde_json::from_str(&text)?;
    Ok(answer["SnapshotId"].as_str().ok_or(text.clone())?.to_owned())
}

async fn put_blocks(job: Arc<Job>) -> Outcome<()> {
    let client = client();
    loop {
        let index = job.next.fetch_add(1, Ordering::Relaxed);
        if index >= job.blocks {
            return Ok(());
        }
        let request = client.put(format!("{}/{index}", job.url)).header("authorization", AUTHORIZATION);
        let request = request
            .header("x-amz-data-length", BLOCK_SIZE)
            .header("x-amz-checksum", &job.checksum)
            .header("x-amz-checksum-algorithm", "SHA256");
        let response = request.body(job.block.clone()).send().await?.error_for_status()?;
        response.bytes().await?;
    }
}

#[expect(clippy::disallowed_methods, reason = "talks to a server in the same process")]
fn client() -> reqwest::Client {
    reqwest::Client::new()
}
