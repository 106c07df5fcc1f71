//! What Anthropic's objects hold: requests, answers, content blocks, tools.
//!
//! # Source
//! The types of Anthropic's official Python SDK, stable and beta; `tests/sdk/coverage.py` compares these tables with them.

use wicket_types::Origin::{Assistant, Metadata, Name, Retrieved, Schema, System, ToolCall, ToolResult};

use crate::walk::{
    By::{Author, Is},
    Rule::{self, Free, Id, Media, Messages, Object, Parts, Said, Sealed, Signed, Tagged, Text, Word},
    Shape,
};

/// Body of `POST /v1/messages` and `/v1/messages/count_tokens`.
pub(super) static REQUEST: Shape = Shape(&[
    ("model", Id),
    ("messages", Messages(&MESSAGE)),
    ("system", Said(Is(System), &BLOCKS)),
    ("max_tokens", Word),
    ("stream", Word),
    ("temperature", Word),
    ("top_k", Word),
    ("top_p", Word),
    ("stop_sequences", Text(Is(Metadata))),
    ("tools", TOOLS),
    ("tool_choice", Said(Is(Metadata), &TOOL_CHOICES)),
    ("thinking", THINKING_CONFIGS),
    ("metadata", Object(&REQUEST_METADATA)),
    ("service_tier", Word),
    ("speed", Word),
    ("inference_geo", Word),
    ("cache_control", CACHE),
    ("container", Parts(Is(Metadata), &CONTAINER)),
    ("output_config", Object(&OUTPUT_CONFIG)),
    ("output_format", OUTPUT_FORMATS),
    ("context_management", Object(&CONTEXT_MANAGEMENT)),
    ("mcp_servers", MCP_SERVERS),
    ("compaction", COMPACTION_CONFIGS),
    ("diagnostics", Object(&REQUEST_DIAGNOSTICS)),
    ("billing_policy", BILLING_POLICIES),
    ("fallbacks", Parts(Is(Metadata), &FALLBACK_MODEL)),
    ("fallback_credit_token", Parts(Is(Metadata), &FALLBACK_CREDIT)),
    ("thread", THREADS),
    ("user_profile_id", Id),
    ("workspace_id", Id),
    ("betas", Word),
]);

/// The answer to `POST /v1/messages`, which is also the `message` of `message_start`.
pub(super) static ANSWER: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("role", Word),
    ("model", Id),
    ("content", Said(Author, &BLOCKS)),
    ("stop_reason", Word),
    ("stop_sequence", Text(Is(Metadata))),
    ("stop_details", REFUSALS),
    ("usage", Object(&USAGE)),
    ("container", Parts(Is(Metadata), &CONTAINER)),
    ("context_management", Word),
    ("diagnostics", Object(&USAGE)),
    ("input_transformations", Word),
]);

/// A turn. A turn may set a new effort, and says whose it is.
static MESSAGE: Shape = Shape(&[
    ("role", Word),
    ("clear_at", Word),
    ("content", Said(Author, &BLOCKS)),
    ("output_config", Object(&OUTPUT_CONFIG)),
]);

