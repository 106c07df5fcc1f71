//! Where a piece of text comes from: the same words weigh differently in a user's turn and in a web page.

use serde::{Deserialize, Serialize};

/// The author of a segment of text, as the protocol tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The operator's standing instructions.
    System,
    /// The application developer's instructions (OpenAI's `developer` role).
    Developer,
    /// The person, or the application speaking for one.
    User,
    /// The model: earlier turns in a request, or the answer itself.
    Assistant,
    /// Arguments that the model wrote for a tool.
    ToolCall,
    /// What a tool gave back.
    ToolResult,
    /// Documents, search results, file text.
    Retrieved,
    /// Names of participants, tools, files.
    Name,
    /// Tool descriptions and JSON schemas.
    Schema,
    /// Everything else that holds text: metadata, unknown fields.
    Metadata,
}

impl Origin {
    /// Whether the text was written by someone who is not a party to the conversation: documents and tool results.
    pub const fn is_foreign(self) -> bool {
        matches!(self, Origin::ToolResult | Origin::Retrieved)
    }

    /// The name used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::System => "system",
            Origin::Developer => "developer",
            Origin::User => "user",
            Origin::Assistant => "assistant",
            Origin::ToolCall => "tool_call",
            Origin::ToolResult => "tool_result",
            Origin::Retrieved => "retrieved",
            Origin::Name => "name",
            Origin::Schema => "schema",
            Origin::Metadata => "metadata",
        }
    }
}
