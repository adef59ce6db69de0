//! Pictures of designs: well formed whatever is written in them, and the same every time.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use windtunnel_design::svg::{Look, Palette, Theme, draw};
use windtunnel_design::{DocNode, Document, Point, Shape, Size, Sketch, Tint, templates};

/// Names of the elements of a picture, and all its text; panics where it is not well-formed.
fn parts(svg: &str) -> (BTreeSet<String>, String) {
    let mut reader = Reader::from_str(svg);
    let (mut names, mut text) = (BTreeSet::new(), String::new());
    loop {
        match reader.read_event().expect("is well-formed") {
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute.expect("is well-formed");
                    let name = attribute.key.into_inner();
                    assert!(!name.starts_with("on") && !name.contains("href"), "{name}");
                }
                names.insert(element.name().into_inner().to_owned());
            }
            Event::Text(words) => text.push_str(&words.into_inner()),
            Event::GeneralRef(reference) => {
                let name = reference.clone().into_inner();
                let letter = match &*name {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    _ => reference.resolve_char_ref().ok().flatten().expect("is known"),
                };
                text.push(letter);
            }
            Event::Eof => return (names, text),
            _ => {}
        }
    }
}

const ELEMENTS: [&str; 8] = ["svg", "title", "desc", "rect", "g", "path", "polygon", "text"];

fn looks() -> Vec<Look> {
    let mut looks = Vec::new();
    for theme in [Theme::Light, Theme::Dark, Theme::HighLight, Theme::HighDark] {
        for (paper, title) in [(true, true), (false, false)] {
            looks.push(Look { theme, paper, title, scale: 2.0 });
        }
    }
    looks
}

#[test]
fn every_template_is_drawn_with_all_its_labels() {
    for template in templates::all() {
        let document = template.document();
        for look in looks() {
            let picture = draw(&document, &look);
            let (names, text) = parts(&picture.svg);
            assert!(names.iter().all(|name| ELEMENTS.contains(&name.as_str())), "{names:?}");
            for id in document.nodes.keys() {
                assert!(text.contains(&document.label(id)), "{} {id}", template.id);
            }
            assert!(picture.width > 200.0 && picture.height > 100.0);
            let paper = Palette::of(look.theme).paper;
            assert_eq!(picture.svg.contains(&format!("fill=\"{paper}\"/>")), look.paper);
        }
    }
}

#[test]
fn the_size_follows_the_scale() {
    let document = templates::find("mm1").expect("is there").document();
    let one = draw(&document, &Look { scale: 1.0, ..Look::default() });
    let three = draw(&document, &Look { scale: 3.0, ..Look::default() });
    assert!((three.width - 3.0 * one.width).abs() <= 3.0);
    assert!((three.height - 3.0 * one.height).abs() <= 3.0);
    let odd = draw(&document, &Look { scale: f64::NAN, ..Look::default() });
    assert_eq!(odd.width, one.width);
}

#[test]
fn the_textbook_queue_looks_as_it_did() {
    let document = templates::find("mm1").expect("is there").document();
    let svg = draw(&document, &Look::default()).svg;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mm1.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &svg).expect("the fixture can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(svg == kept, "look at the new picture, and keep it with UPDATE=1");
}

/// The custom properties of a part of the style sheet.
fn tokens(css: &str) -> Vec<(&str, &str)> {
    let lines = css.lines().filter_map(|line| line.trim().strip_prefix("--"));
    lines.filter_map(|line| line.trim_end_matches(';').split_once(": ")).collect()
}

#[test]
fn the_colours_are_those_of_the_screen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/style/tokens.css");
    let css = std::fs::read_to_string(path).expect("the style sheet is there");
    let block = |selector: &str| {
        let (_, rest) = css.split_once(&format!("\n{selector} {{")).expect("a theme");
        tokens(rest.split_once("\n}").expect("its end").0)
    };
    let blocks = [
        (Theme::Light, ":root"),
        (Theme::Dark, ":root[data-theme=\"dark\"]"),
        (Theme::HighLight, ":root[data-contrast=\"more\"]"),
        (Theme::HighDark, ":root[data-theme=\"dark\"][data-contrast=\"more\"]"),
    ];
    for (theme, selector) in blocks {
        let tokens = block(selector);
        for (name, colour) in Palette::of(theme).named() {
            assert!(tokens.contains(&(name, colour)), "{theme:?} {name} {colour}");
        }
    }
}

/// Documents with whatever people, or enemies, write.
fn documents() -> impl Strategy<Value = Document> {
    let text = prop_oneof![
        ".{0,60}",
        "[<>&\"'\\]/!\\-a-c \n\u{1}\u{ffff}]{0,40}",
        Just("</text></svg><script>alert(1)</script>".to_owned()),
        Just("]]><![CDATA[<!ENTITY x".to_owned()),
    ];
    let place = || prop_oneof![-500.0..500.0_f64, -9e5..9e5_f64];
    let nodes = prop::collection::vec((text.clone(), place(), place()), 0..6);
    let sketches =
        prop::collection::vec((text.clone(), place(), -300.0..300.0_f64, 0..18_usize), 0..6);
    (text, nodes, sketches).prop_map(|(title, nodes, sketches)| {
        let mut document = Document { about: title.clone(), title, ..Document::default() };
        for (number, (label, x, y)) in nodes.into_iter().enumerate() {
            let kind = windtunnel_design::sim::model::NodeKind::Service;
            let node = DocNode { label, ..DocNode::new(kind, Point { x, y }) };
            document.nodes.insert(format!("n{number}"), node);
            if let Ok(mut link) =
                windtunnel_design::connect::propose(&document, "n0", &format!("n{number}"))
            {
                link.label = document.title.clone();
                document.links.insert(format!("l{number}"), link);
            }
        }
        for (number, (text, x, w, which)) in sketches.into_iter().enumerate() {
            let (shape, tint) = (Shape::ALL[which % 3], Tint::ALL[which % 6]);
            let w = if shape == Shape::Arrow { w } else { w.abs() };
            let sketch = Sketch::new(shape, Point { x, y: x }, Size { w, h: w.abs() });
            document.sketches.insert(format!("s{number}"), Sketch { text, tint, ..sketch });
        }
        document
    })
}

proptest! {
    #[test]
    fn whatever_is_written_stays_text(document in documents()) {
        for look in looks() {
            let picture = draw(&document, &look);
            let (names, _) = parts(&picture.svg);
            prop_assert!(names.iter().all(|name| ELEMENTS.contains(&name.as_str())), "{names:?}");
            prop_assert!(picture.width.is_finite() && picture.height.is_finite());
        }
    }
}

#[test]
fn a_full_design_is_drawn_in_time_and_in_size() {
    let mut document = Document::default();
    let kind = windtunnel_design::sim::model::NodeKind::Service;
    for number in 0..windtunnel_design::limits::MAX_NODES {
        let at = Point { x: 200.0 * (number % 70) as f64, y: 100.0 * (number / 70) as f64 };
        let node = DocNode { label: "x".repeat(5_000), ..DocNode::new(kind, at) };
        document.nodes.insert(format!("n{number}"), node);
    }
    let picture = draw(&document, &Look::default());
    assert!(picture.svg.len() < 12_000_000, "{}", picture.svg.len());
}