/// Every content block of requests and answers.
pub(super) static BLOCKS: Rule = Tagged(
    &[
        ("text", Author, &TEXT),
        ("thinking", Is(Assistant), &THINKING),
        ("redacted_thinking", Is(Assistant), &REDACTED_THINKING),
        ("tool_use", Is(ToolCall), &TOOL_USE),
        ("server_tool_use", Is(ToolCall), &TOOL_USE),
        ("mcp_tool_use", Is(ToolCall), &TOOL_USE),
        ("tool_result", Is(ToolResult), &TOOL_RESULT),
        ("mcp_tool_result", Is(ToolResult), &TOOL_RESULT),
        ("code_execution_tool_result", Is(ToolResult), &SERVER_TOOL_RESULT),
        ("bash_code_execution_tool_result", Is(ToolResult), &SERVER_TOOL_RESULT),
        ("text_editor_code_execution_tool_result", Is(ToolResult), &SERVER_TOOL_RESULT),
        ("tool_search_tool_result", Is(ToolResult), &SERVER_TOOL_RESULT),
        ("advisor_tool_result", Is(ToolResult), &SERVER_TOOL_RESULT),
        ("web_search_tool_result", Is(Retrieved), &WEB_TOOL_RESULT),
        ("web_fetch_tool_result", Is(Retrieved), &WEB_TOOL_RESULT),
        ("image", Author, &IMAGE),
        ("document", Is(Retrieved), &DOCUMENT),
        ("search_result", Is(Retrieved), &SEARCH_RESULT),
        ("web_search_result", Is(Retrieved), &WEB_SEARCH_RESULT),
        ("web_fetch_result", Is(Retrieved), &WEB_FETCH_RESULT),
        ("web_search_tool_result_error", Author, &TOOL_ERROR),
        ("web_fetch_tool_result_error", Author, &TOOL_ERROR),
        ("code_execution_tool_result_error", Author, &TOOL_ERROR),
        ("bash_code_execution_tool_result_error", Author, &TOOL_ERROR),
        ("text_editor_code_execution_tool_result_error", Author, &TOOL_ERROR),
        ("tool_search_tool_result_error", Author, &TOOL_ERROR),
        ("advisor_tool_result_error", Author, &TOOL_ERROR),
        ("code_execution_result", Author, &CODE_RESULT),
        ("bash_code_execution_result", Author, &CODE_RESULT),
        ("encrypted_code_execution_result", Author, &CODE_RESULT),
        ("code_execution_output", Author, &CODE_OUTPUT),
        ("bash_code_execution_output", Author, &CODE_OUTPUT),
        ("text_editor_code_execution_view_result", Author, &EDITOR_VIEW),
        ("text_editor_code_execution_str_replace_result", Author, &EDITOR_REPLACE),
        ("text_editor_code_execution_create_result", Author, &EDITOR_CREATE),
        ("tool_search_tool_search_result", Author, &TOOLS_FOUND),
        ("tool_reference", Author, &TOOL_REFERENCE),
        ("container_upload", Author, &CONTAINER_UPLOAD),
        ("advisor_result", Author, &ADVICE),
        ("advisor_redacted_result", Author, &SEALED_ADVICE),
        ("compaction", Is(Assistant), &COMPACTION),
        ("tool_addition", Author, &TOOL_CHANGE),
        ("tool_removal", Author, &TOOL_CHANGE),
        ("fallback", Author, &FALLBACK),
        ("mcp_tool_listing", Author, &MCP_TOOL_LISTING),
        ("browser_state", Is(ToolResult), &BROWSER_STATE),
    ],
    &OTHER,
);

/// A block of a type that no table knows: its text is the author's, the rest metadata.
static OTHER: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("tool_use_id", Id),
    ("name", Text(Is(Name))),
    ("text", Text(Author)),
    ("content", Said(Author, &BLOCKS)),
    ("input", Free(Is(ToolCall))),
    ("source", Text(Author)),
    ("title", Text(Author)),
    ("data", Text(Author)),
    ("cache_control", CACHE),
]);

/// Counts; the words in it are the protocol's.
static USAGE: Shape = Shape(&[
    ("service_tier", Word),
    ("speed", Word),
    ("inference_geo", Word),
    ("input_tokens", Word),
    ("output_tokens", Word),
]);

static TEXT: Shape =
    Shape(&[("type", Word), ("text", Text(Author)), ("cache_control", CACHE), ("citations", CITATIONS)]);

// A turn may be sent back with the model's reasoning, which the provider has signed: a changed byte breaks the signature.
static THINKING: Shape = Shape(&[("type", Word), ("thinking", Signed), ("signature", Sealed)]);

static REDACTED_THINKING: Shape = Shape(&[("type", Word), ("data", Sealed)]);

static TOOL_USE: Shape = Shape(&[
    ("type", Word),
    ("id", Id),
    ("name", Text(Is(Name))),
    ("input", Free(Is(ToolCall))),
    ("caller", CALLERS),
    ("toolset_name", Text(Is(Name))),
    ("server_name", Text(Is(Name))),
    ("cache_control", CACHE),
]);

