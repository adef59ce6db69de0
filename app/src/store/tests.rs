use windtunnel_design::templates;

use super::*;

#[test]
fn the_document_is_shown_anew_only_where_it_has_changed() {
    let store = Store::new(templates::find("mm1").expect("it is there").document());
    let shown = |what: &str, changes: bool, act: &dyn Fn()| {
        let before = store.document_now();
        act();
        let after = store.document_now();
        assert_eq!(Arc::ptr_eq(&before, &after), !changes, "{what}");
        store.history.with_value(|history| assert_eq!(history.document(), &*after, "{what}"));
    };
    let title = |title: &str| {
        store.run_command("Name", &Command::SetHeading(title.into(), String::new())).ok();
    };
    title("A");
    shown("the same again", false, &|| title("A"));
    shown("another", true, &|| title("B"));
    shown("refused", false, &|| title("\u{7}"));
    shown("the start of a gesture", false, &|| store.begin("Name"));
    shown("nothing to cancel", false, &|| store.cancel());
    store.begin("Name");
    shown("within a gesture", true, &|| title("C"));
    shown("cancelled", true, &|| store.cancel());
    shown("undone", true, &|| store.undo());
    shown("redone", true, &|| store.redo());
    shown("nothing to redo", false, &|| store.redo());
    shown("gone back", true, &|| store.jump(0));
    shown("gone nowhere", false, &|| store.jump(0));
    shown("opened", true, &|| store.open(Document::default()));
}

#[test]
fn nothing_simulated_of_one_design_is_shown_with_another() {
    let store = Store::new(crate::run::fixture::document());
    let run = store.run;
    let simulate = || {
        run.plays_next.set_value(false);
        run.result.set(Some(Arc::new(crate::run::fixture::result())));
        run.is_current.set(true);
        run.life.set(Some(Err(Arc::from([]))));
        run.findings.set(Some(Vec::new()));
        run.took_s.set(Some(1.0));
        run.cursor_s.set(60.0);
    };
    simulate();
    store.run_command("Name", &Command::SetHeading("A".into(), String::new())).ok();
    assert!(run.result.get_untracked().is_some(), "a change keeps what was there before it");
    run.playing.set(true);
    store.open(Document::default());
    assert!(run.result.get_untracked().is_none() && run.life.get_untracked().is_none());
    assert!(run.findings.get_untracked().is_none() && run.took_s.get_untracked().is_none());
    assert!(!run.is_current.get_untracked() && !run.playing.get_untracked());
    assert_eq!(run.cursor_s.get_untracked(), 0.0);
    assert!(run.plays_next.get_value(), "it played before");
    simulate();
    store.open(Document::default());
    assert!(!run.plays_next.get_value(), "it was paused");
}
