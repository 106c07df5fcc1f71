//! What the objects of the Responses API hold: requests, answers, items, content parts, tools.
//!
//! # Source
//! The types of OpenAI's official Python SDK; `tests/sdk/coverage.py` compares these tables with them.

use wicket_types::Origin::{
    Assistant, Developer, Metadata, Name, Retrieved, Schema, System, ToolCall, ToolResult, User,
};

use crate::walk::{
    By::{Author, Is, Role},
    Rule::{self, Free, Id, Json, Media, Object, Parts, Said, Sealed, Tagged, Text, Word},
    Shape,
};

/// Body of `POST /v1/responses`, `/v1/responses/compact` and `/v1/responses/input_tokens`.
pub(super) static REQUEST: Shape = Shape(&[
    ("model", Id),
    ("input", Said(Is(User), &ITEMS)),
    ("instructions", Text(Is(System))),
    ("max_output_tokens", Word),
    ("max_tool_calls", Word),
    ("stream", Word),
    ("stream_options", Object(&STREAM_OPTIONS)),
    ("store", Word),
    ("background", Word),
    ("previous_response_id", Id),
    ("conversation", Parts(Is(Metadata), &CONVERSATION)),
    ("include", Word),
    ("metadata", Free(Is(Metadata))),
    ("tools", Said(Author, &TOOLS)),
    ("tool_choice", Said(Is(Metadata), &TOOL_CHOICES)),
    ("parallel_tool_calls", Word),
    ("prompt", Object(&PROMPT)),
    ("reasoning", Object(&REASONING)),
    ("text", Object(&TEXT_CONFIG)),
    ("temperature", Word),
    ("top_p", Word),
    ("top_logprobs", Word),
    ("truncation", Word),
    ("service_tier", Word),
    ("user", Text(Is(Metadata))),
    ("safety_identifier", Text(Is(Metadata))),
    ("prompt_cache_key", Text(Is(Metadata))),
    ("prompt_cache_options", Object(&PROMPT_CACHE_OPTIONS)),
    ("prompt_cache_retention", Word),
    ("access_programs", Object(&ACCESS_PROGRAMS)),
    ("context_management", Object(&CONTEXT_MANAGEMENT)),
    ("image", Object(&IMAGE_OPTIONS)),
    ("moderation", Object(&MODERATION)),
    ("personality", Text(Is(System))),
]);

/// A response, whole or as its events repeat it; also the answers of `compact`, `input_tokens` and `input_items`.
pub(super) static ANSWER: Shape = Shape(&[
    ("id", Id),
    ("object", Word),
    ("created_at", Word),
    ("completed_at", Word),
    ("status", Word),
    ("error", Parts(Is(Metadata), &FAILURE)),
    ("incomplete_details", Object(&INCOMPLETE)),
    ("output", ITEMS),
    ("data", ITEMS),
    ("usage", Object(&USAGE)),
    ("tool_usage", Object(&USAGE)),
    ("input_tokens", Word),
    ("input_transformations", Word),
    ("prompt_cache_diagnostics", Word),
    ("deleted", Word),
    ("first_id", Id),
    ("last_id", Id),
    ("has_more", Word),
    ("model", Id),
    ("instructions", Said(Is(System), &ITEMS)),
    ("max_output_tokens", Word),
    ("max_tool_calls", Word),
    ("background", Word),
    ("previous_response_id", Id),
    ("conversation", Parts(Is(Metadata), &CONVERSATION)),
    ("metadata", Free(Is(Metadata))),
    ("tools", Said(Author, &TOOLS)),
    ("tool_choice", Said(Is(Metadata), &TOOL_CHOICES)),
    ("parallel_tool_calls", Word),
    ("prompt", Object(&PROMPT)),
    ("reasoning", Object(&REASONING)),
    ("text", Object(&TEXT_CONFIG)),
    ("temperature", Word),
    ("top_p", Word),
    ("top_logprobs", Word),
    ("truncation", Word),
    ("service_tier", Word),
    ("store", Word),
    ("user", Text(Is(Metadata))),
    ("safety_identifier", Text(Is(Metadata))),
    ("prompt_cache_key", Text(Is(Metadata))),
    ("prompt_cache_options", Object(&PROMPT_CACHE_OPTIONS)),
    ("prompt_cache_retention", Word),
    ("access_programs", Object(&ACCESS_PROGRAMS)),
    ("image", Object(&IMAGE_OPTIONS)),
    ("moderation", Object(&MODERATED)),
]);

