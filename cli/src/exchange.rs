//! Designs to and from files of other programs.

use std::io::Write;

use clap::{Args, ValueEnum};
use windtunnel_design::exchange::{self, mermaid};
use windtunnel_design::svg::{self, Look, Theme};
use windtunnel_design::{Document, file};

use crate::load::{Refused, open, read_text};

#[derive(Args)]
pub struct ExportArgs {
    /// A saved design, or the name of a template.
    design: String,
    /// What to write.
    #[arg(long, value_name = "FORMAT")]
    to: Format,
    /// The file to write, instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// SVG: light ink on dark paper.
    #[arg(long)]
    dark: bool,
    /// SVG: in high contrast.
    #[arg(long)]
    high_contrast: bool,
    /// SVG: no paper behind the drawing.
    #[arg(long)]
    transparent: bool,
    /// SVG: pixels a canvas unit.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
}

#[derive(Args)]
pub struct ImportArgs {
    /// A Mermaid flowchart or a draw.io drawing.
    drawing: String,
    /// The file to write, instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

/// What can be written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A picture.
    Svg,
    /// A flowchart as text.
    Mermaid,
    /// A design file of the newest schema.
    Json,
}

/// Writes a design for another program.
pub fn export(args: &ExportArgs, out: &mut Vec<u8>) -> Result<(), Refused> {
    if !(0.1..=8.0).contains(&args.scale) {
        return Err(Refused::new(format!("--scale {} is not between 0.1 and 8.", args.scale)));
    }
    let document = open(&args.design)?.document;
    let text = match args.to {
        Format::Svg => picture(&document, args),
        Format::Mermaid => mermaid::write(&document),
        Format::Json => file::save(&document),
    };
    deliver(&text, args.output.as_deref(), out)
}

fn picture(document: &Document, args: &ExportArgs) -> String {
    let theme = Theme::of(args.dark, args.high_contrast);
    let look = Look { theme, paper: !args.transparent, title: true, scale: args.scale };
    svg::draw(document, &look).svg
}

/// Makes a design of another program's file; what could not be taken over goes to the standard error.
pub fn import(args: &ImportArgs, out: &mut Vec<u8>) -> Result<(), Refused> {
    let said = |reason: String| Refused::new(format!("{}: {reason}", args.drawing));
    let text = read_text(&args.drawing)?;
    let imported = exchange::import(&text).map_err(|error| said(error.to_string()))?;
    for warning in &imported.warnings {
        eprintln!("{}: {warning}", args.drawing);
    }
    deliver(&file::save(&imported.document), args.output.as_deref(), out)
}

fn deliver(text: &str, file: Option<&str>, out: &mut Vec<u8>) -> Result<(), Refused> {
    match file {
        Some(file) => std::fs::write(file, text)
            .map_err(|error| Refused::new(format!("{file} cannot be written: {error}"))),
        None => Ok(out.write_all(text.as_bytes())?),
    }
}
