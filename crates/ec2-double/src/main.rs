//! `ec2-double --listen 127.0.0.1:4566`: the double on its own, until interrupted.

use std::io;

use ec2_double::{Config, Double};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = address(std::env::args().skip(1))?;
    let listener = TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    Double::new(Config::default()).serve(listener, interrupted).await
}

fn address(mut arguments: impl Iterator<Item = String>) -> io::Result<String> {
    let usage = || io::Error::other("usage: ec2-double [--listen ADDRESS:PORT]");
    match arguments.next().as_deref() {
        None => Ok("127.0.0.1:4566".to_owned()),
        Some("--listen") => arguments.next().ok_or_else(usage),
        Some(_) => Err(usage()),
    }
}
