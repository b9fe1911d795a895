//! The forms on the wire: who calls, what is asked, how it is answered.

pub(crate) mod answer;
pub(crate) mod form;
pub(crate) mod payload;
pub(crate) mod refusal;
pub(crate) mod scope;
pub(crate) mod stamp;
pub(crate) mod xml;
