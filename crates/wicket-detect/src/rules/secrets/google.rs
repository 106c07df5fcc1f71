//! API keys of Google. One shape serves two ends: a key that ships with a web page or an app and only names its project,
//! which is public by design, and a key that opens a paid service such as Gemini. What stands around it tells them apart.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_random, token};
use crate::rules::{Find, Rule, shared};

/// How a key begins, and how many characters follow.
const START: &str = "AIza";
const REST: usize = 35;

/// How far around a key a client configuration or a service is heard, in bytes.
const REACH: usize = 128;
/// How far in front of a key, and behind it, a word is heard that calls it a secret.
const BEFORE: usize = 64;
const BEHIND: usize = 48;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.fcm_server_key", "Firebase Cloud Messaging server key", "Firebase documentation, legacy server keys"),
        "secret.fcm_server_key",
        (&["AAAA"], "AAAA[A-Za-z0-9_-]{7}:APA91[A-Za-z0-9_-]{130,140}", is_random),
        &[concat!(
            "AAAAx7Kq2mN:APA91b",
            "GTd7FguoV8FWnFbB0JxXujr4qqaaABvvLOzAxzXMcU1vsHiQMaRiNTN9Ox98whGcTZc1UWb5fxzpF7STG7nVLe3lARUsRJlNONwktN9ugkZeESG61she_QAqq0nv3Vth1Ls6v6"
        )],
        &["AAAAx7Kq2mN:APA91b", "AAAAAAAAAAA"],
    ),
    Rule {
        id: "secret.google_api_key",
        title: "Google API key",
        source: "Google AI for Developers, Using Gemini API keys; Google Cloud documentation, Manage API keys",
        kind: Kind::of("secret.google_api_key"),
        confidence: 0.97,
        find: Find::Near { anchors: &["aiza"], look: secret_key },
        hits: &[
            concat!("GEMINI_API_KEY=AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua"),
            concat!("curl -H 'x-goog-api-key: AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua' https://example.org"),
            concat!("https://example.org/v1beta/models?key=AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua"),
        ],
        passes: &[
            concat!("api_key = AIz", "aSyq8RtV2"),
            concat!("api_key = AIzaSyXXXXXXXX", "XXXXXXXXXXXXXXXXXXXXXXXXX"),
        ],
    },
    Rule {
        id: "secret.google_client_key",
        title: "Google API key that may be public by design",
        source: "Firebase documentation, Learn about using and managing API keys for Firebase: public by design",
        kind: Kind::of("secret.google_api_key"),
        // Below the limit at which a gate acts unless its operator wants more.
        confidence: 0.4,
        find: Find::Token { starts: &[START], shape: r"AIza[A-Za-z0-9_-]{35}", check: is_random },
        hits: &[
            concat!("AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua"),
            concat!("firebase.initializeApp({apiKey: 'AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua'})"),
        ],
        passes: &[concat!("AIz", "aSyq8RtV2"), concat!("AIzaSyabcdefghij", "klmnopqrstuvwxyz1234567")],
    },
    Rule {
        id: "secret.google_key_told",
        title: "Google API key in what a model says",
        // Whose key it is, a model does not know: it may have read it in a prompt or in what it learnt.
        source: "Google Cloud documentation, Manage API keys",
        kind: Kind::of("secret.google_api_key"),
        confidence: 0.9,
        find: Find::Said { anchors: &["aiza"], look: any_key },
        hits: &[concat!("the build has AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua and that was it")],
        passes: &[concat!("AIz", "aSyq8RtV2"), concat!("AIzaSyabcdefghij", "klmnopqrstuvwxyz1234567")],
    },
];

/// A key whatever stands around it.
fn any_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let key = anchor.start..anchor.end + REST;
    let is_whole = shared::begins_word(text, key.start) && !shared::is_word_at(text, key.end);
    let value = text.get(key.clone())?;
    (is_whole && is_shaped(value) && is_random(value)).then_some(key)
}

/// A key that opens something, by what stands around it.
fn secret_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    any_key(text, anchor).filter(|key| opens_something(text, key))
}

