//! From every older schema to the newest, one step at a time.
//!
//! Steps work on JSON values and never on the structs of today, so they stay true for ever. They
//! are append-only: a step that has shipped is frozen, and so is its fixture under
//! `tests/tests/fixtures/documents/`.

use serde_json::Value;

use super::LoadError;

/// The newest schema: one more than there are steps.
pub const SCHEMA: u32 = 1 + STEPS.len() as u32;

/// Makes a value of the next schema out of one of this.
type Step = fn(&mut Value) -> Result<(), LoadError>;

/// `STEPS[n - 1]` leads from schema n to n + 1.
const STEPS: [Step; 1] = [sketches];

/// 2 has notes, frames and arrows, layers and locks, labels and bends of links. All may be missing.
fn sketches(_: &mut Value) -> Result<(), LoadError> {
    Ok(())
}

/// Leads a value from its schema to the newest.
pub(super) fn climb(value: &mut Value, schema: u32) -> Result<(), LoadError> {
    STEPS.iter().skip(schema.saturating_sub(1) as usize).try_for_each(|step| step(value))
}
