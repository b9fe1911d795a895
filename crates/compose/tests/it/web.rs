//! Composes over HTTP, from a real server on the loopback interface.

use std::{convert::Infallible, net::SocketAddr, path::PathBuf, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use compose::{Files, IntakeError, Location, Selected, Settings, read, verify};
use futures::{StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::support::{EC2, Log, Sample, catalogue, settings};

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// Serves a folder, as any static server.
fn files(root: PathBuf) -> Router {
    async fn file(State(root): State<PathBuf>, Path(path): Path<String>) -> Response {
        std::fs::read(root.join(path)).map_or(StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
    }
    Router::new().route("/{*path}", get(file)).with_state(root)
}

fn at(address: SocketAddr, path: &str) -> Location {
    Location::parse(&format!("http://{address}{path}")).unwrap()
}

async fn read_at(location: &Location) -> Result<Selected, IntakeError> {
    read(location, &catalogue(), &settings()).await
}

/// The refusal when the server answers everything with a redirect.
async fn redirected(to: impl Into<String>) -> IntakeError {
    let to = to.into();
    let app = Router::new().fallback(move || async move { Redirect::temporary(&to) });
    read_at(&at(serve(app).await, "/")).await.unwrap_err()
}

/// The refusal of `verify` when the EC2 image is answered by `answer` and all else is right.
async fn verified<F, A>(answer: F) -> IntakeError
where
    F: Fn() -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response> + Send + 'static,
{
    let sample = Sample::new();
    let app = files(sample.root.clone()).route(&format!("/compose/{EC2}"), get(answer));
    let location = at(serve(app).await, "/");
    let selected = read_at(&location).await.unwrap();
    let settings = Settings { timeout: Duration::from_millis(300), ..settings() };
    verify(&location, &selected, &settings, &Log::default()).await.unwrap_err()
}

#[tokio::test]
async fn a_compose_is_read_verified_and_opened() {
    let sample = Sample::new();
    let location = at(serve(files(sample.dir.path().to_owned())).await, "/Fedora-Cloud-43-20251216.0");
    let selected = read_at(&location).await.unwrap();
    let Location::Url(url) = &location else { unreachable!() };
    assert_eq!(selected.compose.location, format!("{url}/compose/"));
    assert_eq!(selected.compose.content, sample.read().await.unwrap().compose.content);
    let log = Log::default();
    verify(&location, &selected, &settings(), &log).await.unwrap();
    assert_eq!((log.finished.lock().unwrap().len(), *log.bytes.lock().unwrap()), (3, 400_012));
    let image = &selected.updates[1].images[0];
    let mut content = Files::new(settings()).open(&selected.compose.location, image).await.unwrap();
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"layers");
}

#[tokio::test]
async fn the_compose_folder_and_the_root_of_a_host_are_places_too() {
    let sample = Sample::new();
    let address = serve(files(sample.root.clone())).await;
    let expected = format!("http://{address}/compose/");
    for path in ["", "/", "/compose", "/compose/"] {
        assert_eq!(read_at(&at(address, path)).await.unwrap().compose.location, expected);
    }
    let bare = serve(files(sample.base())).await;
    assert_eq!(read_at(&at(bare, "/")).await.unwrap().compose.location, format!("http://{bare}/"));
}

#[tokio::test]
async fn status_is_read_over_http() {
    let sample = Sample::new();
    std::fs::write(sample.root.join("STATUS"), "DOOMED\n").unwrap();
    let location = at(serve(files(sample.root.clone())).await, "/compose/");
    assert!(matches!(read_at(&location).await, Err(IntakeError::Status { .. })));
}

#[tokio::test]
async fn a_redirect_on_the_own_host_is_followed() {
    let sample = Sample::new();
    let app = files(sample.root.clone())
        .route("/latest/{*path}", get(|Path(path): Path<String>| async move { Redirect::to(&format!("/{path}")) }));
    let location = at(serve(app).await, "/latest/");
    let selected = read_at(&location).await.unwrap();
    verify(&location, &selected, &settings(), &Log::default()).await.unwrap();
}

#[tokio::test]
async fn a_redirect_to_another_scheme_is_refused() {
    for to in ["ftp://127.0.0.1/x", "https://127.0.0.1/x", "file:///etc/passwd"] {
        assert!(matches!(redirected(to).await, IntakeError::OtherScheme { .. }), "{to}");
    }
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    for to in ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[fd00::1]/", "http://2130706433/"] {
        assert!(matches!(redirected(to).await, IntakeError::PrivateAddress { .. }), "{to}");
    }
    insta::assert_snapshot!(redirected("http://169.254.169.254/latest/").await, @"169.254.169.254 has a private address; if the compose is meant to come from there, allow private addresses");
}

#[tokio::test]
async fn a_redirect_to_another_port_of_this_machine_is_refused() {
    let other = serve(files(PathBuf::from("/nonexistent"))).await;
    assert!(matches!(redirected(format!("http://{other}/")).await, IntakeError::PrivateAddress { .. }));
}

#[tokio::test]
async fn a_redirect_to_a_name_with_a_private_address_is_refused() {
    let other = serve(files(PathBuf::from("/nonexistent"))).await;
    let refused = redirected(format!("http://localhost:{}/", other.port())).await;
    assert!(matches!(refused, IntakeError::PrivateAddress { .. }), "{refused}");
}

#[tokio::test]
async fn a_redirect_to_another_port_of_the_own_name_is_refused() {
    let other = serve(files(PathBuf::from("/nonexistent"))).await;
    let to = format!("http://localhost:{}/", other.port());
    let app = Router::new().fallback(move || async move { Redirect::temporary(&to) });
    let port = serve(app).await.port();
    let refused = read_at(&Location::parse(&format!("http://localhost:{port}/")).unwrap()).await.unwrap_err();
    assert!(matches!(refused, IntakeError::PrivateAddress { .. }), "{refused}");
}

#[tokio::test]
async fn private_addresses_are_asked_when_the_settings_allow_it() {
    let sample = Sample::new();
    let other = serve(files(sample.root.clone())).await;
    let app = Router::new()
        .fallback(move |uri: axum::http::Uri| async move { Redirect::temporary(&format!("http://{other}{uri}")) });
    let location = at(serve(app).await, "/");
    assert!(matches!(read_at(&location).await, Err(IntakeError::PrivateAddress { .. })));
    let settings = Settings { allow_private_addresses: true, ..settings() };
    read(&location, &catalogue(), &settings).await.unwrap();
}

#[tokio::test]
async fn a_private_location_is_refused() {
    for url in ["https://10.0.0.1/", "https://[fe80::1]/", "https://192.168.0.1:8443/compose/"] {
        let refused = read_at(&Location::parse(url).unwrap()).await.unwrap_err();
        assert!(matches!(refused, IntakeError::PrivateAddress { .. }), "{url}");
    }
}

#[tokio::test]
async fn a_stored_private_location_is_refused_too() {
    let sample = Sample::new();
    let selected = sample.read().await.unwrap();
    let refused = Files::new(settings()).open("https://10.0.0.1/compose/", &selected.updates[0].images[0]).await;
    assert!(matches!(refused, Err(IntakeError::PrivateAddress { .. })));
}

#[tokio::test]
async fn redirects_in_a_circle_are_refused() {
    let refused = redirected("/again").await;
    assert!(matches!(refused, IntakeError::TooManyRedirects { .. }));
}

#[tokio::test]
async fn a_redirect_without_an_address_is_refused() {
    let app = Router::new().fallback(|| async { StatusCode::FOUND });
    assert!(matches!(read_at(&at(serve(app).await, "/")).await, Err(IntakeError::BadRedirect { .. })));
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let app = Router::new().fallback(|| async { std::future::pending::<()>().await });
    let settings = Settings { timeout: Duration::from_millis(100), ..settings() };
    let refused = read(&at(serve(app).await, "/"), &catalogue(), &settings).await.unwrap_err();
    assert!(matches!(refused, IntakeError::TimedOut { .. }), "{refused}");
}

#[tokio::test]
async fn a_document_that_drips_is_given_up() {
    let drip = || async {
        let bytes = stream::unfold(tokio::time::interval(Duration::from_millis(20)), |mut ticks| async {
            ticks.tick().await;
            Some((Ok::<_, Infallible>(" "), ticks))
        });
        Body::from_stream(bytes)
    };
    let settings = Settings { timeout: Duration::from_millis(60), ..settings() };
    let refused = read(&at(serve(Router::new().fallback(drip)).await, "/"), &catalogue(), &settings).await;
    assert!(matches!(refused, Err(IntakeError::TimedOut { .. })));
}

#[tokio::test]
async fn an_image_that_stops_is_given_up() {
    let refused = verified(|| async {
        let bytes = stream::iter([Ok::<_, Infallible>(vec![1; 1_000])]).chain(stream::pending());
        Body::from_stream(bytes).into_response()
    });
    let refused = refused.await;
    assert!(matches!(refused, IntakeError::TimedOut { .. }), "{refused}");
}

#[tokio::test]
async fn an_answer_without_a_compose_is_refused() {
    let refused = read_at(&at(serve(Router::new()).await, "/nothing/")).await.unwrap_err();
    assert!(matches!(refused, IntakeError::NoCompose { .. }));
    let broken = Router::new().fallback(|| async { StatusCode::BAD_GATEWAY });
    assert!(matches!(read_at(&at(serve(broken).await, "/")).await, Err(IntakeError::Answer { status: 502, .. })));
}

#[tokio::test]
async fn a_host_that_nobody_serves_is_refused() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(matches!(read_at(&at(address, "/")).await, Err(IntakeError::Unreachable { .. })));
}

