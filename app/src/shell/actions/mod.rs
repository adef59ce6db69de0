//! The one table of what a person can do: buttons, menus, the command palette, keys and the list of
//! keys all read it. A new action is an [`Id`] and an entry in the file of its group.

mod arrange;
mod edit;
mod file;
mod panels;
mod run;
mod view;

use leptos::prelude::*;

use super::files::Files;
use super::keys::{self, Key};
use crate::canvas::commands;
use crate::exchange::service::Service;
use crate::store::{Dialog, Panel, Selection, Store, Theme};
use crate::ui::Icon;
use crate::ui::menu::MenuItem;

/// What actions work on.
#[derive(Clone, Copy)]
pub struct Context {
    /// All state.
    pub store: Store,
    /// Keeping, opening and sharing.
    pub files: Files,
    /// Reading and writing for other programs.
    pub exchange: Service,
}

/// Something a person can do.
#[derive(Clone, Copy)]
pub struct Action {
    /// Name in code.
    pub id: Id,
    /// Name for people.
    pub label: &'static str,
    /// Picture on buttons.
    pub icon: Icon,
    /// Heading in the help list.
    pub group: &'static str,
    /// Keys that do it; the first is shown.
    pub keys: &'static [Key],
    /// Can it be done now? Tracked.
    pub enabled: fn(Context) -> bool,
    /// Does it.
    pub run: fn(Context),
}

/// Names of the actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the labels in the table say it")]
pub enum Id {
    Commands,
    FindNode,
    Undo,
    Redo,
    History,
    AddPart,
    AddTraffic,
    AddAfter,
    AddBefore,
    ConnectTo,
    Parameters,
    Copy,
    Cut,
    Paste,
    Duplicate,
    Delete,
    Connect,
    Escape,
    SelectAll,
    Note,
    Frame,
    Arrow,
    AddNote,
    AddFrame,
    AddArrow,
    EditText,
    TintPlain,
    TintYellow,
    TintGreen,
    TintBlue,
    TintRed,
    TintViolet,
    AlignLeft,
    AlignCentre,
    AlignRight,
    AlignTop,
    AlignMiddle,
    AlignBottom,
    DistributeAcross,
    DistributeDown,
    Front,
    Forward,
    Backward,
    Back,
    Lock,
    AddBend,
    GoToBend,
    Straighten,
    Tidy,
    WheelAuto,
    WheelMouse,
    WheelTrackpad,
    Minimap,
    ZoomIn,
    ZoomOut,
    ActualSize,
    Fit,
    FitSelection,
    WalkOn,
    WalkBack,
    WalkUp,
    WalkDown,
    Play,
    Step,
    StepBack,
    Reset,
    Run,
    Cancel,
    Save,
    Open,
    Examples,
    Export,
    CopyImage,
    Share,
    Designs,
    NewDesign,
    Versions,
    BringBack,
    Palette,
    Inspector,
    Charts,
    Outlook,
    Outline,
    NextRegion,
    LastRegion,
    Theme,
    Contrast,
    Help,
    Keys,
}

fn always(_: Context) -> bool {
    true
}

/// Is there one node that it would be about? Tracked.
fn on_one_node(context: Context) -> bool {
    context.store.session.selection.with(|selection| match selection.nodes.len() {
        0 => commands::here(context.store).is_some(),
        one => one == 1,
    })
}

/// Opens a dialog about the node that keys are about.
fn ask(context: Context, about: fn(String) -> Dialog) {
    let node = commands::here(context.store);
    context.store.session.dialog.set(node.map(about));
}

/// Is a drag changing the document? It must end, or be cancelled, before history moves.
fn in_gesture(context: Context) -> bool {
    context.store.session.tool.with(|tool| tool.state.holds_document())
}

const fn action(
    id: Id,
    label: &'static str,
    icon: Icon,
    group: &'static str,
    keys: &'static [Key],
    run: fn(Context),
) -> Action {
    Action { id, label, icon, group, keys, enabled: always, run }
}

/// Every action by its heading, in the order of menus and of the list of keys.
const GROUPS: [&[Action]; 6] =
    [file::ACTIONS, edit::ACTIONS, arrange::ACTIONS, view::ACTIONS, run::ACTIONS, panels::ACTIONS];

/// Every action.
pub fn all() -> impl Iterator<Item = &'static Action> {
    GROUPS.iter().flat_map(|group| group.iter())
}

impl Action {
    /// Does it, if it can be done.
    pub fn perform(&self, context: Context) {
        if untrack(|| (self.enabled)(context)) {
            (self.run)(context);
        }
    }

    /// The picture now: a few show what they would do.
    #[must_use]
    pub fn picture(&self, context: Context) -> Icon {
        match self.id {
            Id::Theme if context.store.session.theme.get() == Theme::Dark => Icon::Sun,
            Id::Play if context.store.run.playing.get() => Icon::Pause,
            _ => self.icon,
        }
    }
}

/// The action of this name.
#[must_use]
pub fn find(id: Id) -> &'static Action {
    // The table has one entry a name; a test holds the two together.
    all().find(|action| action.id == id).unwrap_or(&edit::ACTIONS[0])
}

/// What the main menu leaves out: things for keys alone, and what the menu of a note has.
const NOT_IN_MENU: [Id; 18] = [
    Id::GoToBend,
    Id::AddTraffic,
    Id::TintPlain,
    Id::TintYellow,
    Id::TintGreen,
    Id::TintBlue,
    Id::TintRed,
    Id::TintViolet,
    Id::AddNote,
    Id::AddArrow,
    Id::EditText,
    Id::Escape,
    Id::WalkOn,
    Id::WalkBack,
    Id::WalkUp,
    Id::WalkDown,
    Id::NextRegion,
    Id::LastRegion,
];

/// The main menu: the actions under their headings.
#[must_use]
pub fn main_menu(context: Context) -> Vec<Vec<MenuItem>> {
    let items = |group: &&[Action]| {
        let shown = group.iter().filter(|action| !NOT_IN_MENU.contains(&action.id));
        shown.map(|action| menu_item(context, action.id)).collect()
    };
    GROUPS.iter().map(items).collect()
}

/// The headings of the main menu.
#[must_use]
pub fn headings() -> Vec<&'static str> {
    GROUPS.iter().filter_map(|group| group.first()).map(|action| action.group).collect()
}

/// An action as an item of a menu.
#[must_use]
pub fn menu_item(context: Context, id: Id) -> MenuItem {
    let action = find(id);
    MenuItem {
        icon: action.picture(context),
        label: action.label.to_owned(),
        detail: String::new(),
        keys: action.keys.first().map(|key| key.shown(keys::is_mac())).unwrap_or_default(),
        enabled: Signal::derive(move || (action.enabled)(context)),
        run: Callback::new(move |()| action.perform(context)),
    }
}

/// Opens a panel of the inspector.
pub fn show_panel(store: Store, panel: Panel) {
    store.session.selection.set(Selection::default());
    store.session.panel.set(panel);
    store.session.inspector_open.set(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_unique() {
        for (at, action) in all().enumerate() {
            assert_eq!(find(action.id).label, action.label);
            for other in all().skip(at + 1) {
                assert_ne!(action.id, other.id);
                assert_ne!(action.label, other.label);
                for key in action.keys {
                    assert!(!other.keys.contains(key), "{key:?}");
                }
            }
        }
    }
}
