//! Recorded traffic instead of the design's.

use std::fs::File;
use std::io::Read;

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Document, apply, limits, trace};

use crate::load::Refused;

/// Gives a traffic node the recording of a file; without a name, the only one there is.
pub fn put(document: &mut Document, file: &str, node: Option<&str>) -> Result<(), Refused> {
    let node = traffic(document, node)?;
    let said = |reason: String| Refused::new(format!("{file}: {reason}"));
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to know that it is too large.
    let limit = limits::MAX_BYTES as u64 + 1;
    let open = File::open(file).map_err(|error| said(error.to_string()))?;
    open.take(limit).read_to_end(&mut bytes).map_err(|error| said(error.to_string()))?;
    if bytes.len() > limits::MAX_BYTES {
        return Err(said(format!("it has more than {} bytes.", limits::MAX_BYTES)));
    }
    let text = String::from_utf8(bytes).map_err(|error| said(error.to_string()))?;
    let recording = trace::parse(&text).map_err(|error| said(error.to_string()))?;
    apply(document, &recording.command(&node))?;
    Ok(())
}

fn traffic(document: &Document, wanted: Option<&str>) -> Result<String, Refused> {
    let sources: Vec<&String> = document
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Traffic)
        .map(|(id, _)| id)
        .collect();
    let names = sources.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
    match (wanted, sources.as_slice()) {
        (Some(wanted), _) if sources.iter().any(|id| *id == wanted) => Ok(wanted.to_owned()),
        (Some(wanted), _) => {
            Err(Refused::new(format!("{wanted} is no traffic node; there is {names}.")))
        }
        (None, [only]) => Ok((*only).clone()),
        (None, []) => Err(Refused::new("The design has no traffic that could be a recording's.")),
        (None, _) => Err(Refused::new(format!("Say into which traffic: --into one of {names}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use windtunnel_design::templates;

    #[test]
    fn the_only_traffic_needs_no_name() {
        let document = templates::find("card-fraud").expect("it is there").document();
        assert_eq!(traffic(&document, None).ok().as_deref(), Some("shop"));
        assert_eq!(traffic(&document, Some("shop")).ok().as_deref(), Some("shop"));
        let refused = traffic(&document, Some("gateway")).expect_err("no traffic");
        assert_eq!(refused.to_string(), "gateway is no traffic node; there is shop.");
    }

    #[test]
    fn a_bad_recording_names_the_file_and_the_line() {
        let path = std::env::temp_dir().join("windtunnel-cli-recording-test.csv");
        std::fs::write(&path, "1\n2\nlater\n").expect("a temporary file");
        let mut document = templates::find("card-fraud").expect("it is there").document();
        let file = path.to_string_lossy().into_owned();
        let refused = put(&mut document, &file, None).expect_err("the third line is bad");
        std::fs::remove_file(&path).ok();
        assert!(refused.to_string().starts_with(&format!("{file}: line 3: “later”")), "{refused}");
    }
}