static STREAM_OPTIONS: Shape = Shape(&[("include_obfuscation", Word)]);

static CONVERSATION: Shape = Shape(&[("id", Id)]);

static PROMPT: Shape = Shape(&[("id", Id), ("version", Word), ("variables", Free(Is(User)))]);

static REASONING: Shape =
    Shape(&[("effort", Word), ("summary", Word), ("generate_summary", Word), ("context", Word), ("mode", Word)]);

static TEXT_CONFIG: Shape = Shape(&[("format", TEXT_FORMATS), ("verbosity", Word)]);

static TEXT_FORMAT: Shape = Shape(&[
    ("type", Word),
    ("name", Text(Is(Name))),
    ("description", Text(Is(Schema))),
    ("schema", Free(Is(Schema))),
    ("strict", Word),
]);

const TEXT_FORMATS: Rule = Tagged(
    &[
        ("text", Is(Schema), &TEXT_FORMAT),
        ("json_object", Is(Schema), &TEXT_FORMAT),
        ("json_schema", Is(Schema), &TEXT_FORMAT),
    ],
    &TEXT_FORMAT,
);

static PROMPT_CACHE_OPTIONS: Shape =
    Shape(&[("comparison_response_id", Id), ("mode", Word), ("prewarm", Word), ("ttl", Word)]);

static ACCESS_PROGRAMS: Shape = Shape(&[("cyber", Word)]);

static CONTEXT_MANAGEMENT: Shape = Shape(&[("type", Word), ("compact_threshold", Word)]);

static IMAGE_OPTIONS: Shape = Shape(&[("context_compression", Word)]);

static MODERATION: Shape = Shape(&[("model", Id), ("policy", Object(&MODERATION_POLICY))]);

static MODERATION_POLICY: Shape = Shape(&[("input", Object(&MODERATION_MODE)), ("output", Object(&MODERATION_MODE))]);

static MODERATION_MODE: Shape = Shape(&[("mode", Word)]);

/// What moderation found: scores, and messages where it failed.
static MODERATED: Shape = Shape(&[("input", Free(Is(Metadata))), ("output", Free(Is(Metadata)))]);

static FAILURE: Shape = Shape(&[
    ("code", Word),
    ("message", Text(Is(Metadata))),
    ("type", Word),
    ("param", Text(Is(Metadata))),
    ("misalignment", Object(&MISALIGNMENT)),
    ("moderation_details", Object(&MODERATION_DETAILS)),
]);

static MODERATION_DETAILS: Shape = Shape(&[("categories", Word), ("moderation_stage", Word)]);

static MISALIGNMENT: Shape = Shape(&[
    ("error_type", Word),
    ("detailed_explanation", Text(Is(Assistant))),
    ("review_target", Text(Is(Metadata))),
    ("steer", Object(&STEER)),
]);

static STEER: Shape = Shape(&[("message", Text(Is(Assistant)))]);

static INCOMPLETE: Shape = Shape(&[("reason", Word)]);

static USAGE: Shape = Shape(&[("input_tokens", Word), ("output_tokens", Word), ("total_tokens", Word)]);

