//! What a request asks for, in words that both protocols share.

use std::ops::Range;

use wicket_types::ModelName;

use crate::Segment;

/// A request, read.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The model asked for.
    pub model: Option<ModelName>,
    /// Where its name stands, quotes included.
    pub model_span: Option<Range<usize>>,
    /// Whether the answer is to be streamed.
    pub stream: bool,
    /// The most tokens that one answer may have, as the caller bounds it.
    pub max_output: Option<u64>,
    /// The member that bounds the answer: its name, and its value's place where it is present.
    pub max_output_field: Option<(&'static str, Option<Range<usize>>)>,
    /// How many answers are asked for; at least 1.
    pub choices: u32,
    /// Whether a stream is to end with its usage (OpenAI chat).
    pub include_usage: bool,
    /// The price tier asked for.
    pub tier: Tier,
    /// Whether the provider is asked to keep the answer.
    pub store: bool,
    /// Whether the probabilities of tokens are asked for: they repeat the text piece by piece.
    pub logprobs: bool,
    /// Whether the text comes as numbers of tokens, which no guard can read.
    pub unreadable: bool,
    /// Models that the call names beside its own: fallbacks, models of tools.
    pub other_models: Vec<ModelName>,
    /// The earlier answer that this call goes on from.
    pub previous_response: Option<String>,
    /// Other things that the provider keeps and the call names by id: a conversation, items of earlier answers.
    pub references: Vec<String>,
    /// Every text leaf.
    pub segments: Vec<Segment>,
    /// Where a member can be inserted into the outermost object: at its closing brace.
    pub object_end: usize,
    /// Whether the outermost object has no members.
    pub object_empty: bool,
}

/// A price tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tier {
    /// The ordinary one.
    #[default]
    Default,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
    /// Answered within a day.
    Batch,
}
