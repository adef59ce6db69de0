//! Why a file cannot be opened.

/// Why a file cannot be opened: where, why, and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// More bytes than any design has. Nothing was read.
    #[error(
        "The file has {bytes} bytes; a design has at most {limit}. \
         Check that it is the right file."
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// The bytes are not text.
    #[error("Byte {byte} of the file is not UTF-8 text. Check that it is the right file.")]
    NotText {
        /// Where the first bad byte is.
        byte: usize,
    },
    /// Broken JSON.
    #[error(
        "Line {line}, column {column}: {reason}. \
         The file is not complete JSON; open it in a text editor, or save it again."
    )]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// `NaN`, `Infinity` or `1e999`.
    #[error("Line {line}, column {column}: {found} is not a number. Write a finite number.")]
    NotFinite {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What stands there.
        found: String,
    },
    /// The same key twice in one object.
    #[error("Line {line}, column {column}: the key \"{key}\" is there twice. Remove one.")]
    DuplicateKey {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// The key.
        key: String,
    },
    /// Some other program's file.
    #[error(
        "This is not a Windtunnel design: it has {found}. \
         Designs start with {{\"format\": \"windtunnel\", \"schema\": 1}}."
    )]
    NotOurs {
        /// What is there instead.
        found: String,
    },
    /// No usable schema number.
    #[error("schema: {found} is not a schema number. Write 1.")]
    Schema {
        /// What is there instead.
        found: String,
    },
    /// Made by a newer Windtunnel.
    #[error(
        "The file has schema {found}; this version reads up to {supported}. \
         Reload the page to get the newest Windtunnel."
    )]
    Newer {
        /// The file's.
        found: u64,
        /// The newest that is known.
        supported: u32,
    },
    /// No such kind of node.
    #[error("{path}: there is no node kind \"{found}\". Kinds are {known}.")]
    UnknownKind {
        /// Where in the JSON.
        path: String,
        /// The word there.
        found: String,
        /// All kinds.
        known: String,
    },
    /// No such field.
    #[error("{path}: there is no field \"{found}\" here. Fields are {known}.")]
    UnknownField {
        /// Where in the JSON.
        path: String,
        /// The field's name.
        found: String,
        /// All fields of this place.
        known: String,
    },
    /// A field that must be there is not.
    #[error("{path}: the field \"{field}\" is missing. Add it.")]
    MissingField {
        /// Where in the JSON.
        path: String,
        /// The field's name.
        field: String,
    },
    /// Another type than the field has.
    #[error("{path}: {found} is not {needs}.")]
    WrongType {
        /// Where in the JSON.
        path: String,
        /// What is there.
        found: String,
        /// What should be.
        needs: String,
    },
    /// A parameter that does not exist, or a value that it does not allow.
    #[error("{path}: {reason}. Correct it, or remove it to get the default.")]
    Parameter {
        /// Where in the JSON.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A text, an id or a place that no document may hold.
    #[error("{path}: {reason}.")]
    Value {
        /// Where in the JSON.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A link from or to a node that is not there.
    #[error("{path}: there is no node \"{node}\". Correct the id, or remove the link.")]
    LinkToNowhere {
        /// Where in the JSON.
        path: String,
        /// The id that is not there.
        node: String,
    },
    /// A link between nodes that cannot be linked so.
    #[error("{path}: {reason} Change or remove the link.")]
    LinkNotAllowed {
        /// Where in the JSON.
        path: String,
        /// Why, as a sentence.
        reason: String,
    },
    /// More things than any design has.
    #[error("{path}: {found} {what}; a design has at most {limit}.")]
    TooMany {
        /// Where in the JSON.
        path: String,
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
}