/// Every item of an input or output.
pub(super) const ITEMS: Rule = Tagged(
    &[
        ("message", Role, &MESSAGE),
        ("function_call", Is(ToolCall), &FUNCTION_CALL),
        ("function_call_output", Is(ToolResult), &CALL_OUTPUT),
        ("custom_tool_call_output", Is(ToolResult), &CALL_OUTPUT),
        ("local_shell_call_output", Is(ToolResult), &CALL_OUTPUT),
        ("custom_tool_call", Is(ToolCall), &CUSTOM_CALL),
        ("file_search_call", Is(ToolCall), &FILE_SEARCH),
        ("web_search_call", Is(ToolCall), &WEB_SEARCH),
        ("computer_call", Is(ToolCall), &COMPUTER_CALL),
        ("computer_call_output", Is(ToolResult), &COMPUTER_OUTPUT),
        ("tool_search_call", Is(ToolCall), &TOOL_SEARCH),
        ("tool_search_output", Is(ToolResult), &TOOL_SEARCH_OUTPUT),
        ("additional_tools", Is(Developer), &ADDITIONAL_TOOLS),
        ("reasoning", Is(Assistant), &REASONING_ITEM),
        ("compaction", Is(Assistant), &COMPACTION),
        ("compaction_trigger", Is(Assistant), &COMPACTION),
        ("image_generation_call", Is(ToolCall), &IMAGE_CALL),
        ("code_interpreter_call", Is(ToolCall), &CODE_CALL),
        ("local_shell_call", Is(ToolCall), &LOCAL_SHELL_CALL),
        ("shell_call", Is(ToolCall), &SHELL_CALL),
        ("shell_call_output", Is(ToolResult), &SHELL_OUTPUT),
        ("apply_patch_call", Is(ToolCall), &PATCH_CALL),
        ("apply_patch_call_output", Is(ToolResult), &PATCH_OUTPUT),
        ("mcp_list_tools", Is(Schema), &MCP_TOOLS),
        ("mcp_approval_request", Is(ToolCall), &MCP_REQUEST),
        ("mcp_approval_response", Is(User), &MCP_RESPONSE),
        ("mcp_call", Is(ToolCall), &MCP_CALL),
        ("program", Is(ToolCall), &PROGRAM),
        ("program_output", Is(ToolResult), &PROGRAM_OUTPUT),
        ("item_reference", Author, &REFERENCE),
        ("configuration_update", Author, &CONFIGURATION),
    ],
    &MESSAGE,
);

static MESSAGE: Shape =
    Shape(&[("type", Word), ("id", Id), ("role", Word), ("status", Word), ("phase", Word), ("content", CONTENT)]);

/// Every part of a message, a tool's output or a reasoning item.
pub(super) const CONTENT: Rule = Tagged(
    &[
        ("input_text", Author, &TEXT),
        ("output_text", Author, &TEXT),
        ("summary_text", Author, &TEXT),
        ("reasoning_text", Author, &TEXT),
        ("text", Author, &TEXT),
        ("refusal", Author, &REFUSAL),
        ("input_image", Author, &IMAGE),
        ("input_file", Is(Retrieved), &FILE),
        ("input_audio", Author, &AUDIO),
        ("computer_screenshot", Author, &SCREENSHOT),
    ],
    &TEXT,
);

static TEXT: Shape = Shape(&[
    ("type", Word),
    ("text", Text(Author)),
    ("annotations", ANNOTATIONS),
    ("logprobs", Parts(Is(Assistant), &LOGPROB)),
    ("prompt_cache_breakpoint", Object(&CACHE_BREAKPOINT)),
]);

static CACHE_BREAKPOINT: Shape = Shape(&[("mode", Word), ("ttl", Word)]);

static ANNOTATION: Shape = Shape(&[
    ("type", Word),
    ("file_id", Id),
    ("container_id", Id),
    ("filename", Text(Is(Name))),
    ("title", Text(Is(Retrieved))),
    ("url", Media),
    ("index", Word),
    ("start_index", Word),
    ("end_index", Word),
]);

pub(super) const ANNOTATIONS: Rule = Tagged(
    &[
        ("file_citation", Is(Retrieved), &ANNOTATION),
        ("url_citation", Is(Retrieved), &ANNOTATION),
        ("container_file_citation", Is(Retrieved), &ANNOTATION),
        ("file_path", Is(Retrieved), &ANNOTATION),
    ],
    &ANNOTATION,
);

pub(super) static LOGPROB: Shape = Shape(&[
    ("token", Text(Author)),
    ("bytes", Word),
    ("logprob", Word),
    ("top_logprobs", Parts(Is(Assistant), &TOP_LOGPROB)),
]);