/// Whether a value has the shape of a key. Its surroundings say what it is worth, so rules for any value leave it alone.
pub(super) fn is_shaped(value: &str) -> bool {
    let rest = value.strip_prefix(START).unwrap_or_default();
    rest.len() == REST && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Whether the text around a key speaks of a model's API, or calls it a secret where no client's configuration is.
fn opens_something(text: &str, key: &Range<usize>) -> bool {
    /// Words of APIs whose keys Google tells to keep on a server.
    const SERVED: &[&str] =
        &["gemini", "generativelanguage", "generative-ai", "generativeai", "genai", "aistudio", "x-goog-api-key"];
    /// Fields that stand beside the key of a web page or an app, and calls that hand it to the client's library.
    const CLIENT: &[&str] = &[
        "firebase",
        "authdomain",
        "auth_domain",
        "storagebucket",
        "storage_bucket",
        "messagingsenderid",
        "measurementid",
        "mobilesdk_app_id",
        "gcm_sender_id",
        "google_app_id",
        "\"current_key\"",
        "name=\"google_",
        "innertube_",
        "maps/api/js",
        "maps/embed/",
        "android.geo.api_key",
        "provideapikey",
    ];
    /// Starts of names whose values the makers of web pages put into what the browser loads.
    const BUNDLED: &[&str] = &["next_public_", "vite_", "react_app_", "expo_public_", "nuxt_public_", "gatsby_"];
    const TELLING: &[&str] = &[
        "key",
        "token",
        "secret",
        "credential",
        "password",
        "bearer",
        "authorization",
        "schlüssel",
        "clave",
        "chave",
        "chiave",
        "ключ",
        "密钥",
    ];

    let around = [key.start.saturating_sub(REACH)..key.start, key.end..key.end + REACH];
    let [before, behind] = around.map(|span| part(text, span).to_ascii_lowercase());
    let holds = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    if holds(SERVED, &before) || holds(SERVED, &behind) {
        return true;
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_client = holds(CLIENT, &before) || holds(CLIENT, &behind) || holds(BUNDLED, line);
    let near_before = part(&before, before.len().saturating_sub(BEFORE)..before.len());
    !is_client && (holds(TELLING, near_before) || holds(TELLING, part(&behind, 0..BEHIND)))
}

/// The part of `text` in `span`, less what would cut a character or is not there.
fn part(text: &str, span: Range<usize>) -> &str {
    text.get(text.ceil_char_boundary(span.start)..text.floor_char_boundary(span.end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use wicket_types::Origin;

    use crate::{Detector, Wants};

    const KEY: &str = concat!("AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua");

    /// How sure the surest finding in a text is that holds the key where `KEY` stands.
    fn sureness(detector: &Detector, text: &str) -> f32 {
        let findings = detector.scan(&text.replace("KEY_HERE", KEY), Origin::User, Wants::ALL).findings;
        findings.iter().map(|finding| finding.confidence.get()).fold(0.0, f32::max)
    }

    #[test]
    fn a_key_that_is_called_a_secret_is_one() {
        let detector = Detector::of_rules_alone();
        for text in [
            "api_key = \"KEY_HERE\"",
            "const gcpKey = 'KEY_HERE';",
            "GOOGLE_API_KEY=KEY_HERE",
            "- name: GOOGLE_KEY\n  value: KEY_HERE",
            "genai.configure('KEY_HERE')",
            "KEY_HERE is our token for the translation service",
            "https://maps.googleapis.com/maps/api/geocode/json?address=Kiel&key=KEY_HERE",
            // A name for the browser does not make the key of a model public: it gives it away.
            "VITE_GEMINI_API_KEY=KEY_HERE",
            "мой ключ для сервера: KEY_HERE",
            "Der Schlüssel unseres Kartendienstes lautet KEY_HERE.",
        ] {
            assert!(sureness(&detector, text) >= 0.9, "{text}");
        }
    }

    #[test]
    fn a_key_alone_or_of_a_client_is_told_and_not_acted_on() {
        let detector = Detector::of_rules_alone();
        for text in [
            "KEY_HERE",
            "what is KEY_HERE?",
            "const firebaseConfig = {\n  apiKey: \"KEY_HERE\",\n  authDomain: \"tide-9.example.org\",\n};",
            "initializeApp({ apiKey: 'KEY_HERE', authDomain: 'tide-9.example.org' })",
            "<script src=\"https://maps.googleapis.com/maps/api/js?key=KEY_HERE&callback=draw\"></script>",
            "<meta-data android:name=\"com.google.android.geo.API_KEY\" android:value=\"KEY_HERE\"/>",
            "<key>API_KEY</key>\n<string>KEY_HERE</string>\n<key>GCM_SENDER_ID</key>",
            "\"mobilesdk_app_id\": \"1:42:android:9f\"\n\"api_key\": [{\"current_key\": \"KEY_HERE\"}]",
            "\"api_key\": [{ \"current_key\": \"KEY_HERE\" }], \"services\": {}",
            "<string name=\"google_api_key\" translatable=\"false\">KEY_HERE</string>",
            "NEXT_PUBLIC_MAPS_KEY=KEY_HERE",
        ] {
            let sureness = sureness(&detector, text);
            assert!((0.3..0.5).contains(&sureness), "{sureness}: {text}");
        }
    }

    #[test]
    fn a_text_full_of_heads_of_keys_is_read_in_one_pass() {
        let detector = Detector::of_rules_alone();
        let text = "AIza".repeat(50_000);
        assert!(detector.scan(&text, Origin::User, Wants::ALL).findings.is_empty());
    }
}
