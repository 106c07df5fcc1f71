//! The parser accepts only what every parser reads alike.

// The helpers of a test may panic as the test itself may; clippy.toml covers the latter only.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use wicket_wire::{
    json::{self, Bounds, JsonErrorKind as Fault, Kind, Value},
    splice::{Edit, splice},
};

fn fault(bytes: &[u8]) -> Option<Fault> {
    json::parse(bytes, &Bounds::CALL).err().map(|error| error.kind)
}

#[test]
fn parse_02_only_clean_utf_8_without_marks_surrogates_and_nul() {
    let forms = [
        (&b"\"\xc0\xaf\""[..], Fault::Utf8),
        (b"\"\xed\xa0\x80\"", Fault::Utf8),
        (b"\"\xf8\x88\x80\x80\x80\"", Fault::Utf8),
        (b"\"\x80\"", Fault::Utf8),
        (b"\xff\xfe[\0]\0", Fault::Utf8),
        (b"\xef\xbb\xbf{}", Fault::ByteOrderMark),
        (b"\"a\0b\"", Fault::Control),
        (b"\"a\tb\"", Fault::Control),
        (br#""a\u0000b""#, Fault::Control),
        (br#"{"a\u0000b":1}"#, Fault::Control),
        (br#""\ud83d""#, Fault::Surrogate),
        (br#""\ude00""#, Fault::Surrogate),
        (br#""\ud83d\ud83d""#, Fault::Surrogate),
        (br#""\ud83dx""#, Fault::Surrogate),
        (br#""\u12g4""#, Fault::Escape),
        (br#""\x41""#, Fault::Escape),
    ];
    for (bytes, expected) in forms {
        assert_eq!(fault(bytes), Some(expected), "{}", bytes.escape_ascii());
    }
    println!("figure PARSE-02 {} of {} ill forms of text refused, sound text taken", forms.len(), forms.len());
    assert_eq!(fault(r#""\ud83d\ude00 ÿ 😀 \u00e9\/\b""#.as_bytes()), None);
}

#[test]
fn parse_02_an_answer_may_quote_nul_but_not_in_a_key() {
    assert!(json::parse(br#""a\u0000b""#, &Bounds::ANSWER).is_ok());
    assert!(json::parse(br#"{"a\u0000b":1}"#, &Bounds::ANSWER).is_err());
}

#[test]
fn parse_03_size_is_bounded_in_every_direction() {
    let deep = "[".repeat(100_000);
    let deep_objects = r#"{"a":"#.repeat(100_000);
    let wide = format!("[{}0]", "0,".repeat(1_000_000));
    let long_key = format!(r#"{{"{}":1}}"#, "k".repeat(1 << 20));
    let long_text = format!(r#""{}""#, "t".repeat(10 << 20));
    let long_number = "1".repeat(65);
    for (text, expected) in [
        (deep.as_str(), Fault::TooDeep),
        (&deep_objects, Fault::TooDeep),
        (&wide, Fault::TooMany),
        (&long_key, Fault::TooMany),
        (&long_text, Fault::TooMany),
        (&long_number, Fault::Number),
        ("1e400", Fault::Number),
        ("-1E+309", Fault::Number),
    ] {
        assert_eq!(fault(text.as_bytes()), Some(expected), "{}…", &text[..5]);
    }
    let deepest = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert_eq!(fault(deepest.as_bytes()), None);
    assert_eq!(fault(b"1e308"), None);
}

#[test]
fn parse_04_duplicate_keys_are_refused_at_every_level() {
    let many: String = (0..40).map(|n| format!(r#""key{n}":{n},"#)).collect();
    for body in [
        r#"{"model":"a","model":"b"}"#.to_owned(),
        r#"{"model":"a","mod\u0065l":"b"}"#.to_owned(),
        r#"{"mod\u0065l":"a","\u006dodel":"b"}"#.to_owned(),
        r#"{"messages":[{"role":"user","content":"a","role":"system"}]}"#.to_owned(),
        r#"{"tools":[{"function":{"name":"a","n\u0061me":"b"}}]}"#.to_owned(),
        r#"{"":1,"":2}"#.to_owned(),
        r#"{"\ud83d\ude00":1,"😀":2}"#.to_owned(),
        format!(r#"{{{many}"key7":0}}"#),
        format!(r#"{{{many}"\u006bey39":0}}"#),
    ] {
        assert_eq!(fault(body.as_bytes()), Some(Fault::DuplicateKey), "{body}");
    }
    // The same key in sibling objects, and keys that share hash, length, head and tail, are fine.
    for body in [
        r#"[{"a":1},{"a":2}]"#.to_owned(),
        r#"{"abcdXefgh":1,"abcdYefgh":2}"#.to_owned(),
        format!(r#"{{{many}"z":0}}"#),
    ] {
        assert_eq!(fault(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn parse_04_the_fault_is_placed_at_the_later_key() {
    let error = json::parse(br#"{"a":1,"b":2,"a":3}"#, &Bounds::CALL).unwrap_err();
    assert_eq!((error.kind, error.at), (Fault::DuplicateKey, 13));
    assert_eq!(error.to_string(), "key for the second time at byte 13");
}

#[test]
fn grammar_beyond_rfc_8259_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "[,1]",
        "[1 2]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        "{1:2}",
        "'a'",
        "NaN",
        "Infinity",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x1",
        "tru",
        "nulll",
        "[] []",
        "{}x",
        "/* */ 1",
        "[1}",
        "{]",
        "\"a",
        "\u{a0}1",
        "\u{c}1",
    ] {
        assert!(fault(text.as_bytes()).is_some(), "{text:?}");
    }
    for text in ["0", "-0.5e-7", " [ ] ", "{\"a\" : [ 1 , {} ] }\r\n", "true", "\"\"", "9007199254740993"] {
        assert_eq!(fault(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn values_know_their_bytes() {
    let body = br#"{ "a\n": [1, "x\u0041", null], "b": {"c": -7.5e1} }"#;
    let tape = json::parse(body, &Bounds::CALL).unwrap();
    let root = tape.root(body);
    let (key, list) = root.entries().next().unwrap();
    assert_eq!((key.as_str().unwrap().as_ref(), key.span()), ("a\n", 2..7));
    assert_eq!(list.source(), r#"[1, "x\u0041", null]"#);
    assert_eq!(list.items().nth(1).unwrap().as_str().unwrap(), "xA");
    assert_eq!(root.get("b").unwrap().get("c").unwrap().as_f64(), Some(-75.0));
    assert_eq!(list.items().next().unwrap().as_u64(), Some(1));
    assert!(list.items().nth(2).unwrap().is_null() && root.get("nothing").is_none());
}

#[test]
fn a_tape_read_with_other_bytes_is_empty_and_breaks_nothing() {
    let tape = json::parse(br#"{"a":["text"]}"#, &Bounds::CALL).unwrap();
    let root = tape.root(b"{}");
    assert!(root.get("a").is_none());
    assert!(root.entries().all(|(key, _)| key.as_str().is_none_or(|text| text.is_empty())));
}

/// A parser of the other school: the first of two equal keys wins.
#[derive(Debug, PartialEq)]
struct FirstWins(Json);

impl<'de> Deserialize<'de> for FirstWins {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(FirstWinsVisitor).map(FirstWins)
    }
}

struct FirstWinsVisitor;

impl<'de> Visitor<'de> for FirstWinsVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(FirstWins(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = serde_json::Map::new();
        while let Some((key, FirstWins(value))) = members.next_entry::<String, FirstWins>()? {
            object.entry(key).or_insert(value);
        }
        Ok(Json::Object(object))
    }
}

fn strict(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Null => Json::Null,
        Kind::True => true.into(),
        Kind::False => false.into(),
        Kind::Number => serde_json::from_str(value.source()).unwrap(),
        Kind::String | Kind::Escaped => value.as_str().unwrap().into(),
        Kind::Array => value.items().map(strict).collect(),
        Kind::Object => {
            let members = value.entries().map(|(key, member)| (key.as_str().unwrap().into_owned(), strict(member)));
            Json::Object(members.collect())
        }
    }
}

/// Three parsers, one meaning; or the strict one refuses.
fn agree(body: &[u8]) {
    let Ok(tape) = json::parse(body, &Bounds::ANSWER) else { return };
    let ours = strict(tape.root(body));
    assert_eq!(serde_json::from_slice::<Json>(body).unwrap(), ours, "last wins");
    assert_eq!(serde_json::from_slice::<FirstWins>(body).unwrap(), FirstWins(ours), "first wins");
}

/// Pieces of JSON, whole and broken, with keys that are easily equal.
fn piece() -> impl Strategy<Value = String> {
    let key = prop_oneof![Just("a"), Just(r"\u0061"), Just("A"), Just("b"), Just(""), Just(r"\n"), Just("ä")];
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
        "\"([ a-z😀é]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-f]{4}){0,6}\"",
    ];
    let space = prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\n\t")];
    scalar.prop_recursive(4, 40, 6, move |inner| {
        let member = (key.clone(), space.clone(), inner.clone()).prop_map(|(k, s, v)| format!("{s}\"{k}\"{s}:{s}{v}"));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..20).prop_map(|members| format!("{{{}}}", members.join(" ,"))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 16 } else { 5000 }))]

    #[test]
    fn parse_05_three_schools_of_parsers_read_an_accepted_body_alike(body in piece()) {
        agree(body.as_bytes());
    }

    #[test]
    fn parse_05_also_after_a_byte_was_changed(body in piece(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut body = body.into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        agree(&body);
    }

    #[test]
    fn parse_01_any_bytes_give_a_tape_or_a_place_within_them(body: Vec<u8>) {
        if let Err(error) = json::parse(&body, &Bounds::CALL) {
            prop_assert!(error.at <= body.len());
        }
    }

    #[test]
    fn what_another_writer_wrote_is_read_back(text: String, key: String) {
        let body = serde_json::json!({ key: [text, 1.5, null] }).to_string();
        if let Ok(tape) = json::parse(body.as_bytes(), &Bounds::ANSWER) {
            prop_assert_eq!(strict(tape.root(body.as_bytes())), serde_json::from_str::<Json>(&body).unwrap());
        } else {
            // Only a key with a NUL is refused.
            prop_assert!(body.contains("\\u0000"));
        }
    }

    #[test]
    fn escaping_and_unescaping_give_the_text_back(text: String) {
        let quoted = json::quote(&text);
        let tape = json::parse(&quoted, &Bounds::ANSWER).unwrap();
        prop_assert_eq!(tape.root(&quoted).as_str().unwrap(), text.as_str());
        prop_assert_eq!(serde_json::from_slice::<String>(&quoted).unwrap(), text);
    }

    #[test]
    fn splicing_every_value_with_its_own_bytes_changes_nothing(body in piece()) {
        let body = body.as_bytes();
        let Ok(tape) = json::parse(body, &Bounds::ANSWER) else { return Ok(()) };
        let root = tape.root(body);
        let own = |value: Value<'_>| Edit { span: value.span(), with: value.source().into() };
        let edits: Vec<Edit> = root.items().chain(root.entries().map(|(_, value)| value)).map(own).collect();
        prop_assert_eq!(splice(body, &edits), body);
        prop_assert_eq!(splice(body, &[]), body);
    }
}
