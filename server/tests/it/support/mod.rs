//! What the tests share: a room for the binary, a served portal, a portal in this process, composes, a client.

pub mod answer;
pub mod composes;
pub mod inside;
pub mod postgres;
pub mod room;
pub mod served;
pub mod wait;
pub mod web;

pub use answer::Answer;
pub use inside::Inside;
pub use room::Room;
pub use served::Served;
pub use wait::until;
pub use web::Web;
