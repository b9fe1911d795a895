//! Commands on a publication.

mod resume;

pub use resume::{ResumeForm, ResumePublication};
