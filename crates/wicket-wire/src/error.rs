//! Why a message could not be read. The place is named, never the content.

use wicket_types::{Code, Refusal};

use crate::{json, sse};

/// A message that this crate will not vouch for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes are no strict JSON.
    #[error("{0}")]
    Json(#[from] json::JsonError),
    /// The bytes are no event stream within bounds.
    #[error("{0}")]
    Sse(#[from] sse::SseError),
    /// A field that the gate must understand is missing or has another type.
    #[error("`{place}` must be {expected}")]
    Shape {
        /// Path of the field, as in `messages[2].content`.
        place: String,
        /// What it has to be, as in `a string`.
        expected: &'static str,
    },
    /// A key equals the known field `field` only after folding case and compatibility characters.
    #[error("a key at byte {at} reads like `{field}` but is spelled differently")]
    TwinKey {
        /// Byte offset of the key.
        at: usize,
        /// The known field.
        field: &'static str,
    },
    /// The body tries to choose where the call goes or with whose credential.
    #[error("`{field}` is not for the caller to choose")]
    Destination {
        /// The known field.
        field: &'static str,
    },
    /// No adapter reads this operation.
    #[error("no adapter reads this operation")]
    NoAdapter,
    /// An answer or stream opens more channels than the gate will follow.
    #[error("more than {limit} channels in one answer")]
    TooManyChannels {
        /// The bound.
        limit: usize,
    },
}

impl WireError {
    /// The refusal that a caller gets when the fault is in the call. A fault in the provider's answer is
    /// [`Code::UpstreamGarbage`], whatever this says.
    pub fn code(&self) -> Code {
        match self {
            WireError::Json(fault) if fault.kind == json::JsonErrorKind::DuplicateKey => Code::DuplicateKey,
            WireError::Json(_) => Code::BadJson,
            WireError::Sse(_) | WireError::TooManyChannels { .. } => Code::UpstreamGarbage,
            WireError::Shape { .. } => Code::BadRequest,
            WireError::TwinKey { .. } => Code::TwinKey,
            WireError::Destination { .. } => Code::DestinationField,
            WireError::NoAdapter => Code::NoAdapter,
        }
    }

    /// The refusal of a call, with a sentence that names the place.
    pub fn refusal(&self) -> Refusal {
        let sentence = self.to_string();
        let mut letters = sentence.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        Refusal::new(self.code()).detail(format!("{capital}{}.", letters.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_place_in_a_whole_sentence() {
        let refusal = WireError::TwinKey { at: 12, field: "model" }.refusal();
        assert_eq!(refusal.code, Code::TwinKey);
        assert!(refusal.message().ends_with("A key at byte 12 reads like `model` but is spelled differently."));
    }
}
