//! The table of streamed events.
//!
//! # Source
//! `ResponseStreamEvent` of OpenAI's official Python SDK; `tests/sdk/coverage.py` compares this table with it.

use wicket_types::Origin::{self, Assistant, Metadata, Name, Retrieved, ToolCall, ToolResult};

use super::shapes;
use crate::{
    ChannelKind::{self, Arguments, Other, Reasoning, Refusal, Text, Tool, Transcript},
    walk::{
        By::{Author, Is},
        Rule,
    },
};

/// What one event holds and ends.
pub(super) struct Event {
    pub name: &'static str,
    pub members: &'static [(&'static str, Member)],
    /// The field that tells the parts of an item apart; empty for events of a whole item.
    pub part: &'static str,
    pub ends: Ends,
    pub is_error: bool,
}

/// What a member of an event is.
pub(super) enum Member {
    /// The next piece of a text.
    Piece(Piece),
    /// An object of pieces.
    Pieces(&'static [(&'static str, Piece)]),
    /// Tokens with their probabilities: the text once more, in its own channel.
    Tokens(Piece),
    /// Text that stands alone or repeats what was streamed.
    Whole(Rule, Origin),
    /// The response as it stands.
    Response,
}

/// A channel of an item or part.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub kind: ChannelKind,
    pub origin: Origin,
    pub sealed: bool,
    way: u32,
}

impl Piece {
    /// Channels of one kind that one part may have: each part's channels are numbered within this stride.
    pub const WAYS: u32 = 4;

    /// The only channel of its kind in its part.
    pub const fn of(kind: ChannelKind, origin: Origin) -> Piece {
        Piece { kind, origin, sealed: false, way: 0 }
    }

    const fn nth(self, way: u32) -> Piece {
        Piece { way, ..self }
    }

    const fn sealed(self) -> Piece {
        Piece { sealed: true, ..self }
    }

    /// The number of the channel among those of its kind and item.
    pub fn inner(self, part: u32) -> u32 {
        part * Self::WAYS + self.way
    }
}

/// What is complete after an event.
#[derive(Clone, Copy)]
pub(super) enum Ends {
    /// Nothing.
    Nothing,
    /// The channels of this kind of its part.
    Channel(ChannelKind),
    /// Every channel of its item.
    Item,
    /// The stream.
    Stream,
}

/// The event of this name.
pub(super) fn find(name: &[u8]) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name.as_bytes() == name)
}

const CONTENT: &str = "content_index";
const SUMMARY: &str = "summary_index";
const COMMAND: &str = "command_index";

const fn delta(name: &'static str, part: &'static str, members: &'static [(&'static str, Member)]) -> Event {
    Event { name, members, part, ends: Ends::Nothing, is_error: false }
}

const fn done(
    name: &'static str,
    part: &'static str,
    kind: ChannelKind,
    members: &'static [(&'static str, Member)],
) -> Event {
    Event { name, members, part, ends: Ends::Channel(kind), is_error: false }
}

const fn status(name: &'static str) -> Event {
    Event { name, members: &[], part: "", ends: Ends::Nothing, is_error: false }
}

