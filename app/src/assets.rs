//! Where pages find their style sheet, script and icon.

/// Addresses from the root, with their version: `/assets/aperiodic.css?v=3f9c2ab0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    /// The module that wakes the copy buttons of public pages.
    pub js: String,
    pub icon: String,
}

impl Default for Assets {
    fn default() -> Self {
        Self {
            css: "/assets/aperiodic.css".to_owned(),
            js: "/assets/public.js".to_owned(),
            icon: "/assets/favicon.svg".to_owned(),
        }
    }
}