static TOP_LOGPROB: Shape = Shape(&[("token", Text(Is(Assistant))), ("bytes", Word), ("logprob", Word)]);

static REFUSAL: Shape = Shape(&[("type", Word), ("refusal", Text(Author))]);

static IMAGE: Shape = Shape(&[
    ("type", Word),
    ("detail", Word),
    ("file_id", Id),
    ("image_url", Media),
    ("prompt_cache_breakpoint", Object(&CACHE_BREAKPOINT)),
]);

static FILE: Shape = Shape(&[
    ("type", Word),
    ("detail", Word),
    ("file_id", Id),
    ("file_data", Sealed),
    ("file_url", Media),
    ("filename", Text(Is(Name))),
    ("prompt_cache_breakpoint", Object(&CACHE_BREAKPOINT)),
]);

static AUDIO: Shape = Shape(&[("type", Word), ("input_audio", Object(&AUDIO_DATA))]);

static AUDIO_DATA: Shape = Shape(&[("data", Sealed), ("format", Word)]);

static SCREENSHOT: Shape = Shape(&[("type", Word), ("file_id", Id), ("image_url", Media)]);

static FUNCTION_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("name", Text(Is(Name))),
    ("namespace", Text(Is(Name))),
    ("arguments", Json(Is(ToolCall))),
    ("caller", CALLERS),
    ("async", Word),
    ("status", Word),
    ("created_by", Word),
]);

static CALL_OUTPUT: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("name", Text(Is(Name))),
    ("namespace", Text(Is(Name))),
    ("output", CONTENT),
    ("caller", CALLERS),
    ("status", Word),
    ("created_by", Word),
]);

static CUSTOM_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("name", Text(Is(Name))),
    ("namespace", Text(Is(Name))),
    ("input", Text(Author)),
    ("caller", CALLERS),
    ("async", Word),
    ("status", Word),
    ("created_by", Word),
]);

static CALLER: Shape = Shape(&[("type", Word), ("caller_id", Id)]);

const CALLERS: Rule = Tagged(&[("direct", Author, &CALLER), ("program", Author, &CALLER)], &CALLER);

static FILE_SEARCH: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("status", Word),
    ("queries", Text(Author)),
    ("results", Parts(Is(Retrieved), &FILE_RESULT)),
]);

static FILE_RESULT: Shape = Shape(&[
    ("attributes", Free(Is(Retrieved))),
    ("file_id", Id),
    ("filename", Text(Is(Name))),
    ("score", Word),
    ("text", Text(Author)),
]);

static WEB_SEARCH: Shape = Shape(&[("type", Word), ("id", Id), ("status", Word), ("action", WEB_ACTIONS)]);

static WEB_ACTION: Shape = Shape(&[
    ("type", Word),
    ("query", Text(Is(ToolCall))),
    ("queries", Text(Is(ToolCall))),
    ("pattern", Text(Is(ToolCall))),
    ("url", Media),
    ("sources", WEB_SOURCES),
]);

const WEB_ACTIONS: Rule = Tagged(
    &[("search", Author, &WEB_ACTION), ("open_page", Author, &WEB_ACTION), ("find_in_page", Author, &WEB_ACTION)],
    &WEB_ACTION,
);

static WEB_SOURCE: Shape = Shape(&[("type", Word), ("url", Media)]);

const WEB_SOURCES: Rule = Tagged(&[("url", Is(Retrieved), &WEB_SOURCE)], &WEB_SOURCE);

static COMPUTER_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("action", COMPUTER_ACTIONS),
    ("actions", COMPUTER_ACTIONS),
    ("pending_safety_checks", Object(&SAFETY_CHECK)),
    ("status", Word),
]);

static COMPUTER_ACTION: Shape = Shape(&[
    ("type", Word),
    ("text", Text(Is(ToolCall))),
    ("keys", Text(Is(ToolCall))),
    ("button", Word),
    ("path", Word),
    ("x", Word),
    ("y", Word),
    ("scroll_x", Word),
    ("scroll_y", Word),
]);