#[tokio::test]
async fn a_document_that_says_it_is_too_long_is_refused() {
    let app = Router::new().fallback(|| async { vec![b' '; 2_000] });
    let settings = Settings { document_bytes: 1_000, ..settings() };
    let refused = read(&at(serve(app).await, "/compose/"), &catalogue(), &settings).await.unwrap_err();
    assert!(matches!(refused, IntakeError::DocumentTooLarge { .. }));
}

#[tokio::test]
async fn a_document_that_turns_out_too_long_is_refused() {
    let app = Router::new()
        .route("/STATUS", get(|| async { "FINISHED" }))
        .fallback(|| async { Body::from_stream(stream::repeat(Ok::<_, Infallible>(vec![b' '; 100]))) });
    let settings = Settings { document_bytes: 1_000, ..settings() };
    let refused = read(&at(serve(app).await, "/compose/"), &catalogue(), &settings).await.unwrap_err();
    assert!(matches!(refused, IntakeError::DocumentTooLarge { limit: 1_000, .. }), "{refused}");
}

#[tokio::test]
async fn a_wrong_checksum_is_refused() {
    let refused = verified(|| async { vec![9; 400_000].into_response() }).await;
    assert!(matches!(refused, IntakeError::ChecksumMismatch { .. }));
}

#[tokio::test]
async fn a_wrong_content_length_is_refused_before_reading() {
    let refused = verified(|| async {
        let body = Body::from_stream(stream::pending::<Result<&str, Infallible>>());
        ([(header::CONTENT_LENGTH, "12")], body).into_response()
    });
    assert!(matches!(refused.await, IntakeError::SizeMismatch { .. }));
}

