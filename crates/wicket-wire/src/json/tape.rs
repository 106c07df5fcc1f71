//! The parsed document: a flat list of byte spans in the order of the source, 16 bytes a node.

use std::{borrow::Cow, ops::Range};

use super::{kind::Kind, string};

/// A parsed document. It holds spans only, so it can be kept and used again without borrowing the bytes.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
}

/// The place of a value on its tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub u32);

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub start: u32,
    pub end: u32,
    /// For a value: the node after it and all it holds. For a key: a hash of its text, see `twins`. For a container
    /// that is still open: the container around it, or `NONE`.
    pub link: u32,
    pub kind: Kind,
}

impl Tape {
    /// The whole document. `bytes` are those that were parsed; with others every answer is empty, and nothing breaks.
    pub fn root<'t>(&'t self, bytes: &'t [u8]) -> Value<'t> {
        Value { nodes: &self.nodes, bytes, at: 0 }
    }

    /// The value at `id`.
    pub fn value<'t>(&'t self, bytes: &'t [u8], id: NodeId) -> Value<'t> {
        Value { nodes: &self.nodes, bytes, at: id.0 as usize }
    }

    /// This tape to be filled again. The memory of a large document is given back: a stream that idles after one long
    /// event should not keep it.
    #[must_use]
    pub fn to_reuse(self) -> Tape {
        const KEPT: usize = 256;
        if self.nodes.capacity() <= KEPT { self } else { Tape::default() }
    }

    /// Values and keys.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Nothing has been parsed into it.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// One value of a document, and the way to those within it.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    nodes: &'t [Node],
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Value<'t> {
    fn node(self) -> Node {
        let nothing = Node { start: 0, end: 0, link: u32::MAX, kind: Kind::Null };
        self.nodes.get(self.at).copied().unwrap_or(nothing)
    }

    /// Its place on the tape.
    pub fn id(self) -> NodeId {
        NodeId(self.at as u32)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Its bytes in the source, quotes and brackets included.
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// Its source text.
    pub fn source(self) -> &'t str {
        self.bytes.get(self.span()).and_then(|raw| std::str::from_utf8(raw).ok()).unwrap_or_default()
    }

    /// The text of a string, unescaped; `None` for anything else.
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        match self.kind() {
            Kind::String => std::str::from_utf8(self.inner()).ok().map(Cow::Borrowed),
            Kind::Escaped => string::unescape(self.inner()).map(Cow::Owned),
            _ => None,
        }
    }

    /// The bytes between the quotes of a string without escapes: cheap to compare with a known word.
    pub fn as_word(self) -> Option<&'t [u8]> {
        (self.kind() == Kind::String).then(|| self.inner())
    }

    fn inner(self) -> &'t [u8] {
        let span = self.span();
        self.bytes.get(span.start.saturating_add(1)..span.end.saturating_sub(1)).unwrap_or_default()
    }

    /// A whole number from 0 on, written without fraction and exponent.
    pub fn as_u64(self) -> Option<u64> {
        if self.kind() == Kind::Number { self.source().parse().ok() } else { None }
    }

    /// Any number.
    pub fn as_f64(self) -> Option<f64> {
        if self.kind() == Kind::Number { self.source().parse().ok() } else { None }
    }

    /// A truth value.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// `null`
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// A string, with or without escapes.
    pub fn is_string(self) -> bool {
        matches!(self.kind(), Kind::String | Kind::Escaped)
    }

    /// The member `key` of an object.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        // A key without escapes has the length of its text and two quotes, which rules most keys out at once.
        let may_be = |name: Value<'t>| name.kind() == Kind::Escaped || name.span().len() == key.len() + 2;
        self.entries().find(|(name, _)| may_be(*name) && name.is(key)).map(|(_, value)| value)
    }

    /// Whether this is the string `text`.
    pub fn is(self, text: &str) -> bool {
        match self.kind() {
            Kind::String => self.inner() == text.as_bytes(),
            Kind::Escaped => self.as_str().is_some_and(|own| own == text),
            _ => false,
        }
    }

    /// The members of an object, in order, each key a string value; nothing for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Value<'t>, Value<'t>)> + use<'t> {
        let (mut at, end) = self.children(Kind::Object);
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let (key, value) = (Value { at, ..self }, Value { at: at + 1, ..self });
                at = value.node().link as usize;
                (key, value)
            })
        })
    }

    /// The items of an array, in order; nothing for anything else.
    pub fn items(self) -> impl Iterator<Item = Value<'t>> + use<'t> {
        let (mut at, end) = self.children(Kind::Array);
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let item = Value { at, ..self };
                at = item.node().link as usize;
                item
            })
        })
    }

    fn children(self, kind: Kind) -> (usize, usize) {
        let node = self.node();
        if node.kind == kind { (self.at + 1, (node.link as usize).min(self.nodes.len())) } else { (0, 0) }
    }
}

/// Kind and place, never the content.
impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}