const COMPUTER_ACTIONS: Rule = Tagged(
    &[
        ("click", Author, &COMPUTER_ACTION),
        ("double_click", Author, &COMPUTER_ACTION),
        ("drag", Author, &COMPUTER_ACTION),
        ("keypress", Author, &COMPUTER_ACTION),
        ("move", Author, &COMPUTER_ACTION),
        ("screenshot", Author, &COMPUTER_ACTION),
        ("scroll", Author, &COMPUTER_ACTION),
        ("type", Author, &COMPUTER_ACTION),
        ("wait", Author, &COMPUTER_ACTION),
    ],
    &COMPUTER_ACTION,
);

static SAFETY_CHECK: Shape = Shape(&[("id", Id), ("code", Word), ("message", Text(Is(Metadata)))]);

static COMPUTER_OUTPUT: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("output", CONTENT),
    ("acknowledged_safety_checks", Object(&SAFETY_CHECK)),
    ("status", Word),
    ("created_by", Word),
]);

static TOOL_SEARCH: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("arguments", Json(Is(ToolCall))),
    ("execution", Word),
    ("status", Word),
    ("created_by", Word),
]);

static TOOL_SEARCH_OUTPUT: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("tools", Said(Author, &TOOLS)),
    ("execution", Word),
    ("status", Word),
    ("created_by", Word),
]);

static ADDITIONAL_TOOLS: Shape = Shape(&[("type", Word), ("id", Id), ("role", Word), ("tools", Said(Author, &TOOLS))]);

// The summary may be changed; what the provider checks is `encrypted_content`.
static REASONING_ITEM: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("summary", CONTENT),
    ("content", CONTENT),
    ("encrypted_content", Sealed),
    ("status", Word),
]);

static COMPACTION: Shape = Shape(&[("type", Word), ("id", Id), ("encrypted_content", Sealed), ("created_by", Word)]);

static IMAGE_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("status", Word),
    ("result", Sealed),
    ("revised_prompt", Text(Is(Assistant))),
    ("error", Parts(Is(Metadata), &FAILURE)),
    ("action", Word),
    ("background", Word),
    ("output_format", Word),
    ("quality", Word),
    ("size", Word),
    ("svg_usage", Word),
]);

static CODE_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("code", Text(Author)),
    ("container_id", Id),
    ("outputs", CODE_OUTPUTS),
    ("status", Word),
]);

static CODE_OUTPUT: Shape = Shape(&[("type", Word), ("logs", Text(Author)), ("url", Media)]);

const CODE_OUTPUTS: Rule =
    Tagged(&[("logs", Is(ToolResult), &CODE_OUTPUT), ("image", Is(ToolResult), &CODE_OUTPUT)], &CODE_OUTPUT);

static LOCAL_SHELL_CALL: Shape =
    Shape(&[("type", Word), ("id", Id), ("call_id", Id), ("action", LOCAL_SHELL_ACTIONS), ("status", Word)]);

static LOCAL_SHELL_ACTION: Shape = Shape(&[
    ("type", Word),
    ("command", Text(Author)),
    ("env", Free(Is(ToolCall))),
    ("user", Text(Is(Name))),
    ("working_directory", Text(Is(Name))),
    ("timeout_ms", Word),
]);

const LOCAL_SHELL_ACTIONS: Rule = Tagged(&[("exec", Is(ToolCall), &LOCAL_SHELL_ACTION)], &LOCAL_SHELL_ACTION);

static SHELL_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("action", Parts(Is(ToolCall), &SHELL_ACTION)),
    ("environment", ENVIRONMENTS),
    ("caller", CALLERS),
    ("status", Word),
    ("created_by", Word),
]);

static SHELL_ACTION: Shape = Shape(&[("commands", Text(Author)), ("max_output_length", Word), ("timeout_ms", Word)]);

static SHELL_OUTPUT: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("output", Parts(Is(ToolResult), &SHELL_CHUNK)),
    ("caller", CALLERS),
    ("max_output_length", Word),
    ("status", Word),
    ("created_by", Word),
]);