const fn whole(name: &'static str, members: &'static [(&'static str, Member)], ends: Ends) -> Event {
    Event { name, members, part: "", ends, is_error: false }
}

const SPOKEN: Member = Member::Whole(Rule::Text(Author), Assistant);
const ARGUMENTS: Member = Member::Whole(Rule::Json(Author), ToolCall);
const NAME: Member = Member::Whole(Rule::Text(Author), Name);
const CALLED: Member = Member::Whole(Rule::Text(Author), ToolCall);
const PART: Member = Member::Whole(shapes::CONTENT, Assistant);
const ITEM: Member = Member::Whole(shapes::ITEMS, Assistant);
const TOOL_INPUT: Member = Member::Piece(Piece::of(Tool, ToolCall));
const JSON_INPUT: Member = Member::Piece(Piece::of(Arguments, ToolCall));
const LOGPROBS: Member = Member::Whole(Rule::Object(&shapes::LOGPROB), Assistant);
const WORD: Member = Member::Whole(Rule::Word, Metadata);

/// Every event, the frequent ones first.
pub(super) static EVENTS: &[Event] = &[
    delta(
        "response.output_text.delta",
        CONTENT,
        &[
            ("delta", Member::Piece(Piece::of(Text, Assistant))),
            ("logprobs", Member::Tokens(Piece::of(Other, Assistant).nth(1))),
        ],
    ),
    delta("response.function_call_arguments.delta", "", &[("delta", JSON_INPUT)]),
    // Summaries and full reasoning are numbered apart, so they are two ways of one kind.
    delta(
        "response.reasoning_summary_text.delta",
        SUMMARY,
        &[("delta", Member::Piece(Piece::of(Reasoning, Assistant).nth(1)))],
    ),
    delta("response.reasoning_text.delta", CONTENT, &[("delta", Member::Piece(Piece::of(Reasoning, Assistant)))]),
    delta("response.refusal.delta", CONTENT, &[("delta", Member::Piece(Piece::of(Refusal, Assistant)))]),
    delta("response.custom_tool_call_input.delta", "", &[("delta", TOOL_INPUT)]),
    delta("response.mcp_call_arguments.delta", "", &[("delta", JSON_INPUT)]),
    delta("response.code_interpreter_call_code.delta", "", &[("delta", TOOL_INPUT)]),
    delta("response.shell_call_command.added", COMMAND, &[("command", TOOL_INPUT)]),
    delta("response.shell_call_command.delta", COMMAND, &[("delta", TOOL_INPUT)]),
    delta(
        "response.shell_call_output_content.delta",
        COMMAND,
        &[(
            "delta",
            Member::Pieces(&[
                ("stdout", Piece::of(Other, ToolResult).nth(2)),
                ("stderr", Piece::of(Other, ToolResult).nth(3)),
            ]),
        )],
    ),
    delta("response.audio.delta", "", &[("delta", Member::Piece(Piece::of(Other, Assistant).sealed()))]),
    delta("response.audio.transcript.delta", "", &[("delta", Member::Piece(Piece::of(Transcript, Assistant)))]),
    done("response.output_text.done", CONTENT, Text, &[("text", SPOKEN), ("logprobs", LOGPROBS)]),
    done("response.function_call_arguments.done", "", Arguments, &[("arguments", ARGUMENTS), ("name", NAME)]),
    done("response.reasoning_summary_text.done", SUMMARY, Reasoning, &[("text", SPOKEN)]),
    done("response.reasoning_text.done", CONTENT, Reasoning, &[("text", SPOKEN)]),
    done("response.refusal.done", CONTENT, Refusal, &[("refusal", SPOKEN)]),
    done("response.custom_tool_call_input.done", "", Tool, &[("input", CALLED)]),
    done("response.mcp_call_arguments.done", "", Arguments, &[("arguments", ARGUMENTS)]),
    done("response.code_interpreter_call_code.done", "", Tool, &[("code", CALLED)]),
    done("response.shell_call_command.done", COMMAND, Tool, &[("command", CALLED)]),
    done(
        "response.shell_call_output_content.done",
        COMMAND,
        Other,
        &[("output", Member::Whole(Rule::Object(&shapes::SHELL_CHUNK), ToolResult))],
    ),
    done("response.audio.done", "", Other, &[]),
    done("response.audio.transcript.done", "", Transcript, &[]),
    whole("response.content_part.added", &[("part", PART)], Ends::Nothing),
    whole("response.content_part.done", &[("part", PART)], Ends::Nothing),
    whole("response.reasoning_summary_part.added", &[("part", PART)], Ends::Nothing),
    whole("response.reasoning_summary_part.done", &[("part", PART), ("status", WORD)], Ends::Nothing),
    whole("response.output_item.added", &[("item", ITEM)], Ends::Nothing),
    whole("response.output_item.done", &[("item", ITEM)], Ends::Item),
    whole(
        "response.output_text.annotation.added",
        &[("annotation", Member::Whole(shapes::ANNOTATIONS, Retrieved))],
        Ends::Nothing,
    ),
    whole(
        "response.image_generation_call.partial_image",
        &[
            ("partial_image_b64", Member::Whole(Rule::Sealed, Assistant)),
            ("background", WORD),
            ("output_format", WORD),
            ("quality", WORD),
            ("size", WORD),
        ],
        Ends::Nothing,
    ),
    whole("response.created", &[("response", Member::Response)], Ends::Nothing),
    whole("response.in_progress", &[("response", Member::Response)], Ends::Nothing),
    whole("response.queued", &[("response", Member::Response)], Ends::Nothing),
    whole("response.completed", &[("response", Member::Response)], Ends::Stream),
    whole("response.incomplete", &[("response", Member::Response)], Ends::Stream),
    Event {
        name: "response.failed",
        members: &[("response", Member::Response)],
        part: "",
        ends: Ends::Stream,
        is_error: true,
    },
    Event {
        name: "error",
        members: &[
            ("message", Member::Whole(Rule::Text(Is(Metadata)), Metadata)),
            ("code", WORD),
            ("param", Member::Whole(Rule::Text(Is(Metadata)), Metadata)),
        ],
        part: "",
        ends: Ends::Nothing,
        is_error: true,
    },
    status("response.compaction.compacting"),
    status("response.code_interpreter_call.completed"),
    status("response.code_interpreter_call.in_progress"),
    status("response.code_interpreter_call.interpreting"),
    status("response.file_search_call.completed"),
    status("response.file_search_call.in_progress"),
    status("response.file_search_call.searching"),
    status("response.web_search_call.completed"),
    status("response.web_search_call.in_progress"),
    status("response.web_search_call.searching"),
    status("response.image_generation_call.completed"),
    status("response.image_generation_call.generating"),
    status("response.image_generation_call.in_progress"),
    status("response.mcp_call.completed"),
    status("response.mcp_call.failed"),
    status("response.mcp_call.in_progress"),
    status("response.mcp_list_tools.completed"),
    status("response.mcp_list_tools.failed"),
    status("response.mcp_list_tools.in_progress"),
];
