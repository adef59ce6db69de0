use windtunnel_design::templates;

use super::super::storage::memory::Memory;
use super::super::versions::Why;
use super::*;

fn design(title: &str) -> Document {
    let mut document = templates::all()[0].document();
    document.title = title.into();
    document
}

fn shelf() -> Memory {
    Memory::new(1_000_000)
}

fn put(shelf: &Memory, id: &str, title: &str, now_ms: f64) -> Mark {
    save(shelf, id, &design(title), None, "a", now_ms).expect("there is room")
}

#[test]
fn designs_are_listed_with_the_newest_first() {
    let shelf = shelf();
    let first = put(&shelf, "one", "One", 1.0);
    put(&shelf, "two", "Two", 2.0);
    save(&shelf, "one", &design("One more"), Some(&first), "a", 3.0).expect("it is ours");
    let all = list(&shelf);
    let titles: Vec<_> = all.iter().map(|(_, entry)| entry.title.as_str()).collect();
    assert_eq!(titles, ["One more", "Two"]);
    assert_eq!((all[0].1.created_ms, all[0].1.changed_ms), (1.0, 3.0));
    assert_eq!(all[0].1.document(), Ok(design("One more")));
}

#[test]
fn what_another_tab_wrote_is_never_written_over() {
    let shelf = shelf();
    let mine = put(&shelf, "one", "One", 1.0);
    let theirs = save(&shelf, "one", &design("Theirs"), Some(&mine), "b", 2.0).expect("in step");
    let outcome = save(&shelf, "one", &design("Mine"), Some(&mine), "a", 3.0);
    assert_eq!(outcome, Err(Unkept::Changed));
    assert_eq!(entry(&shelf, "one").map(|entry| entry.mark), Some(theirs));
    assert_eq!(list(&shelf)[0].1.title, "Theirs");
    delete(&shelf, "one", 4.0).expect("it can be moved");
    assert_eq!(save(&shelf, "one", &design("Mine"), Some(&mine), "a", 5.0), Err(Unkept::Changed));
}

#[test]
fn a_deleted_design_comes_back_until_ten_others_went_after_it() {
    let shelf = shelf();
    put(&shelf, "one", "One", 1.0);
    delete(&shelf, "one", 2.0).expect("it can be moved");
    assert_eq!((list(&shelf).len(), deleted(&shelf).len()), (0, 1));
    bring_back(&shelf, "one").expect("there is room");
    assert_eq!((list(&shelf).len(), deleted(&shelf).len()), (1, 0));
    delete(&shelf, "one", 3.0).expect("it can be moved");
    for at in 0..MOST_DELETED {
        let (id, now_ms) = (format!("other-{at}"), 4.0 + at as f64);
        put(&shelf, &id, "Other", now_ms);
        delete(&shelf, &id, now_ms).expect("it can be moved");
    }
    assert_eq!(deleted(&shelf).len(), MOST_DELETED);
    assert!(deleted(&shelf).iter().all(|(id, _)| id != "one"));
}

#[test]
fn work_of_earlier_versions_of_the_page_is_taken_over() {
    let shelf = shelf();
    shelf.write("windtunnel.work", &file::save(&design("Mine"))).expect("room");
    shelf
        .write("windtunnel.previous", "{\"format\": \"windtunnel\", \"schema\": 99}")
        .expect("room");
    adopt(&shelf, 1000.0);
    let all = list(&shelf);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].1.document(), Ok(design("Mine")));
    assert_eq!(last(&shelf), Some(all[0].0.clone()));
    assert_eq!(all[1].1.title, "Previous work");
    assert!(all[1].1.document().is_err());
    assert!(all[1].1.file().contains("99"), "it can be saved to a file");
    adopt(&shelf, 2000.0);
    assert_eq!(list(&shelf), all, "and only once");
}

#[test]
fn without_room_earlier_work_stays_where_it_was() {
    let text = file::save(&design("Mine"));
    let shelf = Memory::new("windtunnel.work".len() + text.len());
    shelf.write("windtunnel.work", &text).expect("room");
    // A text that packing does not make smaller.
    let odd = "{é}".to_owned();
    let small = Memory::new("windtunnel.work".len() + odd.len());
    small.write("windtunnel.work", &odd).expect("room");
    adopt(&shelf, 1.0);
    adopt(&small, 1.0);
    assert_eq!(list(&shelf)[0].1.document(), Ok(design("Mine")), "packed it fits");
    assert_eq!(small.read("windtunnel.work"), Some(odd), "what does not fit is not given up");
}

#[test]
fn deleted_designs_and_unnamed_versions_make_room_for_the_work() {
    let entry = |title: &str| Entry::new(&design(title), 1.0, 1.0, Mark::default()).text().len();
    let shelf = Memory::new(4 * entry("One") + 400);
    put(&shelf, "gone", "Gone", 1.0);
    delete(&shelf, "gone", 2.0).expect("moved");
    put(&shelf, "one", "One", 3.0);
    versions::add(&shelf, "one", &design("Old"), &Why::Opened, 4.0).expect("room");
    let name = Why::Named("good".into());
    versions::add(&shelf, "one", &design("Good"), &name, 5.0).expect("room");
    put(&shelf, "two", "Two", 6.0);
    put(&shelf, "three", "Three", 7.0);
    assert!(deleted(&shelf).is_empty());
    let left: Vec<_> = versions::list(&shelf, "one").into_iter().map(|v| v.why).collect();
    assert_eq!(left, [name], "what somebody named stays");
    let full = save(&shelf, "four", &design("Four"), None, "a", 8.0);
    assert_eq!(full, Err(Unkept::Refused(Refused::Full)));
    assert_eq!(list(&shelf).len(), 3, "and nothing that is somebody's work was given up for it");
}

#[test]
fn a_design_is_renamed_by_a_writing_that_others_notice() {
    let shelf = shelf();
    let mine = put(&shelf, "one", "One", 1.0);
    rename(&shelf, "one", "Uno", "b", 2.0).expect("it is there");
    let entry = entry(&shelf, "one").expect("it is there");
    assert_eq!((entry.title.as_str(), entry.document()), ("Uno", Ok(design("Uno"))));
    assert_ne!(entry.mark, mine);
    assert_eq!(rename(&shelf, "two", "Due", "b", 3.0), Err(Unkept::Changed));
}

#[test]
fn a_copy_is_a_design_of_its_own() {
    let shelf = shelf();
    put(&shelf, "one", "One", 1.0);
    duplicate(&shelf, "one", "two", 2.0).expect("room");
    delete(&shelf, "one", 3.0).expect("moved");
    let all = list(&shelf);
    assert_eq!((all.len(), all[0].0.as_str(), all[0].1.title.as_str()), (1, "two", "One (copy)"));
    let longest = "a".repeat(limits::MAX_TEXT);
    assert_eq!(copy_title(&longest), longest);
}

#[test]
fn a_file_opened_twice_is_one_design() {
    let shelf = shelf();
    put(&shelf, "one", "One", 1.0);
    assert_eq!(same(&shelf, &design("One")), Some("one".to_owned()));
    assert_eq!(same(&shelf, &design("Two")), None);
}

#[test]
fn all_that_is_kept_can_be_counted_and_erased() {
    let shelf = shelf();
    put(&shelf, "one", "One", 1.0);
    shelf.write("another.page", "not ours").expect("room");
    assert!(used(&shelf) > 500);
    erase(&shelf);
    assert_eq!((used(&shelf), shelf.texts.borrow().len()), (0, 1));
}