pub(super) static SHELL_CHUNK: Shape = Shape(&[
    ("outcome", OUTCOMES),
    ("stdout", Text(Is(ToolResult))),
    ("stderr", Text(Is(ToolResult))),
    ("created_by", Word),
]);

static OUTCOME: Shape = Shape(&[("type", Word), ("exit_code", Word)]);

const OUTCOMES: Rule = Tagged(&[("timeout", Author, &OUTCOME), ("exit", Author, &OUTCOME)], &OUTCOME);

static PATCH_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("operation", PATCHES),
    ("caller", CALLERS),
    ("status", Word),
    ("created_by", Word),
]);

static PATCH: Shape = Shape(&[("type", Word), ("diff", Text(Author)), ("path", Text(Is(Name)))]);

const PATCHES: Rule = Tagged(
    &[
        ("create_file", Is(ToolCall), &PATCH),
        ("delete_file", Is(ToolCall), &PATCH),
        ("update_file", Is(ToolCall), &PATCH),
    ],
    &PATCH,
);

static PATCH_OUTPUT: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("call_id", Id),
    ("output", Text(Author)),
    ("caller", CALLERS),
    ("status", Word),
    ("created_by", Word),
]);

static MCP_TOOLS: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("server_label", Text(Is(Name))),
    ("tools", Parts(Is(Schema), &MCP_TOOL)),
    ("error", Free(Is(ToolResult))),
]);

static MCP_TOOL: Shape = Shape(&[
    ("name", Text(Is(Name))),
    ("description", Text(Is(Schema))),
    ("input_schema", Free(Is(Schema))),
    ("annotations", Free(Is(Schema))),
]);

static MCP_REQUEST: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("name", Text(Is(Name))),
    ("server_label", Text(Is(Name))),
    ("arguments", Json(Is(ToolCall))),
]);

static MCP_RESPONSE: Shape =
    Shape(&[("type", Word), ("id", Id), ("approval_request_id", Id), ("approve", Word), ("reason", Text(Author))]);

static MCP_CALL: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("name", Text(Is(Name))),
    ("server_label", Text(Is(Name))),
    ("arguments", Json(Is(ToolCall))),
    ("output", Text(Is(ToolResult))),
    ("error", MCP_ERRORS),
    ("approval_request_id", Id),
    ("status", Word),
]);

static MCP_ERROR: Shape =
    Shape(&[("type", Word), ("code", Word), ("message", Text(Author)), ("content", Free(Is(ToolResult)))]);

const MCP_ERRORS: Rule = Tagged(
    &[
        ("mcp_protocol_error", Is(ToolResult), &MCP_ERROR),
        ("mcp_tool_execution_error", Is(ToolResult), &MCP_ERROR),
        ("http_error", Is(ToolResult), &MCP_ERROR),
    ],
    &MCP_ERROR,
);

static PROGRAM: Shape =
    Shape(&[("type", Word), ("id", Id), ("call_id", Id), ("code", Text(Author)), ("fingerprint", Sealed)]);

static PROGRAM_OUTPUT: Shape =
    Shape(&[("type", Word), ("id", Id), ("call_id", Id), ("result", Text(Author)), ("status", Word)]);

static REFERENCE: Shape = Shape(&[("type", Word), ("id", Id)]);

static CONFIGURATION: Shape =
    Shape(&[("type", Word), ("id", Id), ("reasoning", Object(&REASONING)), ("text", Object(&TEXT_CONFIG))]);

