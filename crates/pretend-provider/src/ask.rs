//! What a request asks, in words that both protocols share.

use serde_json::Value;

use crate::tokens::Prompt;

/// One call to the model, read from either protocol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    /// System, developer and instruction texts, joined by line ends.
    pub(crate) system: String,
    /// Everything said in the last turn: the user's text, or tool results.
    pub(crate) last: String,
    /// Whether the last turn brings tool results.
    pub(crate) after_tool: bool,
    pub(crate) tools: Vec<Tool>,
    pub(crate) choice: Choice,
    pub(crate) parallel: bool,
    pub(crate) format: Format,
    pub(crate) stop: Vec<String>,
    pub(crate) max_tokens: Option<u64>,
    /// Whether reasoning is asked for.
    pub(crate) thinking: bool,
    pub(crate) documents: Vec<Document>,
    /// Media parts in the whole request, by their type.
    pub(crate) media: Vec<String>,
    pub(crate) prompt: Prompt,
}

/// A tool that the model may call.
#[derive(Clone, Debug)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) kind: ToolKind,
}

/// How a tool is called.
#[derive(Clone, Debug)]
pub(crate) enum ToolKind {
    /// With JSON arguments that fit this schema.
    Function(Value),
    /// With free text.
    Custom,
    /// By the provider itself; the type of the tool.
    Hosted(String),
}

/// Whether tools are called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Choice {
    #[default]
    Auto,
    None,
    Required,
    Named(String),
}

/// What the text of the answer must be.
#[derive(Clone, Debug, Default)]
pub(crate) enum Format {
    #[default]
    Text,
    /// Any JSON object.
    Object,
    /// JSON that fits this schema.
    Schema(Value),
}

/// A document or search result that the answer may cite.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) cited: bool,
    /// For search results, their source.
    pub(crate) source: Option<String>,
}

/// All texts of a content value: a string, or the `text` of its parts, joined by line ends.
pub(crate) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str));
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
