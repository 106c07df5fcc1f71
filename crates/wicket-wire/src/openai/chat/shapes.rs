//! What each field of chat completions holds. Besides OpenAI's own fields, those that compatible servers add.

use wicket_types::Origin;

use crate::walk::{
    By::{Author, Is},
    Rule::{self, Free, Id, Json, Media, Messages, Object, Parts, Sealed, Text, Word},
    Shape,
};

const NAME: Rule = Text(Is(Origin::Name));
const METADATA: Rule = Text(Is(Origin::Metadata));
const SCHEMA: Rule = Free(Is(Origin::Schema));

pub(super) static REQUEST: Shape = Shape(&[
    ("messages", Messages(&MESSAGE)),
    ("model", Id),
    ("stream", Word),
    ("tools", Object(&TOOL)),
    ("tool_choice", Object(&TOOL_CHOICE)),
    ("temperature", Word),
    ("max_completion_tokens", Word),
    ("max_tokens", Word),
    ("stream_options", Object(&STREAM_OPTIONS)),
    ("audio", Object(&VOICE)),
    ("frequency_penalty", Word),
    ("function_call", Object(&TOOL_CHOICE)),
    ("functions", Object(&FUNCTION)),
    ("logit_bias", METADATA),
    ("logprobs", Word),
    ("metadata", Free(Is(Origin::Metadata))),
    ("modalities", Word),
    ("moderation", Object(&MODERATION)),
    ("n", Word),
    ("parallel_tool_calls", Word),
    ("prediction", Object(&PREDICTION)),
    ("presence_penalty", Word),
    ("prompt_cache_key", METADATA),
    ("prompt_cache_options", Object(&CACHING)),
    ("prompt_cache_retention", METADATA),
    ("reasoning_effort", Word),
    ("response_format", Object(&RESPONSE_FORMAT)),
    ("safety_identifier", METADATA),
    ("seed", Word),
    ("service_tier", Word),
    ("stop", Free(Is(Origin::Metadata))),
    ("store", Word),
    ("top_logprobs", Word),
    ("top_p", Word),
    ("user", METADATA),
    ("verbosity", Word),
    ("web_search_options", Object(&WEB_SEARCH)),
]);

pub(super) static ANSWER: Shape = Shape(&[
    ("id", Id),
    ("object", Word),
    ("created", Word),
    ("model", Id),
    ("choices", Object(&CHOICE)),
    ("usage", Word),
    ("service_tier", Word),
    ("system_fingerprint", Id),
    ("moderation", Object(&MODERATED)),
    ("metadata", Free(Is(Origin::Metadata))),
]);

static CHOICE: Shape = Shape(&[
    ("index", Word),
    ("finish_reason", Word),
    ("message", Messages(&MESSAGE)),
    ("logprobs", Object(&LOGPROBS)),
]);

static LOGPROBS: Shape = Shape(&[
    // The tokens of one list are the text once more, so they share a channel.
    ("content", Parts(Is(Origin::Assistant), &TOKEN)),
    ("refusal", Parts(Is(Origin::Assistant), &TOKEN)),
]);

static TOKEN: Shape = Shape(&[
    ("token", Text(Author)),
    ("bytes", Word),
    ("logprob", Word),
    ("top_logprobs", Free(Is(Origin::Assistant))),
]);

static MESSAGE: Shape = Shape(&[
    ("role", Word),
    ("content", Parts(Author, &PART)),
    ("name", NAME),
    ("tool_calls", Object(&TOOL_CALL)),
    ("tool_call_id", Id),
    ("function_call", Object(&CALLED)),
    ("refusal", Text(Author)),
    ("audio", Object(&AUDIO)),
    ("annotations", Object(&ANNOTATION)),
    ("reasoning_content", Text(Is(Origin::Assistant))),
    ("reasoning", Text(Is(Origin::Assistant))),
    ("reasoning_details", Object(&REASONING)),
    ("thinking_blocks", Object(&REASONING)),
    ("cache_control", Word),
]);

static PART: Shape = Shape(&[
    ("type", Word),
    ("text", Text(Author)),
    ("refusal", Text(Author)),
    ("image_url", Object(&URL)),
    ("video_url", Object(&URL)),
    ("audio_url", Object(&URL)),
    ("input_audio", Object(&INPUT_AUDIO)),
    ("file", Object(&FILE)),
    ("thinking", Parts(Is(Origin::Assistant), &REASONING)),
    ("signature", Sealed),
    ("cache_control", Word),
    ("prompt_cache_breakpoint", Object(&CACHING)),
]);

static URL: Shape = Shape(&[("url", Media), ("detail", Word)]);

static INPUT_AUDIO: Shape = Shape(&[("data", Sealed), ("format", Word)]);