#[tokio::test]
async fn a_body_without_length_that_ends_early_is_refused() {
    let refused =
        verified(|| async { Body::from_stream(stream::iter([Ok::<_, Infallible>(vec![1; 1_000])])).into_response() });
    insta::assert_snapshot!(refused.await, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: images.json says 400000 bytes, the file has 1000; fetch it again, or take another compose");
}

#[tokio::test]
async fn a_body_without_length_that_goes_on_is_refused() {
    let endless = || async { Body::from_stream(stream::repeat(Ok::<_, Infallible>(vec![1; 9_999]))).into_response() };
    insta::assert_snapshot!(verified(endless).await, @"Cloud/x86_64/images/Fedora-Cloud-Base-AmazonEC2-43-20251216.0.x86_64.raw.xz: images.json says 400000 bytes, the file has more; fetch it again, or take another compose");
}

#[tokio::test]
async fn a_truncated_body_is_refused() {
    // A server that promises more than it sends; axum would not.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n11111").await;
        }
    });
    let sample = Sample::new();
    let selected = sample.read().await.unwrap();
    let base = format!("http://{address}/compose/");
    let mut content = Files::new(settings()).open(&base, &selected.updates[0].images[0]).await.unwrap();
    let error = content.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert!(matches!(error.downcast(), Ok(IntakeError::Unreachable { .. })));
}
