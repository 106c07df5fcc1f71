//! Ids of what the provider keeps beside whole responses: those that a call names, and those that an answer makes.

use crate::json::{Kind, Value};

/// Things other than an earlier response that a call goes on from: a conversation, and items that stand for their content.
pub(super) fn named(root: Value<'_>) -> Vec<String> {
    let conversation = root.get("conversation");
    let conversation = conversation.and_then(|given| given.as_str().map(|id| id.into_owned()).or_else(|| id_of(given)));
    let items = root.get("input").into_iter().flat_map(|input| input.items());
    conversation.into_iter().chain(items.filter(|item| is_reference(*item)).filter_map(id_of)).collect()
}

/// Items of an answer, or of a list of what went into one.
pub(super) fn made(root: Value<'_>) -> Vec<String> {
    let lists = ["output", "data"].into_iter().filter_map(|field| root.get(field));
    lists.flat_map(|list| list.items()).filter_map(id_of).collect()
}

/// The id of an object, where it has one.
pub(super) fn id_of(object: Value<'_>) -> Option<String> {
    object.get("id").and_then(Value::as_str).map(|id| id.into_owned())
}

/// An item that only names another. `type` may be left out, and then what tells it from a message is that nobody says it.
fn is_reference(item: Value<'_>) -> bool {
    match item.get("type").filter(|kind| !kind.is_null()) {
        Some(kind) => kind.is("item_reference"),
        None => item.kind() == Kind::Object && item.get("role").is_none_or(|role| role.is_null()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Bounds, parse};

    fn read(text: &str, of: fn(Value<'_>) -> Vec<String>) -> Vec<String> {
        of(parse(text.as_bytes(), &Bounds::CALL).unwrap().root(text.as_bytes()))
    }

    #[test]
    fn finds_every_id_that_stands_for_content_elsewhere() {
        for (body, ids) in [
            (r#"{"input":"msg_1"}"#, &[][..]),
            (r#"{"conversation":"conv_1","input":"hi"}"#, &["conv_1"]),
            (r#"{"conversation":{"id":"conv_1"},"input":[]}"#, &["conv_1"]),
            (r#"{"conversation":null,"input":[{"type":"item_reference","id":"msg_1"}]}"#, &["msg_1"]),
            (
                r#"{"input":[{"id":"msg_1"},{"type":null,"id":"rs_2"},{"role":null,"id":"fc_3"}]}"#,
                &["msg_1", "rs_2", "fc_3"],
            ),
            (r#"{"input":[{"type":"item\u005freference","id":"msg_1"}]}"#, &["msg_1"]),
            (
                r#"{"input":[{"role":"assistant","id":"msg_1","content":"hi"},{"type":"function_call","id":"fc_1"}]}"#,
                &[],
            ),
        ] {
            assert_eq!(read(body, named), ids, "{body}");
        }
    }

    #[test]
    fn knows_the_items_of_answers_and_lists() {
        assert_eq!(
            read(r#"{"id":"resp_1","output":[{"id":"rs_1"},{"type":"x"},{"id":"msg_2"}]}"#, made),
            ["rs_1", "msg_2"]
        );
        assert_eq!(read(r#"{"object":"list","data":[{"id":"msg_1"}]}"#, made), ["msg_1"]);
    }
}
