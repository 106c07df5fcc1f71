//! What the pretend model says. It is careless on purpose, so that a guard in front of it has something to do:
//! it repeats what it was told, obeys orders wherever they stand, tells its instructions and calls what is mentioned.

use serde_json::json;

use super::Piece;
use crate::ask::{Ask, Choice, Format, Tool, ToolKind};
use crate::behaviour::Behaviour;
use crate::fit::fit;

/// The parts of an answer, thinking aside.
pub(super) fn say(ask: &Ask, behaviour: &Behaviour, choice: u32) -> Vec<Piece> {
    if let Some(text) = &behaviour.say {
        return vec![Piece::Text(text.clone())];
    }
    if let Some(sentence) = &behaviour.refuse {
        return vec![Piece::Refusal(sentence.clone())];
    }
    if let Some((tool, arguments)) = &behaviour.call {
        return vec![Piece::Call { tool: tool.clone(), arguments: arguments.clone() }];
    }
    if let Some(count) = behaviour.tokens {
        return vec![Piece::Text(filler(count))];
    }
    let mut documents = ask.documents.iter().filter_map(|document| injected_order(&document.text));
    let order = injected_order(&ask.last).or(documents.next());
    let text = order.unwrap_or(&ask.last);
    let calls = calls(ask, text, order.is_some());
    if !calls.is_empty() {
        return calls;
    }
    let number = if choice == 0 { String::new() } else { format!(" ({})", choice + 1) };
    match &ask.format {
        Format::Schema(schema) => return vec![Piece::Text(fit(schema, text).to_string())],
        Format::Object => return vec![Piece::Text(json!({"answer": text}).to_string())],
        Format::Text => {}
    }
    let answer = if asks_for_instructions(text) {
        format!("My instructions are: {}", ask.system)
    } else if let Some(order) = order {
        spoken_order(order).to_owned()
    } else if ask.after_tool {
        format!("The tool said: {text}")
    } else if text.is_empty() {
        format!("I see {} media parts: {}", ask.media.len(), ask.media.join(", "))
    } else {
        text.to_owned()
    };
    vec![Piece::Text(answer + &number)]
}

/// The order after "ignore previous instructions and …", wherever it stands in the last turn.
fn injected_order(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let start = lower.match_indices("ignore ").find_map(|(at, _)| {
        let tail = lower.get(at..)?;
        let end = tail.find("instructions")? + "instructions".len();
        // A few words may stand between: "ignore all of your previous instructions".
        (end < 60).then_some(at + end)
    })?;
    let order = text.get(start..)?.trim_start_matches([' ', '.', ',', ':', ';', '\n']);
    let order = order.strip_prefix("and ").or_else(|| order.strip_prefix("then ")).unwrap_or(order);
    (!order.is_empty()).then_some(order)
}

/// `say X`, `reply with X`: X. Any other order is said to be done.
fn spoken_order(order: &str) -> &str {
    let verbs = ["only say ", "say ", "reply with ", "respond with ", "answer with ", "print ", "output ", "write "];
    verbs.iter().find_map(|verb| order.strip_prefix(verb)).unwrap_or(order)
}

fn asks_for_instructions(text: &str) -> bool {
    let lower = text.to_lowercase();
    let things = ["system prompt", "your instructions", "initial instructions", "hidden prompt", "your prompt"];
    let verbs = ["what", "show", "reveal", "print", "repeat", "tell", "output", "display", "leak", "write"];
    things.iter().any(|thing| lower.contains(thing)) && verbs.iter().any(|verb| lower.contains(verb))
}

/// The tools to call: the required one, or all that the text mentions.
///
/// A tool result alone calls nothing, or a conversation would never end; an order inside it does.
fn calls(ask: &Ask, text: &str, ordered: bool) -> Vec<Piece> {
    let lower = text.to_lowercase();
    let mentioned = |tool: &&Tool| mentions(&lower, &tool.name);
    let mut chosen: Vec<&Tool> = match &ask.choice {
        Choice::None => Vec::new(),
        Choice::Named(name) => ask.tools.iter().filter(|tool| tool.name == *name).collect(),
        Choice::Auto if ask.after_tool && !ordered => Vec::new(),
        Choice::Auto => ask.tools.iter().filter(mentioned).collect(),
        Choice::Required => {
            let found: Vec<_> = ask.tools.iter().filter(mentioned).collect();
            if found.is_empty() { ask.tools.iter().take(1).collect() } else { found }
        }
    };
    if !ask.parallel {
        chosen.truncate(1);
    }
    let mut pieces: Vec<Piece> = chosen.iter().map(|tool| call(tool, text)).collect();
    // What the provider runs itself ends in words, not in a call back.
    if !pieces.is_empty() && pieces.iter().all(|piece| matches!(piece, Piece::Hosted { .. })) {
        pieces.push(Piece::Text(text.to_owned()));
    }
    pieces
}

fn call(tool: &Tool, text: &str) -> Piece {
    let name = tool.name.clone();
    match &tool.kind {
        ToolKind::Function(schema) => Piece::Call { tool: name, arguments: fit(schema, text).to_string() },
        ToolKind::Custom => Piece::Custom { tool: name, input: text.to_owned() },
        ToolKind::Hosted(kind) => Piece::Hosted { kind: kind.clone(), query: text.to_owned() },
    }
}

/// Whether `text` (lower case) holds the name of a tool, or all of the words of the name.
fn mentions(text: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(['_', '-', '.', ' ']).filter(|word| !word.is_empty()).peekable();
    text.contains(&name) || (words.peek().is_some() && words.all(|word| text.contains(word)))
}

fn filler(count: u64) -> String {
    "abc ".repeat(usize::try_from(count).unwrap_or(0).min(16 << 20))
}
