//! Shorter names for what wasm takes from JavaScript.
//!
//! wasm-bindgen ends the name of each import in a hash of 16 digits. They mean nothing once page
//! and wasm are built, stand in both files, and no compression gets at them: 5 kB of the first
//! screen. Here a number takes their place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::{Context, Error, Result};
use crate::size::group_of;

const PREFIX: &str = "__wbg_";
const HASH_DIGITS: usize = 16;

/// Shortens the names in every pair of script and wasm in `dist`.
pub fn shorten(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist).doing("read", dist)? {
        let wasm_file = entry.doing("read", dist)?.path();
        let name = wasm_file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix("_bg.wasm").filter(|_| group_of(&name).is_some()) else {
            continue;
        };
        let script_file = dist.join(format!("{stem}.js"));
        let script = fs::read_to_string(&script_file).doing("read", &script_file)?;
        let wasm = fs::read(&wasm_file).doing("read", &wasm_file)?;
        let names = short_names(&script);
        let wasm = with_imports(&wasm, &names).ok_or_else(|| Error::Failed {
            what: format!("Reading the imports of {name}"),
            detail: "its import section is not as expected".into(),
        })?;
        fs::write(&wasm_file, wasm).doing("write", &wasm_file)?;
        fs::write(&script_file, renamed(&script, &names)).doing("write", &script_file)?;
    }
    Ok(())
}

/// Where a name with a hash begins and ends, from `from` on.
fn next_name(script: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let start = at + script.get(at..)?.find(PREFIX)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let rest = &script[start..];
        let end = start + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let name = &script[start..end];
        let (_, hash) = name.rsplit_once('_').unwrap_or_default();
        if hash.len() == HASH_DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Some((start, end));
        }
        at = end;
    }
}

/// A short name for each name with a hash, in the order of the names.
fn short_names(script: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut at = 0;
    while let Some((start, end)) = next_name(script, at) {
        names.insert(script[start..end].to_owned(), String::new());
        at = end;
    }
    for (number, (name, short)) in names.iter_mut().enumerate() {
        *short = format!("{}{number}", &name[..name.len() - HASH_DIGITS]);
    }
    names
}

fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(script.len());
    let mut at = 0;
    while let Some((start, end)) = next_name(script, at) {
        text.push_str(&script[at..start]);
        let name = &script[start..end];
        text.push_str(names.get(name).map_or(name, String::as_str));
        at = end;
    }
    text.push_str(&script[at..]);
    text
}

/// The same module with other names of imports; `None` where it is not a module as we know it.
fn with_imports(wasm: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const IMPORTS: u8 = 2;
    let mut out = wasm.get(..HEADER)?.to_vec();
    let mut rest = Bytes(wasm.get(HEADER..)?);
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let length = rest.number()?;
        let section = rest.take(length)?;
        out.push(id);
        if id == IMPORTS {
            let section = imports(section, names)?;
            write_number(section.len(), &mut out);
            out.extend(section);
        } else {
            write_number(section.len(), &mut out);
            out.extend(section);
        }
    }
    Some(out)
}

fn imports(section: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(section.len());
    let mut rest = Bytes(section);
    let count = rest.number()?;
    write_number(count, &mut out);
    for _ in 0..count {
        for is_name in [false, true] {
            let length = rest.number()?;
            let text = std::str::from_utf8(rest.take(length)?).ok()?;
            let text = names.get(text).filter(|_| is_name).map_or(text, String::as_str);
            write_number(text.len(), &mut out);
            out.extend(text.as_bytes());
        }
        // What it is: functions and a few others, whose descriptions differ in length.
        let before = rest.0;
        match rest.byte()? {
            0 => drop(rest.number()?),
            1 => {
                rest.byte()?;
                rest.limits()?;
            }
            2 => rest.limits()?,
            3 => drop(rest.take(2)?),
            _ => return None,
        }
        out.extend(&before[..before.len() - rest.0.len()]);
    }
    rest.0.is_empty().then_some(out)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    /// An unsigned LEB128 of up to 32 bits.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Least and, where the first bit says so, most.
    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }
}

fn write_number(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "const imports = {\n  __wbg_get_0123456789abcdef: function() {},\n  \
                          __wbg_set_fedcba9876543210: f,\n  __wbg_cast_1: g };\n\
                          __wbg_get_0123456789abcdef();";

    fn import(name: &str, kind: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for text in ["./page_bg.js", name] {
            write_number(text.len(), &mut bytes);
            bytes.extend(text.as_bytes());
        }
        bytes.extend(kind);
        bytes
    }

    fn module(imports: &[Vec<u8>]) -> Vec<u8> {
        let mut section = Vec::new();
        write_number(imports.len(), &mut section);
        section.extend(imports.concat());
        let mut bytes = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        bytes.push(2);
        write_number(section.len(), &mut bytes);
        bytes.extend(section);
        bytes.extend(*b"\x07\x01\0");
        bytes
    }

    #[test]
    fn script_and_module_get_the_same_short_names() {
        let names = short_names(SCRIPT);
        let script = renamed(SCRIPT, &names);
        assert_eq!(
            script,
            "const imports = {\n  __wbg_get_0: function() {},\n  __wbg_set_1: f,\n  __wbg_cast_1: \
             g };\n__wbg_get_0();"
        );
        let long = module(&[
            import("__wbg_get_0123456789abcdef", &[0, 0]),
            import("__wbg_set_fedcba9876543210", &[0, 0x81, 0x01]),
            import("__wbg_cast_1", &[0, 0]),
            import("memory", &[2, 1, 17, 0x80, 0x02]),
            import("table", &[1, 0x70, 0, 4]),
            import("global", &[3, 0x7f, 0]),
        ]);
        let short = module(&[
            import("__wbg_get_0", &[0, 0]),
            import("__wbg_set_1", &[0, 0x81, 0x01]),
            import("__wbg_cast_1", &[0, 0]),
            import("memory", &[2, 1, 17, 0x80, 0x02]),
            import("table", &[1, 0x70, 0, 4]),
            import("global", &[3, 0x7f, 0]),
        ]);
        assert_eq!(with_imports(&long, &names), Some(short));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let names = BTreeMap::new();
        let whole = module(&[import("a", &[0, 0])]);
        assert_eq!(with_imports(&whole, &names).as_ref(), Some(&whole));
        assert_eq!(with_imports(&whole[..whole.len() - 2], &names), None);
        assert_eq!(with_imports(&module(&[import("a", &[9, 0])]), &names), None);
        assert_eq!(with_imports(b"\0asm", &names), None);
    }

    /// Two imports that differ in their hash only must not become one.
    #[test]
    fn short_names_are_different() {
        let script = "__wbg_new_0000000000000001 __wbg_new_0000000000000002";
        assert_eq!(renamed(script, &short_names(script)), "__wbg_new_0 __wbg_new_1");
    }
}