static TOOL_RESULT: Shape = Shape(&[
    ("type", Word),
    ("tool_use_id", Id),
    ("content", Said(Author, &BLOCKS)),
    ("is_error", Word),
    ("toolset_name", Text(Is(Name))),
    ("cache_control", CACHE),
]);

static SERVER_TOOL_RESULT: Shape = Shape(&[
    ("type", Word),
    ("tool_use_id", Id),
    ("content", Said(Author, &BLOCKS)),
    ("caller", CALLERS),
    ("cache_control", CACHE),
]);

static WEB_TOOL_RESULT: Shape = Shape(&[
    ("type", Word),
    ("tool_use_id", Id),
    ("content", Said(Author, &BLOCKS)),
    ("caller", CALLERS),
    ("cache_control", CACHE),
]);

static IMAGE: Shape = Shape(&[
    ("type", Word),
    ("source", Said(Author, &SOURCES)),
    ("cache_control", CACHE),
    ("transformations", Object(&IMAGE_TRANSFORMATIONS)),
]);

static IMAGE_TRANSFORMATIONS: Shape = Shape(&[("oversized_image", Word)]);

static DOCUMENT: Shape = Shape(&[
    ("type", Word),
    ("source", Said(Author, &SOURCES)),
    ("title", Text(Is(Retrieved))),
    ("context", Text(Is(Retrieved))),
    ("citations", Object(&CITATIONS_SWITCH)),
    ("cache_control", CACHE),
]);

static SEARCH_RESULT: Shape = Shape(&[
    ("type", Word),
    ("content", Said(Author, &BLOCKS)),
    ("source", Text(Is(Retrieved))),
    ("title", Text(Is(Retrieved))),
    ("citations", Object(&CITATIONS_SWITCH)),
    ("cache_control", CACHE),
]);

static CITATIONS_SWITCH: Shape = Shape(&[("enabled", Word)]);

/// Where the bytes of an image or a document come from.
static SOURCES: Rule = Tagged(
    &[
        ("base64", Author, &BASE64),
        ("text", Author, &PLAIN_TEXT),
        ("content", Author, &SOURCE_BLOCKS),
        ("url", Author, &URL),
        ("file", Author, &FILE),
    ],
    &BASE64,
);

static BASE64: Shape = Shape(&[("type", Word), ("media_type", Word), ("data", Sealed)]);

static PLAIN_TEXT: Shape = Shape(&[("type", Word), ("media_type", Word), ("data", Text(Author))]);

static SOURCE_BLOCKS: Shape = Shape(&[("type", Word), ("content", Said(Author, &BLOCKS))]);

static URL: Shape = Shape(&[("type", Word), ("url", Media)]);

static FILE: Shape = Shape(&[("type", Word), ("file_id", Id)]);

static WEB_SEARCH_RESULT: Shape = Shape(&[
    ("type", Word),
    ("title", Text(Author)),
    ("url", Media),
    ("encrypted_content", Sealed),
    ("page_age", Text(Is(Retrieved))),
]);

static WEB_FETCH_RESULT: Shape =
    Shape(&[("type", Word), ("url", Media), ("content", Said(Author, &BLOCKS)), ("retrieved_at", Word)]);

static TOOL_ERROR: Shape = Shape(&[("type", Word), ("error_code", Word), ("error_message", Text(Author))]);

static CODE_RESULT: Shape = Shape(&[
    ("type", Word),
    ("stdout", Text(Is(ToolResult))),
    ("stderr", Text(Is(ToolResult))),
    ("encrypted_stdout", Sealed),
    ("return_code", Word),
    ("content", Said(Author, &BLOCKS)),
]);

static CODE_OUTPUT: Shape = Shape(&[("type", Word), ("file_id", Id)]);

static EDITOR_VIEW: Shape = Shape(&[
    ("type", Word),
    ("content", Text(Author)),
    ("file_type", Word),
    ("num_lines", Word),
    ("start_line", Word),
    ("total_lines", Word),
]);

