//! Who is asking: sessions by cookie, API tokens by header, sign-in by `OpenID` Connect.

pub mod cookie;
mod http;
mod identity;
mod provider;
mod routes;
mod secret;

pub use identity::{Identity, identify};
pub use provider::Provider;
pub use routes::router;
pub use secret::{new_secret, secret_hash};