static FILE: Shape = Shape(&[("file_data", Sealed), ("file_id", Id), ("filename", NAME)]);

static AUDIO: Shape =
    Shape(&[("id", Id), ("data", Sealed), ("expires_at", Word), ("transcript", Text(Is(Origin::Assistant)))]);

static VOICE: Shape = Shape(&[("format", Word), ("voice", Object(&VOICE_ID))]);

static VOICE_ID: Shape = Shape(&[("id", Id)]);

static REASONING: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("format", Word),
    ("index", Word),
    ("text", Text(Is(Origin::Assistant))),
    ("summary", Text(Is(Origin::Assistant))),
    ("thinking", Text(Is(Origin::Assistant))),
    ("data", Sealed),
    ("signature", Sealed),
]);

static ANNOTATION: Shape = Shape(&[("type", Word), ("url_citation", Object(&CITATION))]);

static CITATION: Shape = Shape(&[
    ("start_index", Word),
    ("end_index", Word),
    ("title", Text(Is(Origin::Retrieved))),
    ("url", Text(Is(Origin::Retrieved))),
    ("content", Text(Is(Origin::Retrieved))),
]);

static TOOL_CALL: Shape = Shape(&[
    ("index", Word),
    ("id", Id),
    ("type", Word),
    ("function", Object(&CALLED)),
    ("custom", Object(&CUSTOM_CALLED)),
    ("extra_content", Object(&EXTRA)),
]);

static CALLED: Shape = Shape(&[("name", NAME), ("arguments", Json(Is(Origin::ToolCall)))]);

static CUSTOM_CALLED: Shape = Shape(&[("name", NAME), ("input", Text(Is(Origin::ToolCall)))]);

/// Where Gemini's compatible API keeps the signature of its reasoning.
static EXTRA: Shape = Shape(&[("google", Object(&SIGNED))]);

static SIGNED: Shape = Shape(&[("thought_signature", Sealed)]);

static TOOL: Shape =
    Shape(&[("type", Word), ("function", Object(&FUNCTION)), ("custom", Object(&CUSTOM)), ("cache_control", Word)]);

static FUNCTION: Shape = Shape(&[
    ("name", NAME),
    ("description", SCHEMA),
    ("parameters", SCHEMA),
    ("strict", Word),
    ("cache_control", Word),
]);

static CUSTOM: Shape = Shape(&[("name", NAME), ("description", SCHEMA), ("format", Object(&INPUT_FORMAT))]);

static TOOL_CHOICE: Shape = Shape(&[
    ("type", Word),
    ("name", NAME),
    ("function", Object(&NAMED)),
    ("custom", Object(&NAMED)),
    ("allowed_tools", Object(&ALLOWED)),
]);

static ALLOWED: Shape = Shape(&[("mode", Word), ("tools", Object(&TOOL))]);

static NAMED: Shape = Shape(&[("name", NAME)]);

static RESPONSE_FORMAT: Shape = Shape(&[("type", Word), ("json_schema", Object(&JSON_SCHEMA))]);

static JSON_SCHEMA: Shape = Shape(&[("name", NAME), ("description", SCHEMA), ("schema", SCHEMA), ("strict", Word)]);

/// What the caller expects the model to say, usually a file to be edited.
static PREDICTION: Shape = Shape(&[("type", Word), ("content", Parts(Is(Origin::User), &PART))]);

static STREAM_OPTIONS: Shape = Shape(&[("include_usage", Word), ("include_obfuscation", Word)]);

static CACHING: Shape = Shape(&[("mode", Word), ("ttl", Word)]);

static MODERATION: Shape = Shape(&[("model", Id), ("policy", Object(&MODERATION_POLICY))]);

static MODERATION_POLICY: Shape = Shape(&[("input", Object(&MODERATION_MODE)), ("output", Object(&MODERATION_MODE))]);

static MODERATION_MODE: Shape = Shape(&[("mode", Word)]);

/// What moderation found: scores, and messages where it failed.
static MODERATED: Shape = Shape(&[("input", METADATA), ("output", METADATA)]);

static WEB_SEARCH: Shape = Shape(&[("search_context_size", Word), ("user_location", Object(&LOCATION))]);

static LOCATION: Shape = Shape(&[("type", Word), ("approximate", Object(&PLACE))]);

static PLACE: Shape = Shape(&[("city", METADATA), ("country", METADATA), ("region", METADATA), ("timezone", METADATA)]);

/// What a custom tool takes: any text, or what a grammar allows.
static INPUT_FORMAT: Shape = Shape(&[("type", Word), ("grammar", Object(&GRAMMAR))]);

static GRAMMAR: Shape = Shape(&[("definition", SCHEMA), ("syntax", Word)]);
