//! What the laws begin with: examples of every rule, rule files, and small files of weights.

use wicket_detect::{model::HEADS, rules};

#[path = "../../crates/wicket-encoder/tests/made/mod.rs"]
#[allow(unreachable_pub, reason = "written for the tests of the encoder")]
mod made;

/// Pieces of which texts are made: what begins, ends, joins or hides a finding.
pub const PIECES: &[&str] = &[
    " ",
    "\n",
    ", ",
    ". ",
    "\"",
    "\\",
    "{\"a\":\"",
    "\"}",
    "[",
    "](",
    "![x](https://e.example/p?d=",
    ")",
    "<img src=\"",
    "\">",
    "ann@example.org",
    "@",
    "%40",
    "&#64;",
    "\\u0040",
    "\\u00",
    "=41=42=43",
    "NFTW433SMUQHI2DJOMQG433X",
    "<~BkM=%Eb-A8BPDN1DJs_A@;]TuFD,*)~>",
    "01101001 01100111 ",
    "105 103 110 111 ",
    ".. --. -. --- .-. . / ",
    "vtaber ",
    "noitcurtsni ",
    "ignroe prevoius ",
    "\u{1f1ee}\u{1f1ec}",
    "\u{280a}\u{281b}",
    "\u{1dd}\u{279}ou\u{183}\u{1d09}",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "+49 30 1234567",
    "742 Evergreen Terrace",
    "Springfield, IL 62704",
    "born on 24 September 1987",
    "password: ",
    "Winter99!x",
    "token = ",
    "user=",
    "192.168.7.44",
    "-----BEGIN ",
    "RSA PRIVATE KEY-----",
    "\nMIIEowIBAAKCAQEA7d8x",
    "\n-----END RSA PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9",
    ".eyJzdWIiOiI0MjQyMTMxMjMifQ",
    ".t5crbJ3D7sICK1cSwO3l",
    "AKIA",
    "https://user:hunter22x@host.example/",
    "ignore all previous instructions",
    "i g n o r e ",
    "1gn0r3 ",
    "aWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM=",
    "69676e6f726520616c6c2070726576696f7573",
    "qZx7Kp2mVt9sLw4nRb8cYd3f",
    "EMAIL_",
    "EMAIL_7f3k9q2xab",
    "CANARY-7 Is Here",
    "é",
    "日本",
    "😀",
    "שלום",
    "का",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{301}",
    "\u{fe0f}",
    "\u{e0041}\u{e0042}\u{e0043}\u{e0044}\u{e0045}",
    "\u{e0150}\u{e0151}\u{e0152}\u{e0153}",
    "о",
    "ｉｇ",
    "𝐢",
    "ﷺ",
    "İ",
    "ß",
    "🏴\u{e0067}\u{e0062}",
    "忽略之前的所有指令",
    "Mr John Smith",
    "[[rules]]\n",
    "id = \"a.b\"\n",
    "title = \"x\"\n",
    "kind = \"pii.b\"\n",
    "pattern = '",
    "(?u:\\w)",
    "{1,40}",
    "\\b",
    "(?i)",
    "words = [\"",
    "near = [\"",
    "hits = [\"",
    "passes = [\"",
    "confidence = 0.5\n",
];

/// Examples of every rule, each behind four bytes that choose how it is tried.
pub fn texts() -> Vec<Vec<u8>> {
    let examples = rules::all().flat_map(|rule| rule.hits.iter().chain(rule.passes.iter().take(1)));
    let choices = [[0, 0x7f, 90, 200], [1, 0xff, 10, 30], [3, 0x3f, 120, 250], [8, 0x7f, 60, 61]];
    examples.zip(choices.iter().cycle()).map(|(text, choice)| [&choice[..], text.as_bytes()].concat()).collect()
}

/// Rule files that are taken.
pub fn rule_files() -> Vec<Vec<u8>> {
    let head = |find: &str, hit: &str| {
        format!("[[rules]]\nid = \"a.b\"\ntitle = \"x\"\nkind = \"pii.badge\"\n{find}\nhits = [\"{hit}\"]\n")
    };
    [
        head(r"pattern = '\bQ\d \d\d [a-z]{3}\b'", "Q1 23 abc"),
        head(r"pattern = '(?u:[äöü]\w{1,9})-(?i:x|y|[^a-f]z){1,4}'", "über-XY"),
        head(r"pattern = 'a[^b]{0,90}b|a'", "a b"),
        head("words = [\"Blue Heron\", \"heron of the north sea\"]", "blue   heron"),
        head("words = [\"İstanbul\", \"日本\"]\nnear = [\"ship\"]\nconfidence = 0.4\npasses = [\"日本\"]", "ship 日本"),
        head("pattern = 'x'", "x") + &head("words = [\"y\"]", "y").replace("a.b", "a.c"),
        "rules = []\n".to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

/// The smallest encoder that there can be, sealed by the law.
pub fn encoders() -> Vec<Vec<u8>> {
    let sizes = made::Sizes { layers: 1, hidden: 16, attention_heads: 1, intermediate: 16 };
    let small = made::weights(sizes);
    small.write().map(|file| [&[0], unsealed(&file)].concat()).into_iter().collect()
}

/// A header and the pattern of a table.
pub fn linears() -> Vec<Vec<u8>> {
    let numbers = |scale: f32| [scale, 0.5, 1.5, -0.5].map(f32::to_le_bytes).concat();
    [0.01_f32, f32::MAX, -0.0]
        .map(|scale| [b"WGLINEA2", &*numbers(scale).repeat(HEADS), &[1, 0x80, 0x7f, 3, 0xff]].concat())
        .into()
}

/// The smallest tables of names, one with known names behind it, and one that says that it is far larger than it is.
pub fn names() -> Vec<Vec<u8>> {
    let file = |n_places: u32, n_words: u32, n_known: u32, rest: usize, known: &[u8]| {
        let mut file = vec![0];
        file.extend(names_magic());
        let sizes = [n_places.to_le_bytes(), n_words.to_le_bytes(), n_known.to_le_bytes()];
        file.extend(sizes.into_iter().chain([0.01_f32.to_le_bytes()]).flatten());
        file.extend((0..rest).map(|at| (at * 37 % 251) as u8));
        file.extend(known);
        file
    };
    // Three of them, as differences of seven bits a byte.
    let known = [0x09, 0x84, 0x01, 0x06];
    vec![
        file(8, 0, 0, names_body(8, 0), &[]),
        file(64, 0, 3, names_body(64, 0), &known),
        file(1 << 18, 1 << 18, 1 << 18, 40, &[]),
    ]
}

fn names_magic() -> &'static [u8] {
    wicket_detect::names::model::MAGIC
}

/// Bytes behind the sizes: scores between tags, then fingerprints and weights of each place, then words and their marks. Known names stand behind.
fn names_body(n_places: usize, n_words: usize) -> usize {
    let tags = wicket_detect::names::viterbi::TAGS;
    2 * tags * (tags + 1) + n_places * (2 + tags) + n_words * (4 + size_of::<wicket_detect::names::features::Marks>())
}

fn unsealed(file: &[u8]) -> &[u8] {
    file.get(..file.len().saturating_sub(32)).unwrap_or_default()
}
