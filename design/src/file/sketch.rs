//! Notes, frames and arrows of a file, and the places that links go through.

use serde_json::Value;

use super::LoadError;
use super::object::{Object, flag, number, text, word, wrong_type};
use super::read::point;
use crate::document::Point;
use crate::limits;
use crate::sketch::{Shape, Size, Sketch, Tint};

pub(super) fn sketch(value: &Value, path: &str) -> Result<Sketch, LoadError> {
    let mut object = Object::new(value, path)?;
    let sketch = Sketch {
        shape: object.required("shape", |value, path| {
            word(value, path, &Shape::ALL.map(|shape| (shape.word(), shape)))
        })?,
        text: object.optional("text", text)?.unwrap_or_default(),
        at: object.required("at", point)?,
        size: object.required("size", size)?,
        tint: object
            .optional("tint", |value, path| {
                word(value, path, &Tint::ALL.map(|tint| (tint.word(), tint)))
            })?
            .unwrap_or_default(),
        layer: object.optional("layer", layer)?.unwrap_or_default(),
        locked: object.optional("locked", flag)?.unwrap_or_default(),
    };
    object.finish()?;
    allowed(path, limits::sketch(&sketch))?;
    Ok(sketch)
}

fn size(value: &Value, path: &str) -> Result<Size, LoadError> {
    let mut object = Object::new(value, path)?;
    let size = Size { w: object.required("w", number)?, h: object.required("h", number)? };
    object.finish()?;
    Ok(size)
}

pub(super) fn layer(value: &Value, path: &str) -> Result<i32, LoadError> {
    let whole = value.as_i64().and_then(|layer| i32::try_from(layer).ok());
    let layer = whole.ok_or_else(|| wrong_type(path, value, "a whole number"))?;
    allowed(path, limits::layer(layer))?;
    Ok(layer)
}

pub(super) fn via(value: &Value, path: &str) -> Result<Vec<Point>, LoadError> {
    let Value::Array(items) = value else {
        return Err(wrong_type(path, value, "a list of places"));
    };
    let place = |(at, item)| point(item, &format!("{path}[{at}]"));
    let via: Vec<_> =
        items.iter().enumerate().take(limits::MAX_VIA + 1).map(place).collect::<Result<_, _>>()?;
    allowed(path, limits::line("", &via))?;
    Ok(via)
}

fn allowed(path: &str, outcome: Result<(), String>) -> Result<(), LoadError> {
    outcome.map_err(|reason| LoadError::Value { path: path.to_owned(), reason })
}
