//! What a whole (not streamed) answer says.

use wicket_types::{ModelName, Usage};

use crate::Segment;

/// What the gate needs to know of a provider's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Every string that carries text, sorted by span, none overlapping.
    pub segments: Vec<Segment>,
    /// What the provider counted; `None` where it says nothing, or nothing that can be true.
    pub usage: Option<Usage>,
    /// The provider's id of the answer.
    pub id: Option<String>,
    /// The provider's ids of the parts that a later call can name (items of the Responses API).
    pub items: Vec<String>,
    /// The model that answered.
    pub model: Option<ModelName>,
    /// Generation has ended; false for an answer that is still in progress, such as a background response.
    pub stopped: bool,
}