static EDITOR_REPLACE: Shape = Shape(&[
    ("type", Word),
    ("lines", Text(Author)),
    ("new_lines", Word),
    ("new_start", Word),
    ("old_lines", Word),
    ("old_start", Word),
]);

static EDITOR_CREATE: Shape = Shape(&[("type", Word), ("is_file_update", Word)]);

static TOOLS_FOUND: Shape = Shape(&[("type", Word), ("tool_references", TOOL_REFERENCES)]);

static TOOL_REFERENCE: Shape =
    Shape(&[("type", Word), ("tool_name", Text(Is(Name))), ("name", Text(Is(Name))), ("cache_control", CACHE)]);

const TOOL_REFERENCES: Rule = Tagged(&[("tool_reference", Author, &TOOL_REFERENCE)], &TOOL_REFERENCE);

static CONTAINER_UPLOAD: Shape = Shape(&[("type", Word), ("file_id", Id), ("cache_control", CACHE)]);

static ADVICE: Shape = Shape(&[("type", Word), ("text", Text(Author)), ("stop_reason", Word)]);

static SEALED_ADVICE: Shape = Shape(&[("type", Word), ("encrypted_content", Sealed), ("stop_reason", Word)]);

static COMPACTION: Shape = Shape(&[
    ("type", Word),
    ("content", Signed),
    ("encrypted_content", Sealed),
    ("signature", Sealed),
    ("tool_changes", TOOL_CHANGES),
    ("cache_control", CACHE),
]);

static TOOL_CHANGE: Shape = Shape(&[("type", Word), ("tool", CHANGED_TOOLS), ("cache_control", CACHE)]);

const TOOL_CHANGES: Rule =
    Tagged(&[("tool_addition", Author, &TOOL_CHANGE), ("tool_removal", Author, &TOOL_CHANGE)], &TOOL_CHANGE);

const CHANGED_TOOLS: Rule = Tagged(
    &[
        ("tool_reference", Author, &TOOL_REFERENCE),
        ("mcp_tool_reference", Author, &MCP_REFERENCE),
        ("mcp_toolset_reference", Author, &MCP_REFERENCE),
        ("tool_definition", Author, &TOOL_DEFINITION),
    ],
    &TOOL_REFERENCE,
);

static MCP_REFERENCE: Shape = Shape(&[("type", Word), ("name", Text(Is(Name))), ("server_name", Text(Is(Name)))]);

static TOOL_DEFINITION: Shape = Shape(&[("type", Word), ("definition", TOOLS)]);

static FALLBACK: Shape =
    Shape(&[("type", Word), ("from", Object(&RAN_MODEL)), ("to", Object(&RAN_MODEL)), ("trigger", REFUSALS)]);

// A record of which model ran, not an order to run one.
static RAN_MODEL: Shape = Shape(&[("model", Word)]);

static REFUSAL_DETAILS: Shape = Shape(&[
    ("type", Word),
    ("category", Word),
    ("explanation", Text(Author)),
    ("recommended_model", Id),
    ("fallback_credit_token", Text(Is(Metadata))),
    ("fallback_has_prefill_claim", Word),
]);

const REFUSALS: Rule = Tagged(&[("refusal", Author, &REFUSAL_DETAILS)], &REFUSAL_DETAILS);

static MCP_TOOL_LISTING: Shape =
    Shape(&[("type", Word), ("mcp_server_name", Text(Is(Name))), ("tools", Parts(Is(Schema), &MCP_TOOL))]);

static BROWSER_STATE: Shape = Shape(&[
    ("type", Word),
    ("tabs", Object(&BROWSER_TAB)),
    ("state_changes", BROWSER_CHANGES),
    ("cache_control", CACHE),
]);

static BROWSER_TAB: Shape = Shape(&[("tab_id", Id), ("title", Text(Is(Retrieved))), ("url", Media), ("active", Word)]);

static BROWSER_CHANGE: Shape = Shape(&[
    ("type", Word),
    ("tab_id", Id),
    ("download_id", Id),
    ("url", Media),
    ("path", Text(Is(Name))),
    ("size_bytes", Word),
    ("error", Text(Author)),
]);