/// Tools that a request offers. Their descriptions and schemas are read by the model like any instruction.
static TOOLS: Rule = Tagged(
    &[
        ("function", Is(Schema), &TOOL),
        ("custom", Is(Schema), &TOOL),
        ("namespace", Is(Schema), &TOOL),
        ("file_search", Is(Schema), &TOOL),
        ("web_search", Is(Schema), &TOOL),
        ("web_search_2025_08_26", Is(Schema), &TOOL),
        ("web_search_preview", Is(Schema), &TOOL),
        ("web_search_preview_2025_03_11", Is(Schema), &TOOL),
        ("mcp", Is(Schema), &TOOL),
        ("code_interpreter", Is(Schema), &TOOL),
        ("image_generation", Is(Schema), &TOOL),
        ("local_shell", Is(Schema), &TOOL),
        ("shell", Is(Schema), &TOOL),
        ("apply_patch", Is(Schema), &TOOL),
        ("computer", Is(Schema), &TOOL),
        ("computer_use_preview", Is(Schema), &TOOL),
        ("tool_search", Is(Schema), &TOOL),
        ("programmatic_tool_calling", Is(Schema), &TOOL),
    ],
    &TOOL,
);

static TOOL: Shape = Shape(&[
    ("type", Word),
    ("name", Text(Is(Name))),
    ("description", Text(Is(Schema))),
    ("parameters", Free(Is(Schema))),
    ("output_schema", Free(Is(Schema))),
    ("format", GRAMMARS),
    ("tools", Said(Author, &TOOLS)),
    ("strict", Word),
    ("async", Word),
    ("defer_loading", Word),
    ("allowed_callers", Word),
    ("execution", Word),
    ("vector_store_ids", Id),
    ("max_num_results", Word),
    ("filters", Said(Is(Metadata), &FILTERS)),
    ("ranking_options", Word),
    ("search_context_size", Word),
    ("search_content_types", Word),
    ("external_web_access", Word),
    ("user_location", LOCATIONS),
    ("server_label", Text(Is(Name))),
    ("server_description", Text(Is(Schema))),
    ("server_url", Media),
    ("connector_id", Id),
    ("tunnel_id", Id),
    ("authorization", Text(Is(Metadata))),
    ("headers", Free(Is(Metadata))),
    ("allowed_tools", Parts(Is(Name), &TOOL_FILTER)),
    ("require_approval", Parts(Is(Name), &APPROVAL)),
    ("container", ENVIRONMENTS),
    ("environment", ENVIRONMENTS),
    ("display_width", Word),
    ("display_height", Word),
    ("model", Id),
    ("action", Word),
    ("background", Word),
    ("complexity", Word),
    ("frame_count", Word),
    ("frame_duration_ms", Word),
    ("input_fidelity", Word),
    ("input_image_mask", Object(&IMAGE_MASK)),
    ("moderation", Word),
    ("output_compression", Word),
    ("output_format", Word),
    ("partial_images", Word),
    ("quality", Word),
    ("size", Word),
    ("svg", Object(&SVG)),
]);

static GRAMMAR: Shape = Shape(&[("type", Word), ("definition", Text(Author)), ("syntax", Word)]);

const GRAMMARS: Rule = Tagged(&[("text", Is(Schema), &GRAMMAR), ("grammar", Is(Schema), &GRAMMAR)], &GRAMMAR);

static USER_LOCATION: Shape = Shape(&[
    ("type", Word),
    ("city", Text(Is(Metadata))),
    ("country", Text(Is(Metadata))),
    ("region", Text(Is(Metadata))),
    ("timezone", Text(Is(Metadata))),
]);

const LOCATIONS: Rule = Tagged(&[("approximate", Author, &USER_LOCATION)], &USER_LOCATION);

static IMAGE_MASK: Shape = Shape(&[("file_id", Id), ("image_url", Media)]);

static SVG: Shape = Shape(&[("model", Id), ("reasoning", Object(&REASONING))]);

static ENVIRONMENT: Shape = Shape(&[
    ("type", Word),
    ("container_id", Id),
    ("file_ids", Id),
    ("memory_limit", Word),
    ("network_policy", NETWORK_POLICIES),
    ("skills", INLINE_SKILLS),
]);

const ENVIRONMENTS: Rule = Tagged(
    &[
        ("auto", Is(Metadata), &ENVIRONMENT),
        ("container_auto", Is(Metadata), &ENVIRONMENT),
        ("container_reference", Is(Metadata), &ENVIRONMENT),
        ("local", Is(Metadata), &ENVIRONMENT),
    ],
    &ENVIRONMENT,
);

