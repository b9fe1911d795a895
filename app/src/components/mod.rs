//! Parts of pages, one per file; the classes are those of `style/components.css`.

mod act;
mod badge;
mod cadence;
mod copy_value;
mod facts;
mod gates;
mod head;
mod icon;
mod list;
mod log;
mod matrix;
mod meter;
mod moment;
mod note;
mod steps;
mod table;
mod topbar;

pub use act::Act;
pub use badge::{AmiBadge, Badge, KindBadge, KindMark, StageBadge, VersionBadge};
pub use cadence::{Beat, Cadence};
pub use copy_value::CopyValue;
pub use facts::{Fact, Facts};
pub use gates::Gates;
pub use head::{Crumb, Crumbs};
pub use icon::{Glyph, Icon, Sprite, Tone};
pub use list::Empty;
pub use log::Log;
pub use matrix::{Matrix, Shown, StepMark};
pub use meter::Meter;
pub use moment::{Ago, Moment};
pub use note::Note;
pub use steps::StageSteps;
pub use table::{Cell, Column, Table};
pub use topbar::{Brand, Topbar};
