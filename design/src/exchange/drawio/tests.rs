use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use windtunnel_sim::model::{NodeKind, When};

use super::read;
use crate::document::Document;
use crate::exchange::{Format, ImportError, format_of, import};
use crate::sketch::Shape;

const CELLS: &str = r#"<mxGraphModel dx="800"><root>
<mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="u" value="Users" style="shape=umlActor;html=1;" vertex="1" parent="1">
 <mxGeometry x="40" y="100" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="m" value="&lt;b&gt;Fraud&lt;/b&gt;&lt;br&gt;model" style="rounded=1;html=1;" vertex="1" parent="1">
 <mxGeometry x="240" y="100" width="120" height="60" as="geometry"/></mxCell>
<UserObject label="Threshold" link="javascript:alert(1)" id="p">
 <mxCell style="rhombus;html=1;" vertex="1" parent="g"><mxGeometry x="40" y="40" width="120" height="60" as="geometry"/></mxCell>
</UserObject>
<mxCell id="g" value="Decisions" style="swimlane;" vertex="1" parent="1">
 <mxGeometry x="400" y="60" width="400" height="300" as="geometry"/></mxCell>
<mxCell id="d" value="Human review" vertex="1" parent="g">
 <mxGeometry x="240" y="40" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="t" value="Only by night" style="text;html=1;" vertex="1" parent="1">
 <mxGeometry x="40" y="300" width="100" height="30" as="geometry"/></mxCell>
<mxCell id="e1" style="edge" edge="1" parent="1" source="u" target="m"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="e2" edge="1" parent="1" source="m" target="p"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="e3" edge="1" parent="1" source="p" target="d"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="l3" value="review" style="edgeLabel;html=1;" vertex="1" connectable="0" parent="e3"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="e4" value="dangling" edge="1" parent="1" source="m"><mxGeometry relative="1" as="geometry"/></mxCell>
</root></mxGraphModel>"#;

fn file(page: &str) -> String {
    format!(r#"<mxfile host="x"><diagram id="a" name="Page &amp; one">{page}</diagram></mxfile>"#)
}

fn packed(xml: &str) -> String {
    let escaped: String = xml.bytes().map(|byte| format!("%{byte:02X}")).collect();
    STANDARD.encode(miniz_oxide::deflate::compress_to_vec(escaped.as_bytes(), 6))
}

fn by_label<'a>(document: &'a Document, label: &str) -> &'a str {
    let found = document.nodes.keys().find(|id| document.label(id) == label);
    found.unwrap_or_else(|| panic!("no {label} in {:?}", document.nodes))
}

#[test]
fn boxes_arrows_groups_and_texts_come_over() {
    for text in [file(CELLS), file(&packed(CELLS)), CELLS.to_owned()] {
        let imported = import(&text).expect("is a drawing");
        let document = &imported.document;
        let kind = |label: &str| document.nodes[by_label(document, label)].kind;
        assert_eq!(kind("Users"), NodeKind::Traffic);
        assert_eq!(kind("Fraud model"), NodeKind::Model);
        assert_eq!(kind("Threshold"), NodeKind::Policy);
        assert_eq!(kind("Human review"), NodeKind::Reviewers);
        assert_eq!(document.nodes.len(), 4);
        let at = |label: &str| document.nodes[by_label(document, label)].at;
        assert_eq!(at("Users").y, at("Fraud model").y);
        assert!(at("Users").x < at("Fraud model").x && at("Fraud model").x < at("Threshold").x);
        assert!(at("Human review").x - at("Threshold").x > 176.0, "they do not overlap");
        let (from, to) = (by_label(document, "Threshold"), by_label(document, "Human review"));
        let link = document.links.values().find(|link| link.from == from && link.to == to);
        assert_eq!(link.map(|link| link.when), Some(When::Review));
        let sketch = |shape: Shape| document.sketches.values().find(|it| it.shape == shape);
        assert_eq!(sketch(Shape::Note).map(|it| it.text.as_str()), Some("Only by night"));
        assert_eq!(sketch(Shape::Frame).map(|it| it.text.as_str()), Some("Decisions"));
        assert_eq!(imported.warnings.len(), 1, "{:?}", imported.warnings);
        assert!(imported.warnings[0].text.contains("dangling"));
    }
}

