//! The two cookies: the session, and the one that binds a sign-in to the browser that began it.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

/// Cookies for a portal that people reach by https, or by http on loopback.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// `__Host-` makes browsers refuse the cookie from subdomains, other paths and http.
    fn session_name(self) -> &'static str {
        if self.secure { "__Host-aperiodic" } else { "aperiodic" }
    }

    fn sign_in_name(self) -> &'static str {
        if self.secure { "__Host-aperiodic-sign-in" } else { "aperiodic-sign-in" }
    }

    /// Lax, because the provider's answer is a navigation from another site.
    fn make(self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build((name, value)).path("/").http_only(true).secure(self.secure).same_site(SameSite::Lax).build()
    }

    pub fn session(self, secret: String) -> Cookie<'static> {
        self.make(self.session_name(), secret)
    }

    pub fn sign_in(self, secret: String) -> Cookie<'static> {
        self.make(self.sign_in_name(), secret)
    }

    pub fn read_session(self, jar: &CookieJar) -> Option<String> {
        jar.get(self.session_name()).map(|cookie| cookie.value().to_owned())
    }

    pub fn read_sign_in(self, jar: &CookieJar) -> Option<String> {
        jar.get(self.sign_in_name()).map(|cookie| cookie.value().to_owned())
    }

    pub fn without_session(self, jar: CookieJar) -> CookieJar {
        jar.remove(self.make(self.session_name(), String::new()))
    }

    pub fn without_sign_in(self, jar: CookieJar) -> CookieJar {
        jar.remove(self.make(self.sign_in_name(), String::new()))
    }
}
