//! `windtunnel export` and `windtunnel import`, as people call them.

use std::path::PathBuf;
use std::process::{Command, Output};

fn run(words: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_windtunnel");
    Command::new(program).args(words).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A file of this test alone.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("can be written");
    path
}

#[test]
fn a_flowchart_goes_out_and_comes_in_as_a_design_that_opens() {
    let chart = said(&run(&["export", "card-fraud", "--to", "mermaid"]));
    assert!(chart.contains("flowchart LR"), "{chart}");
    let path = file("card-fraud.mmd", &chart);
    let imported = run(&["import", path.to_str().expect("is text")]);
    assert!(imported.status.success() && imported.stderr.is_empty());
    let design = file("imported.json", &said(&imported));
    let again = said(&run(&["export", design.to_str().expect("is text"), "--to", "mermaid"]));
    assert_eq!(again.lines().count(), chart.lines().count());
}

#[test]
fn a_picture_is_written_to_a_file() {
    let path = file("mm1.svg", "");
    let to = path.to_str().expect("is text");
    let output = run(&["export", "mm1", "--to", "svg", "--dark", "--scale", "2", "-o", to]);
    assert!(output.status.success() && output.stdout.is_empty());
    let svg = std::fs::read_to_string(&path).expect("is there");
    assert!(svg.starts_with("<svg ") && svg.contains("#16181b"));
    let high = said(&run(&["export", "mm1", "--to", "svg", "--high-contrast"]));
    assert!(high.contains("fill=\"#ffffff\"") && high.contains("fill=\"#000000\""));
}

#[test]
fn what_cannot_be_imported_is_told_and_nothing_is_written() {
    let path = file("letter.txt", "Dear all,");
    let output = run(&["import", path.to_str().expect("is text")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("Mermaid"));
    let warned = file("half.mmd", "flowchart LR\na --> b\n???\n");
    let output = run(&["import", warned.to_str().expect("is text")]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("Line 3: "));
}
