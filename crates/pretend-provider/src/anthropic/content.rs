//! Reads a messages request, and seals thinking so that a changed block is noticed.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::ask::{Ask, Choice, Document, Format, Tool, ToolKind, text_of};
use crate::object::Object;
use crate::tokens;

/// What a messages request asks.
pub(super) fn read(body: &Object) -> Ask {
    let empty = Vec::new();
    let messages = body.get("messages").and_then(Value::as_array).unwrap_or(&empty);
    let mut ask = Ask::default();
    let role = |message: &&Value, wanted: &str| message.get("role").and_then(Value::as_str) == Some(wanted);
    let content = |message: &Value| message.get("content").cloned().unwrap_or_default();
    let asides = messages.iter().filter(|message| role(message, "system")).map(|message| text_of(&content(message)));
    ask.system = body.get("system").map(text_of).into_iter().chain(asides).collect::<Vec<_>>().join("\n");
    let last = messages.iter().rev().find(|message| role(message, "user")).map(content).unwrap_or_default();
    let blocks = |kind: &str| {
        let found = last.as_array().into_iter().flatten().filter(|block| block["type"] == kind);
        found.cloned().collect::<Vec<_>>()
    };
    let results = blocks("tool_result");
    ask.after_tool = !results.is_empty();
    let result_texts = results.iter().map(|block| text_of(&block["content"]));
    ask.last = result_texts.chain(Some(text_of(&last))).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    ask.media = blocks("image").iter().map(|_| "image".to_owned()).collect();
    let all = messages.iter().filter_map(|message| message.get("content").and_then(Value::as_array)).flatten();
    ask.documents = all.filter_map(document).collect();
    ask.tools = body.get("tools").and_then(Value::as_array).into_iter().flatten().map(tool).collect();
    let choice = body.get("tool_choice").unwrap_or(&Value::Null);
    ask.choice = match choice["type"].as_str() {
        Some("none") => Choice::None,
        Some("any") => Choice::Required,
        Some("tool") => Choice::Named(choice["name"].as_str().unwrap_or_default().to_owned()),
        _ => Choice::Auto,
    };
    ask.parallel = choice["disable_parallel_tool_use"] != true;
    let format = body.get("output_config").and_then(|config| config.get("format")).or(body.get("output_format"));
    if let Some(schema) = format.and_then(|format| format.get("schema")) {
        ask.format = Format::Schema(schema.clone());
    }
    let stops = body.get("stop_sequences").and_then(Value::as_array).into_iter().flatten();
    ask.stop = stops.filter_map(Value::as_str).map(str::to_owned).collect();
    ask.max_tokens = body.get("max_tokens").and_then(Value::as_u64);
    let thinking = body.get("thinking").and_then(|thinking| thinking.get("type")?.as_str());
    ask.thinking = thinking.is_some_and(|kind| kind != "disabled");
    // The order in which the service reads, and so caches, a prompt.
    for member in ["tools", "system", "messages"] {
        ask.prompt.read(body.get(member).unwrap_or(&Value::Null));
    }
    if body.get("cache_control").is_some_and(Value::is_object) {
        ask.prompt.cache_marks.push(ask.prompt.text.len());
    }
    ask
}

fn document(block: &Value) -> Option<Document> {
    let cited = block["citations"]["enabled"] == true;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match block["type"].as_str()? {
        "search_result" => Some(Document {
            title: text(&block["title"]),
            text: text_of(&block["content"]),
            cited,
            source: text(&block["source"]),
        }),
        "document" => {
            let source = &block["source"];
            let said = if source["type"] == "text" { text(&source["data"]) } else { Some(text_of(&source["content"])) };
            Some(Document { title: text(&block["title"]), text: said.unwrap_or_default(), cited, source: None })
        }
        _ => None,
    }
}

fn tool(tool: &Value) -> Tool {
    let kind = tool["type"].as_str().unwrap_or("custom");
    let name = tool["name"].as_str().unwrap_or(kind).to_owned();
    let hosted = ["web_search_", "web_fetch_", "code_execution_"].iter().any(|prefix| kind.starts_with(prefix));
    if hosted {
        return Tool { name, kind: ToolKind::Hosted(kind.to_owned()) };
    }
    let command = json!({"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]});
    let schema = tool.get("input_schema").cloned().unwrap_or(command);
    Tool { name, kind: ToolKind::Function(schema) }
}

/// The citation of the first sentence of a document.
pub(super) fn citation(index: usize, document: &Document) -> Value {
    let end = document.text.find(". ").map_or(document.text.len(), |at| at + 1);
    let sentence = document.text.get(..end).unwrap_or_default();
    match &document.source {
        Some(source) => json!({"type": "search_result_location", "cited_text": sentence, "source": source,
            "title": document.title, "search_result_index": index, "start_block_index": 0, "end_block_index": 1}),
        None => json!({"type": "char_location", "cited_text": sentence, "document_index": index,
            "document_title": document.title, "file_id": null, "start_char_index": 0,
            "end_char_index": sentence.chars().count()}),
    }
}

/// The signature of a thinking text. With `display: omitted` the text is not shown, so the seal carries it.
pub(super) fn signature(thinking: &str) -> String {
    let sealed = format!("pretend{:016x}{thinking}", tokens::mark(thinking.as_bytes()));
    base64::engine::general_purpose::STANDARD.encode(sealed)
}

/// Whether a thinking block comes back as it was given out.
pub(super) fn is_untouched(block: &Value) -> bool {
    let thinking = block["thinking"].as_str().unwrap_or_default();
    let sealed =
        block["signature"].as_str().and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let Some(plain) = sealed.and_then(|bytes| String::from_utf8(bytes).ok()) else { return false };
    let Some((mark, said)) = plain.strip_prefix("pretend").and_then(|rest| rest.split_at_checked(16)) else {
        return false;
    };
    mark == format!("{:016x}", tokens::mark(said.as_bytes())) && (thinking == said || thinking.is_empty())
}