const BROWSER_CHANGES: Rule = Tagged(
    &[
        ("tab_opened", Author, &BROWSER_CHANGE),
        ("download_started", Author, &BROWSER_CHANGE),
        ("download_completed", Author, &BROWSER_CHANGE),
        ("download_failed", Author, &BROWSER_CHANGE),
    ],
    &BROWSER_CHANGE,
);

/// What a piece of text was taken from.
pub(super) const CITATIONS: Rule = Tagged(
    &[
        ("char_location", Is(Retrieved), &CITATION),
        ("page_location", Is(Retrieved), &CITATION),
        ("content_block_location", Is(Retrieved), &CITATION),
        ("web_search_result_location", Is(Retrieved), &CITATION),
        ("search_result_location", Is(Retrieved), &CITATION),
    ],
    &CITATION,
);

static CITATION: Shape = Shape(&[
    ("type", Word),
    ("cited_text", Text(Is(Retrieved))),
    ("document_title", Text(Is(Retrieved))),
    ("title", Text(Is(Retrieved))),
    ("source", Text(Is(Retrieved))),
    ("url", Media),
    ("encrypted_index", Sealed),
    ("file_id", Id),
    ("document_index", Word),
    ("search_result_index", Word),
    ("start_char_index", Word),
    ("end_char_index", Word),
    ("start_page_number", Word),
    ("end_page_number", Word),
    ("start_block_index", Word),
    ("end_block_index", Word),
]);

const CALLERS: Rule = Tagged(
    &[
        ("direct", Author, &CALLER),
        ("code_execution_20250825", Author, &CALLER),
        ("code_execution_20260120", Author, &CALLER),
    ],
    &CALLER,
);

static CALLER: Shape = Shape(&[("type", Word), ("tool_id", Id)]);

static CACHE_CONTROL: Shape = Shape(&[("type", Word), ("ttl", Word)]);

const CACHE: Rule = Tagged(&[("ephemeral", Author, &CACHE_CONTROL)], &CACHE_CONTROL);

/// Tools that a request offers. Their descriptions and schemas are read by the model like any instruction.
const TOOLS: Rule = Tagged(
    &[
        ("custom", Is(Schema), &TOOL),
        ("bash_20241022", Is(Schema), &TOOL),
        ("bash_20250124", Is(Schema), &TOOL),
        ("code_execution_20250522", Is(Schema), &TOOL),
        ("code_execution_20250825", Is(Schema), &TOOL),
        ("code_execution_20260120", Is(Schema), &TOOL),
        ("code_execution_20260521", Is(Schema), &TOOL),
        ("computer_20241022", Is(Schema), &TOOL),
        ("computer_20250124", Is(Schema), &TOOL),
        ("computer_20251124", Is(Schema), &TOOL),
        ("memory_20250818", Is(Schema), &TOOL),
        ("text_editor_20241022", Is(Schema), &TOOL),
        ("text_editor_20250124", Is(Schema), &TOOL),
        ("text_editor_20250429", Is(Schema), &TOOL),
        ("text_editor_20250728", Is(Schema), &TOOL),
        ("web_search_20250305", Is(Schema), &TOOL),
        ("web_search_20260209", Is(Schema), &TOOL),
        ("web_search_20260318", Is(Schema), &TOOL),
        ("web_fetch_20250910", Is(Schema), &TOOL),
        ("web_fetch_20260209", Is(Schema), &TOOL),
        ("web_fetch_20260309", Is(Schema), &TOOL),
        ("web_fetch_20260318", Is(Schema), &TOOL),
        ("tool_search_tool_bm25", Is(Schema), &TOOL),
        ("tool_search_tool_bm25_20251119", Is(Schema), &TOOL),
        ("tool_search_tool_regex", Is(Schema), &TOOL),
        ("tool_search_tool_regex_20251119", Is(Schema), &TOOL),
        ("advisor_20260301", Is(Schema), &TOOL),
        ("mcp_toolset", Is(Schema), &TOOLSET),
        ("browser_toolset_20260801", Is(Schema), &TOOLSET),
        ("computer_toolset_20260801", Is(Schema), &TOOLSET),
    ],
    &TOOL,
);

