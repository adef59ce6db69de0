use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use windtunnel_design::sim::model::catalogue;
use windtunnel_design::{Command, apply, file};

use super::*;

fn edited() -> Document {
    let mut document = templates::all()[0].document();
    document.title.push_str(", edited");
    document
}

fn opened(link: &str) -> Option<Document> {
    open(link)?.ok().map(|link| link.document)
}

#[test]
fn a_design_comes_back_from_its_link_with_what_was_looked_at() {
    let document = edited();
    let part = Some((Point { x: -120.0, y: 40.0 }, 900.0));
    for view in [
        View::default(),
        View { part, ..View::default() },
        View { dock: Some(DockTab::Life), ..View::default() },
        View { part, dock: Some(DockTab::Outlook), selected: some(&document) },
    ] {
        let link = fragment(&document, &view);
        assert!(link.starts_with(DESIGN));
        assert_eq!(open(&link), Some(Ok(Link { document: document.clone(), view })));
    }
}

fn everything(document: &Document) -> Selection {
    let mut all = Selection::default();
    all.nodes.extend(document.nodes.keys().cloned());
    all.links.extend(document.links.keys().cloned());
    all
}

/// A node and two links, as a person may have selected them.
fn some(document: &Document) -> Selection {
    let mut some = everything(document);
    some.nodes = some.nodes.into_iter().take(1).collect();
    some.links = some.links.into_iter().take(2).collect();
    some
}

#[test]
fn of_a_large_selection_comes_what_there_is_room_for() {
    let mut document = edited();
    let odd = "a part: \u{e9}~.".to_owned();
    let node = document.nodes.values().next().expect("a node").clone();
    document.nodes.insert(odd.clone(), node);
    let all = everything(&document);
    let view = View { selected: all.clone(), ..View::default() };
    let (bare, link) = (fragment(&document, &View::default()), fragment(&document, &view));
    assert!(link.len() <= bare.len() + MAX_SELECTED, "{link}");
    let read = open(&link).expect("ours").expect("it opens").view.selected;
    assert!(read.nodes.len() > 3 && read.nodes.is_subset(&all.nodes), "{read:?}");
    assert!(read.links.is_subset(&all.links) && !read.nodes.contains(&odd), "{read:?}");
}

#[test]
fn the_same_part_is_seen_on_another_screen() {
    let camera = Camera { x: 100.0, y: -50.0, zoom: 0.5 };
    let part = View::seen(camera, (1200.0, 800.0));
    assert_eq!(View::camera(part, (1200.0, 800.0)), camera);
    let phone = View::camera(part, (390.0, 600.0));
    assert_eq!(View::seen(phone, (390.0, 600.0)), part);
}

#[test]
fn a_view_that_says_nothing_does_not_keep_a_design_from_opening() {
    let link = fragment(&edited(), &View::default());
    for odd in [
        "~",
        "~1_2",
        "~NaN_0_1",
        "~1_2_0",
        "~inf_1_1",
        "~moon~~",
        "~1_2_3_4",
        "~n.gone.~l",
        "~s...~x.y",
    ] {
        let read = open(&format!("{link}{odd}")).expect("ours").expect("it opens");
        assert_eq!((read.document, read.view), (edited(), View::default()), "{odd}");
    }
}

#[test]
fn a_link_of_the_first_kind_still_opens() {
    let document = edited();
    let packed = miniz_oxide::deflate::compress_to_vec(file::save(&document).as_bytes(), 9);
    let link = format!("{OLD_DESIGN}{}", URL_SAFE_NO_PAD.encode(packed));
    assert_eq!(opened(&link), Some(document));
}

/// Links as released versions made them.
#[test]
fn links_that_are_out_there_still_open() {
    for line in include_str!("share_fixtures.txt").lines() {
        let (title, link) = line.split_once(' ').expect("a title and a link");
        let document = opened(link).unwrap_or_else(|| panic!("{title}: {:?}", open(link)));
        assert_eq!(document.title.replace(' ', "-"), title);
    }
}

