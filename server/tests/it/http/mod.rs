//! The public site, the desk's gate, and what every answer carries.

mod desk;
mod headers;
mod site;
