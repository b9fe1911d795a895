//! What bounds the reading of a compose.

use std::time::Duration;

/// Bounds, and what the operator allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether hosts with private, loopback or link-local addresses may be asked. The host of a location on the
    /// loopback interface may be asked in any case: the operator named it.
    pub allow_private_addresses: bool,
    /// The longest metadata document, in bytes.
    pub document_bytes: u64,
    /// For connecting, and for each wait for more bytes; a whole document may take ten times as long.
    pub timeout: Duration,
    /// Files read at once by [`crate::verify`].
    pub parallel: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allow_private_addresses: false,
            document_bytes: 64 * 1024 * 1024,
            timeout: Duration::from_secs(30),
            parallel: 4,
        }
    }
}
