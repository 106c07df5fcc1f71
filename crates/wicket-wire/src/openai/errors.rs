//! OpenAI's shape of an error.

use wicket_types::Refusal;

use crate::{json, sse};

/// `{"error":{"message":…,"type":…,"param":null,"code":…}}`
pub(crate) fn body(refusal: &Refusal) -> Vec<u8> {
    let mut out = b"{\"error\":{\"message\":".to_vec();
    out.extend(json::quote(&refusal.message()));
    out.extend_from_slice(b",\"type\":");
    out.extend(json::quote(refusal.code.row().class.openai));
    out.extend_from_slice(b",\"param\":null,\"code\":");
    out.extend(json::quote(refusal.code.id()));
    out.extend_from_slice(b"}}");
    out
}

/// The same as an event of a chat stream.
pub(crate) fn event(refusal: &Refusal) -> Vec<u8> {
    let mut out = Vec::new();
    sse::encode(None, &body(refusal), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use wicket_types::Code;

    use super::*;

    #[test]
    fn the_body_is_json_that_names_the_code() {
        let refusal = Refusal::new(Code::Injection).detail("See `messages[0].\"x\"`.");
        let read: serde_json::Value = serde_json::from_slice(&body(&refusal)).unwrap();
        assert_eq!(read["error"]["code"], "input.injection");
        assert_eq!(read["error"]["type"], "content_filter");
        assert_eq!(read["error"]["message"], refusal.message());
        assert!(read["error"]["param"].is_null());
        assert!(event(&refusal).starts_with(b"data: {\"error\":") && event(&refusal).ends_with(b"}}\n\n"));
    }
}