static TOOL: Shape = Shape(&[
    ("type", Word),
    ("name", Text(Is(Name))),
    ("description", Text(Is(Schema))),
    ("input_schema", Free(Is(Schema))),
    ("input_examples", Free(Is(Schema))),
    ("cache_control", CACHE),
    ("caching", CACHE),
    ("allowed_callers", Word),
    ("defer_loading", Word),
    ("eager_input_streaming", Word),
    ("strict", Word),
    ("max_uses", Word),
    ("max_tokens", Word),
    ("max_characters", Word),
    ("max_content_tokens", Word),
    ("model", Id),
    ("allowed_domains", Text(Is(Metadata))),
    ("blocked_domains", Text(Is(Metadata))),
    ("user_location", LOCATIONS),
    ("citations", Object(&CITATIONS_SWITCH)),
    ("url_sources", Object(&URL_SOURCES)),
    ("use_cache", Word),
    ("response_inclusion", Word),
    ("display_height_px", Word),
    ("display_width_px", Word),
    ("display_number", Word),
    ("enable_zoom", Word),
]);

static TOOLSET: Shape = Shape(&[
    ("type", Word),
    ("mcp_server_name", Text(Is(Name))),
    ("configs", Free(Is(Metadata))),
    ("default_config", Free(Is(Metadata))),
    ("tools", Parts(Is(Schema), &MCP_TOOL)),
    ("cache_control", CACHE),
]);

static MCP_TOOL: Shape =
    Shape(&[("name", Text(Is(Name))), ("description", Text(Is(Schema))), ("input_schema", Free(Is(Schema)))]);

static USER_LOCATION: Shape = Shape(&[
    ("type", Word),
    ("city", Text(Is(Metadata))),
    ("country", Text(Is(Metadata))),
    ("region", Text(Is(Metadata))),
    ("timezone", Text(Is(Metadata))),
]);

const LOCATIONS: Rule = Tagged(&[("approximate", Author, &USER_LOCATION)], &USER_LOCATION);

static URL_SOURCES: Shape =
    Shape(&[("client_tool_results", URL_RULES), ("server_tool_results", URL_RULES), ("user_input", URL_RULES)]);

const URL_RULES: Rule = Tagged(
    &[
        ("all", Author, &URL_RULE),
        ("none", Author, &URL_RULE),
        ("only", Author, &URL_RULE),
        ("except", Author, &URL_RULE),
    ],
    &URL_RULE,
);

static URL_RULE: Shape = Shape(&[("type", Word), ("tools", TOOL_REFERENCES)]);

static TOOL_CHOICE: Shape = Shape(&[("type", Word), ("name", Text(Is(Name))), ("disable_parallel_tool_use", Word)]);

const TOOL_CHOICES: Rule = Tagged(
    &[
        ("auto", Author, &TOOL_CHOICE),
        ("any", Author, &TOOL_CHOICE),
        ("tool", Author, &TOOL_CHOICE),
        ("none", Author, &TOOL_CHOICE),
    ],
    &TOOL_CHOICE,
);

static THINKING_CONFIG: Shape =
    Shape(&[("type", Word), ("budget_tokens", Word), ("display", Word), ("block_binding", Object(&BLOCK_BINDING))]);

const THINKING_CONFIGS: Rule = Tagged(
    &[
        ("enabled", Author, &THINKING_CONFIG),
        ("disabled", Author, &THINKING_CONFIG),
        ("adaptive", Author, &THINKING_CONFIG),
        ("between_tools", Author, &THINKING_CONFIG),
    ],
    &THINKING_CONFIG,
);

static BLOCK_BINDING: Shape = Shape(&[("prefix_mismatch_behavior", Word)]);

static REQUEST_METADATA: Shape = Shape(&[("user_id", Text(Is(Metadata)))]);

static REQUEST_DIAGNOSTICS: Shape = Shape(&[("previous_message_id", Id)]);

