//! `MaxResults` and `NextToken`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::wire::form::Form;
use crate::wire::refusal::Refusal;

/// Which part of the answer is asked for; things are in the order of their ids.
pub(super) struct Page {
    limit: usize,
    after: String,
}

impl Page {
    pub(super) fn read(form: &Form) -> Result<Self, Refusal> {
        let limit = form.parsed::<usize>("MaxResults")?;
        if let Some(limit @ (0 | 1001..)) = limit {
            return Err(Refusal::invalid_value(&limit.to_string(), "MaxResults"));
        }
        let after = form.text("NextToken").map(id_of).transpose()?;
        Ok(Self { limit: limit.unwrap_or(usize::MAX), after: after.unwrap_or_default() })
    }

    /// The page and the token of the next one.
    pub(super) fn cut<T>(&self, sorted: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let rest = sorted.into_iter().filter(|thing| id(thing) > self.after.as_str());
        let mut rest = rest.peekable();
        let page: Vec<T> = rest.by_ref().take(self.limit).collect();
        let more = rest.peek().is_some();
        let token = page.last().filter(|_| more).map(|last| token_of(id(last)));
        (page, token)
    }
}

fn token_of(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn id_of(token: &str) -> Result<String, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let id = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let message = "The pagination token is invalid";
    id.ok_or_else(|| Refusal::new("InvalidPaginationToken", message))
}
