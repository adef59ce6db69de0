//! What is meant to happen when parts cannot be had, from a file.

use serde_json::Value;

use super::LoadError;
use super::object::{Object, text, word};
use super::read::records;
use crate::failures::{CellPlan, FailurePlan, Remedy, Stakes};
use crate::limits;

pub(super) fn failure_plan(value: &Value, path: &str) -> Result<FailurePlan, LoadError> {
    let mut object = Object::new(value, path)?;
    let plan = FailurePlan {
        stakes: object.optional("stakes", |value, path| {
            word(value, path, &Stakes::ALL.map(|stakes| (stakes.word(), stakes)))
        })?,
        cells: object
            .optional("cells", |value, path| {
                records(value, path, "cells", limits::MAX_NODES, |value, path, _| cell(value, path))
            })?
            .unwrap_or_default(),
    };
    object.finish()?;
    Ok(plan)
}

fn cell(value: &Value, path: &str) -> Result<CellPlan, LoadError> {
    let mut object = Object::new(value, path)?;
    let cell = CellPlan {
        answer: object.required("answer", remedy)?,
        then: object.optional("then", remedy)?,
        note: object.optional("note", text)?.unwrap_or_default(),
    };
    object.finish()?;
    Ok(cell)
}

fn remedy(value: &Value, path: &str) -> Result<Remedy, LoadError> {
    word(value, path, &Remedy::ALL.map(|remedy| (remedy.word(), remedy)))
}