#[test]
fn one_page_of_several_is_taken_and_it_is_said() {
    let empty = "<mxGraphModel><root><mxCell id=\"0\"/></root></mxGraphModel>";
    let text = format!(
        "<mxfile><diagram name=\"Cover\">{empty}</diagram><diagram name=\"B\">{CELLS}</diagram></mxfile>"
    );
    let imported = import(&text).expect("the second page has boxes");
    assert_eq!(imported.document.title, "B");
    assert!(imported.warnings.iter().any(|it| it.text.contains("one page of 2")));
}

#[test]
fn a_drawing_is_told_by_its_content() {
    assert_eq!(format_of(&file(CELLS)), Some(Format::DrawIo));
    let declared = format!("<?xml version=\"1.0\"?>\n<!-- x -->{}", file(CELLS));
    assert_eq!(format_of(&declared), Some(Format::DrawIo));
    assert_eq!(format_of("<html><body>hello"), None);
    assert_eq!(format_of("hello"), None);
    assert_eq!(import("hello"), Err(ImportError::Unknown));
}

fn refusal(text: &str) -> String {
    read(text).expect_err("is refused").to_string()
}

#[test]
fn bombs_are_refused_with_the_reason() {
    let laughs = format!(
        "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>{}",
        file(CELLS)
    );
    assert!(refusal(&laughs).contains("document type"), "{}", refusal(&laughs));
    let unknown = CELLS.replace("Users", "&lol9;");
    assert!(refusal(&file(&unknown)).contains("cannot be read"));
    let deep = format!("<mxfile>{}", "<a>".repeat(1_000_000));
    assert!(refusal(&deep).contains("nested"));
    let zeros = vec![b' '; 40_000_000];
    let bomb = STANDARD.encode(miniz_oxide::deflate::compress_to_vec(&zeros, 9));
    assert!(refusal(&file(&bomb)).contains("too large"));
    let cells = "<mxCell id=\"1\" vertex=\"1\"/>".repeat(100_000);
    let many = file(&format!("<mxGraphModel><root>{cells}</root></mxGraphModel>"));
    assert!(matches!(read(&many), Err(ImportError::TooMany { .. })));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"1\"")).collect();
    assert!(refusal(&file(&format!("<mxCell{attributes}/>"))).contains("attributes"));
    assert!(refusal(&file("not base64 !")).contains("base64"));
    assert!(refusal("<mxfile><diagram></b></mxfile>").contains("cannot be read"));
    assert!(matches!(read("<mxfile></mxfile>"), Err(ImportError::Empty { .. })));
}

#[test]
fn groups_within_themselves_are_told() {
    let cell = |id: &str, parent: &str| {
        format!("<mxCell id=\"{id}\" value=\"{id}\" vertex=\"1\" parent=\"{parent}\"/>")
    };
    let cells = [cell("a", "b"), cell("b", "a"), cell("c", "a"), cell("d", "d"), cell("e", "1")];
    let text = file(&format!("<mxGraphModel><root>{}</root></mxGraphModel>", cells.concat()));
    let imported = import(&text).expect("the rest is taken");
    assert_eq!(imported.document.nodes.len(), 1);
    assert!(imported.warnings[0].text.contains("within itself"), "{:?}", imported.warnings);
}

#[test]
fn numbers_that_are_none_and_far_places_stay_on_the_canvas() {
    let text = file(
        "<mxGraphModel><root><mxCell id=\"a\" value=\"A\" vertex=\"1\"><mxGeometry x=\"1e308\" \
         y=\"NaN\" width=\"-5\" height=\"inf\"/></mxCell><mxCell id=\"b\" value=\"B\" vertex=\"1\">\
         <mxGeometry x=\"-1e308\" y=\"3\" width=\"1e300\" height=\"1\"/></mxCell></root>\
         </mxGraphModel>",
    );
    let document = import(&text).expect("is a drawing").document;
    for node in document.nodes.values() {
        crate::limits::place(node.at).expect("is on the canvas");
    }
}

proptest! {
    #[test]
    fn no_text_panics(cut in 0_usize..3_000, noise in ".{0,20}") {
        let text = file(CELLS);
        let cut = cut.min(text.len());
        if text.is_char_boundary(cut) {
            drop(read(&format!("{}{noise}{}", &text[..cut], &text[cut..])));
            drop(read(&text[..cut]));
        }
    }
}