#[test]
fn an_example_has_a_short_link() {
    for template in templates::all() {
        let link = fragment(&template.document(), &View::default());
        assert!(link.starts_with(TEMPLATE), "{link}");
        assert_eq!(opened(&link), Some(template.document()));
    }
}

/// A handful of what people do: other names, other places, other numbers.
fn worked_on(mut document: Document) -> Document {
    document.title.push_str(", as we run it");
    let ids: Vec<_> = document.nodes.keys().cloned().collect();
    for (at, id) in ids.iter().enumerate() {
        let mut commands = Vec::new();
        if at % 4 == 0 {
            commands.push(Command::SetLabel(id.clone(), format!("Our part {at}")));
        }
        if at % 3 == 0 {
            let to = document.nodes[id].at;
            let to = Point { x: to.x + 64.0, y: to.y - 32.0 };
            commands.push(Command::MoveNode(id.clone(), to));
        }
        let spec = catalogue::node(document.nodes[id].kind).param("servers");
        if spec.is_some() {
            let value = Some(windtunnel_design::sim::model::ParamValue::Number(7.0));
            commands.push(Command::SetParam(id.clone(), "servers".into(), value));
        }
        for command in commands {
            apply(&mut document, &command).expect("an ordinary edit");
        }
    }
    document
}

#[test]
fn an_ordinary_design_fits_into_a_chat_message() {
    let part = Some((Point { x: -1200.0, y: 400.0 }, 1900.0));
    let view = View { part, dock: Some(DockTab::Decisions), ..View::default() };
    let mut long = Vec::new();
    for template in templates::all() {
        let document = worked_on(template.document());
        let view = View { selected: everything(&document), ..view.clone() };
        let link = fragment(&document, &view);
        assert_eq!(opened(&link), Some(document));
        // The address of the page stands before it.
        let length = "https://somebody.example.org/a/path/windtunnel/".len() + link.len();
        if length > CHAT_LIMIT {
            long.push((template.id, length));
        }
    }
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn a_bad_link_is_refused_with_a_reason() {
    let link = fragment(&edited(), &View::default());
    let cut = &link[..link.len() / 2];
    assert!(matches!(open(cut), Some(Err(_))));
    let letters = LinkError::Body(BodyError::Letters);
    assert_eq!(open("#w2=!!!"), Some(Err(letters)));
    assert_eq!(open("#w2=AAAA"), Some(Err(LinkError::Body(BodyError::Packing))));
    let missing = LinkError::NoTemplate("nothing".into());
    assert_eq!(open("#template=nothing"), Some(Err(missing)));
    assert_eq!(open("#elsewhere"), None);
    assert_eq!(open(""), None);
}

proptest! {
    #[test]
    fn any_bytes_are_a_design_or_a_reason(
        start in prop::sample::select(vec![DESIGN, OLD_DESIGN, TEMPLATE, "#"]),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        text in ".{0,40}",
    ) {
        drop(open(&format!("{start}{}", URL_SAFE_NO_PAD.encode(bytes))));
        drop(open(&format!("{start}{text}")));
    }

    #[test]
    fn a_good_link_with_a_letter_changed_is_a_design_or_a_reason(
        at in 4_usize..600,
        letter in prop::sample::select(vec!['A', 'z', '_', '-', '~', '9', '%', 'é']),
    ) {
        let mut letters: Vec<char> = fragment(&edited(), &View::default()).chars().collect();
        let at = at.min(letters.len() - 1);
        letters[at] = letter;
        drop(open(&letters.into_iter().collect::<String>()));
    }
}

#[test]
fn only_other_examples_than_the_first_are_waited_for() {
    assert!(names_example("#template=mm1"));
    assert!(names_example("#template=mm1~charts"));
    for own in ["", "#template=card-fraud", "#template=card-fraud~charts", "#w2=abc"] {
        assert!(!names_example(own), "{own}");
    }
}
