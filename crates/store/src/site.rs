//! The serial of the public site.

use crate::{Result, Tx, db::on};

impl Tx {
    /// The next serial; a number that was taken and not used leaves a gap, which is harmless.
    pub async fn next_serial(&mut self) -> Result<i64> {
        on!(self, conn => sqlx::query_scalar("UPDATE site SET serial = serial + 1 WHERE id = 1 RETURNING serial")
            .fetch_one(conn).await)
    }
}