static CONTAINER: Shape = Shape(&[("id", Id), ("skills", SKILLS), ("expires_at", Word)]);

static SKILL: Shape = Shape(&[("type", Word), ("skill_id", Id), ("version", Word)]);

const SKILLS: Rule = Tagged(&[("anthropic", Author, &SKILL), ("custom", Author, &SKILL)], &SKILL);

static OUTPUT_CONFIG: Shape = Shape(&[("effort", Word), ("format", OUTPUT_FORMATS), ("task_budget", TASK_BUDGETS)]);

static OUTPUT_FORMAT: Shape = Shape(&[("type", Word), ("schema", Free(Is(Schema)))]);

const OUTPUT_FORMATS: Rule = Tagged(&[("json_schema", Author, &OUTPUT_FORMAT)], &OUTPUT_FORMAT);

static TASK_BUDGET: Shape = Shape(&[("type", Word), ("total", Word), ("remaining", Word)]);

const TASK_BUDGETS: Rule = Tagged(&[("tokens", Author, &TASK_BUDGET)], &TASK_BUDGET);

static MCP_SERVER: Shape = Shape(&[
    ("type", Word),
    ("name", Text(Is(Name))),
    ("url", Media),
    ("authorization_token", Text(Is(Metadata))),
    ("tool_configuration", Object(&MCP_TOOL_CHOICE)),
]);

const MCP_SERVERS: Rule = Tagged(&[("url", Is(Metadata), &MCP_SERVER)], &MCP_SERVER);

static MCP_TOOL_CHOICE: Shape = Shape(&[("allowed_tools", Text(Is(Name))), ("enabled", Word)]);

static COMPACTION_CONFIG: Shape = Shape(&[("type", Word), ("instructions", Text(Author))]);

const COMPACTION_CONFIGS: Rule = Tagged(&[("summarize", Is(System), &COMPACTION_CONFIG)], &COMPACTION_CONFIG);

static BILLING_POLICY: Shape = Shape(&[("type", Word), ("bill_to", Word)]);

const BILLING_POLICIES: Rule = Tagged(&[("billing_policy", Author, &BILLING_POLICY)], &BILLING_POLICY);

static FALLBACK_MODEL: Shape = Shape(&[
    ("model", Id),
    ("max_tokens", Word),
    ("output_config", Object(&OUTPUT_CONFIG)),
    ("speed", Word),
    ("thinking", THINKING_CONFIGS),
]);

static FALLBACK_CREDIT: Shape = Shape(&[("token", Text(Is(Metadata))), ("mode", Word)]);

static THREAD: Shape = Shape(&[("type", Word), ("previous_message_id", Id)]);

const THREADS: Rule = Tagged(&[("create", Author, &THREAD), ("continue", Author, &THREAD)], &THREAD);

static CONTEXT_MANAGEMENT: Shape = Shape(&[("edits", CONTEXT_EDITS)]);

static CONTEXT_EDIT: Shape = Shape(&[
    ("type", Word),
    ("clear_at_least", AMOUNTS),
    ("clear_tool_inputs", Text(Is(Name))),
    ("exclude_tools", Text(Is(Name))),
    ("keep", AMOUNTS),
    ("trigger", AMOUNTS),
    ("instructions", Text(Author)),
    ("pause_after_compaction", Word),
]);

const CONTEXT_EDITS: Rule = Tagged(
    &[
        ("clear_tool_uses_20250919", Is(System), &CONTEXT_EDIT),
        ("clear_thinking_20251015", Is(System), &CONTEXT_EDIT),
        ("compact_20260112", Is(System), &CONTEXT_EDIT),
    ],
    &CONTEXT_EDIT,
);

static AMOUNT: Shape = Shape(&[("type", Word), ("value", Word)]);

const AMOUNTS: Rule = Tagged(
    &[
        ("input_tokens", Author, &AMOUNT),
        ("tool_uses", Author, &AMOUNT),
        ("thinking_turns", Author, &AMOUNT),
        ("all", Author, &AMOUNT),
    ],
    &AMOUNT,
);
