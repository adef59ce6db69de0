//! JSON as a person would write it: short things on one line, whole numbers without a fraction.

use serde_json::{Map, Value};

/// What fits stays on one line of this many characters.
const WIDTH: usize = 100;

/// Fields that say what a thing is come first; the others follow by name.
const FIRST: [&str; 6] = ["id", "kind", "type", "from", "to", "label"];

/// Prints a value that starts at this indentation.
pub(super) fn print(value: &Value, indent: usize, out: &mut String) {
    let start = out.len();
    print_short(value, out);
    if indent + out[start..].chars().count() <= WIDTH {
        return;
    }
    out.truncate(start);
    let new_line = |out: &mut String, indent: usize| {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    };
    match value {
        // A recording has more numbers than anybody reads: they fill the lines.
        Value::Array(items) if items.iter().all(Value::is_number) => {
            out.push('[');
            let mut column = WIDTH;
            for (at, item) in items.iter().enumerate() {
                let mut number = String::new();
                print_short(item, &mut number);
                out.push_str(if at == 0 { "" } else { "," });
                // The number, a space before it and a comma after it.
                if column + number.len() + 2 > WIDTH {
                    new_line(out, indent + 2);
                    column = indent + 2;
                } else {
                    out.push(' ');
                    column += 1;
                }
                out.push_str(&number);
                column += number.len() + 1;
            }
            new_line(out, indent);
            out.push(']');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                new_line(out, indent + 2);
                print(item, indent + 2, out);
            }
            new_line(out, indent);
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (at, (key, value)) in ordered(fields).into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                new_line(out, indent + 2);
                print_key(key, out);
                print(value, indent + 2, out);
            }
            new_line(out, indent);
            out.push('}');
        }
        _ => print_short(value, out),
    }
}

fn print_short(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                print_short(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (at, (key, value)) in ordered(fields).into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                print_key(key, out);
                print_short(value, out);
            }
            out.push('}');
        }
        Value::Number(number) => {
            let whole =
                number.as_f64().filter(|x| number.is_f64() && x.fract() == 0.0 && x.abs() < 9e15);
            match whole {
                Some(whole) => out.push_str(&(whole as i64).to_string()),
                None => out.push_str(&number.to_string()),
            }
        }
        _ => out.push_str(&value.to_string()),
    }
}

fn print_key(key: &str, out: &mut String) {
    out.push_str(&Value::from(key).to_string());
    out.push_str(": ");
}

fn ordered(fields: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut all: Vec<_> = fields.iter().map(|(key, value)| (key.as_str(), value)).collect();
    let rank = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    all.sort_by(|(a, _), (b, _)| (rank(a), a).cmp(&(rank(b), b)));
    all
}
