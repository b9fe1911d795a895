//! Serves the site's folder: `ETag` and 304, pre-compressed twins, nothing outside of the folder.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

/// Pages and data may be a minute old in a cache; what is named by its content never changes.
const PAGES: HeaderValue = HeaderValue::from_static("public, max-age=60");
const ASSETS: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Public pages load one style sheet, one script and the icon of their own host.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Serves `dir` for every path that nothing else takes.
pub fn router(dir: PathBuf) -> Router {
    Router::new().fallback(serve).with_state(Arc::new(dir))
}

async fn serve(State(dir): State<Arc<PathBuf>>, request: Request<Body>) -> Response {
    // Without its body, the request can be shared between threads.
    let request = request.into_parts().0;
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let Some(path) = plain(request.uri.path()) else { return not_found(&dir, &request).await };
    let root = if path.starts_with("assets") { Some((dir.to_path_buf(), String::new())) } else { current(&dir).await };
    let Some((root, serial)) = root else { return not_built() };
    match find(&root, &path, request.uri.path()).await {
        Found::File(file) => send(&file, &serial, StatusCode::OK, &request).await,
        // Of the checked components: a browser reads what begins with two slashes as another host.
        Found::Folder => Redirect::permanent(&format!("/{}/", path.display())).into_response(),
        Found::Nothing => not_found(&dir, &request).await,
    }
}

/// The path in components that cannot leave the folder; percent-encoding is never needed for our names.
fn plain(path: &str) -> Option<PathBuf> {
    let ok = |part: &str| {
        !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    (parts.len() <= 8 && parts.iter().all(|part| ok(part))).then(|| parts.iter().collect())
}

/// The current version, resolved once per request so that page and `ETag` are of one serial.
async fn current(dir: &Path) -> Option<(PathBuf, String)> {
    let target = tokio::fs::read_link(dir.join("current")).await.ok()?;
    let serial = target.file_name()?.to_str()?.to_owned();
    Some((dir.join(target), serial))
}

enum Found {
    File(PathBuf),
    /// A folder asked for without the slash that its relative links need.
    Folder,
    Nothing,
}

async fn find(root: &Path, path: &Path, asked: &str) -> Found {
    let file = root.join(path);
    match tokio::fs::metadata(&file).await {
        Ok(found) if found.is_file() && !asked.ends_with('/') => Found::File(file),
        Ok(found) if found.is_dir() && tokio::fs::metadata(file.join("index.html")).await.is_ok() => {
            if asked.ends_with('/') { Found::File(file.join("index.html")) } else { Found::Folder }
        }
        _ => Found::Nothing,
    }
}

async fn not_found(dir: &Path, request: &Parts) -> Response {
    match current(dir).await {
        Some((root, serial)) => send(&root.join("404.html"), &serial, StatusCode::NOT_FOUND, request).await,
        None => not_built(),
    }
}

fn not_built() -> Response {
    let text = "The public site has not been built yet. Run `aperiodic site build` or publish an update.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")], text).into_response()
}

#[derive(Clone, Copy)]
enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// The best that the client takes and that lies on disk.
    fn choose(headers: &HeaderMap, file: &Path) -> Self {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let takes = |name: &str| {
            accepted.split(',').map(str::trim).any(|part| {
                let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
                let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
                coding.trim() == name && weight.is_none_or(|weight| weight > 0.0)
            })
        };
        [Self::Brotli, Self::Gzip]
            .into_iter()
            .find(|e| takes(e.name()) && e.path(file).is_file())
            .unwrap_or(Self::Plain)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Plain => "identity",
        }
    }

    fn path(self, file: &Path) -> PathBuf {
        let ending = match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Plain => "",
        };
        let mut path = file.as_os_str().to_owned();
        path.push(ending);
        path.into()
    }
}

async fn send(file: &Path, serial: &str, status: StatusCode, request: &Parts) -> Response {
    let encoding = Encoding::choose(&request.headers, file);
    // A version's files never change, so its serial and the coding say all; assets carry their digest in the name.
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let key = if serial.is_empty() { name } else { serial.to_owned() };
    let etag = format!("\"{key}-{}\"", encoding.name());
    let headers = headers(file, &etag, encoding, serial.is_empty());
    if status == StatusCode::OK && matches(&request.headers, &etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    match tokio::fs::read(encoding.path(file)).await {
        Ok(content) => (status, headers, content).into_response(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, file = %file.display(), "a file of the public site cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn matches(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    given.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

fn headers(file: &Path, etag: &str, encoding: Encoding, asset: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, content_type(file));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, if asset { ASSETS } else { PAGES });
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    // The data are for everybody's tools, scripts on other hosts' pages included.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    if !matches!(encoding, Encoding::Plain) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    headers
}

fn content_type(file: &Path) -> HeaderValue {
    HeaderValue::from_static(match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("json") => "application/json",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("br" | "gz") => "application/octet-stream",
        _ => "text/plain; charset=utf-8",
    })
}