static NETWORK_POLICY: Shape =
    Shape(&[("type", Word), ("allowed_domains", Text(Author)), ("domain_secrets", Object(&DOMAIN_SECRET))]);

const NETWORK_POLICIES: Rule = Tagged(
    &[("disabled", Is(Metadata), &NETWORK_POLICY), ("allowlist", Is(Metadata), &NETWORK_POLICY)],
    &NETWORK_POLICY,
);

static INLINE_SKILL: Shape = Shape(&[
    ("type", Word),
    ("skill_id", Id),
    ("version", Word),
    ("name", Text(Is(Name))),
    ("description", Text(Is(Schema))),
    ("path", Text(Is(Name))),
    ("source", SKILL_SOURCES),
]);

const INLINE_SKILLS: Rule =
    Tagged(&[("skill_reference", Is(Schema), &INLINE_SKILL), ("inline", Is(Schema), &INLINE_SKILL)], &INLINE_SKILL);

static SKILL_SOURCE: Shape = Shape(&[("type", Word), ("media_type", Word), ("data", Sealed)]);

const SKILL_SOURCES: Rule = Tagged(&[("base64", Author, &SKILL_SOURCE)], &SKILL_SOURCE);

const TOOL_CHOICES: Rule = Tagged(
    &[
        ("allowed_tools", Author, &TOOL_CHOICE),
        ("function", Author, &TOOL_CHOICE),
        ("custom", Author, &TOOL_CHOICE),
        ("mcp", Author, &TOOL_CHOICE),
        ("apply_patch", Author, &TOOL_CHOICE),
        ("shell", Author, &TOOL_CHOICE),
        ("programmatic_tool_calling", Author, &TOOL_CHOICE),
        ("file_search", Author, &TOOL_CHOICE),
        ("web_search_preview", Author, &TOOL_CHOICE),
        ("web_search_preview_2025_03_11", Author, &TOOL_CHOICE),
        ("computer", Author, &TOOL_CHOICE),
        ("computer_use", Author, &TOOL_CHOICE),
        ("computer_use_preview", Author, &TOOL_CHOICE),
        ("code_interpreter", Author, &TOOL_CHOICE),
        ("image_generation", Author, &TOOL_CHOICE),
    ],
    &TOOL_CHOICE,
);

static TOOL_CHOICE: Shape = Shape(&[
    ("type", Word),
    ("name", Text(Is(Name))),
    ("server_label", Text(Is(Name))),
    ("mode", Word),
    ("tools", Free(Is(Name))),
]);

/// Which tools of an MCP server: a list of names, or by this filter.
static TOOL_FILTER: Shape = Shape(&[("read_only", Word), ("tool_names", Text(Is(Name)))]);

static APPROVAL: Shape = Shape(&[("always", Object(&TOOL_FILTER)), ("never", Object(&TOOL_FILTER))]);

static DOMAIN_SECRET: Shape =
    Shape(&[("domain", Text(Is(Metadata))), ("name", Text(Is(Metadata))), ("value", Text(Is(Metadata)))]);

/// Which files a search may read, or which sites.
static FILTERS: Rule = Tagged(
    &[
        ("eq", Author, &COMPARISON),
        ("ne", Author, &COMPARISON),
        ("gt", Author, &COMPARISON),
        ("gte", Author, &COMPARISON),
        ("lt", Author, &COMPARISON),
        ("lte", Author, &COMPARISON),
        ("in", Author, &COMPARISON),
        ("nin", Author, &COMPARISON),
        ("and", Author, &COMPOUND),
        ("or", Author, &COMPOUND),
    ],
    &SITES,
);

static COMPARISON: Shape = Shape(&[("type", Word), ("key", Text(Is(Metadata))), ("value", Free(Is(Metadata)))]);

static COMPOUND: Shape = Shape(&[("type", Word), ("filters", Said(Author, &FILTERS))]);

static SITES: Shape =
    Shape(&[("type", Word), ("allowed_domains", Text(Is(Metadata))), ("blocked_domains", Text(Is(Metadata)))]);
