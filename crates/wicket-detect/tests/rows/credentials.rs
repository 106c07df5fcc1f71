//! Every credential format of the rules in the surroundings in which people leave them; and what looks like one and is none.

use wicket_detect::{Wants, rules};
use wicket_types::{Guard, Origin};

use crate::{DETECTOR, full, percent};

/// Where credentials stand. What needs its own line has one.
const SURROUNDINGS: [fn(&str) -> String; 12] = [
    |key| key.to_owned(),
    |key| format!("Can you tell me why this one does not work? {key} Thanks!"),
    |key| format!("# settings of the worker\nPORT=8080\n{key}\nDEBUG=false\n"),
    |key| format!("```\n{key}\n```"),
    |key| format!("2025-03-04T10:11:12Z WARN retry 3 of 5, sent {key} and got 401"),
    |key| format!("Ich bekomme einen Fehler mit {key} seit gestern."),
    |key| format!("- {key}\n- and the other one is lost\n"),
    |key| format!("diff --git a/run.sh b/run.sh\n@@ -1,3 +1,3 @@\n-old\n+{key}\n"),
    |key| format!("> quoted from the mail:\n> {key}\n"),
    |key| format!("ここに {key} があります。"),
    |key| format!("{key}, which I found in the wiki, should be rotated."),
    |key| format!("first\tsecond\n1\t{key}\n"),
];

#[test]
fn grd_03_credentials_of_every_format_are_found_wherever_they_stand() {
    let formats: Vec<_> = rules::all().filter(|rule| rule.kind.guard() == Some(Guard::Secrets)).collect();
    let (mut all, mut missed) = (0, Vec::new());
    for rule in &formats {
        for around in SURROUNDINGS.iter().take(full(4, SURROUNDINGS.len())) {
            for key in rule.hits {
                let text = around(key);
                all += 1;
                let scan = DETECTOR.scan(&text, Origin::User, Wants::of(&[Guard::Secrets]));
                if scan.findings.is_empty() {
                    missed.push(format!("{}: {text}", rule.id));
                }
            }
        }
    }
    let recall = 100.0 - percent(missed.len(), all);
    assert!(formats.len() >= 150, "{} formats", formats.len());
    assert!(recall >= 99.0, "{recall:.2} % of {all}: {missed:#?}");
    println!("figure GRD-03 {recall:.2} % of {all} texts with {} formats", formats.len());
}

/// Digits of a number that looks random.
fn digits(n: u64, base: u64, length: usize) -> String {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .filter_map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_digit(((state >> 33) % base) as u32, base as u32)
        })
        .collect()
}

/// Texts of work that hold no credential: identifiers, digests, versions, placeholders, names of settings.
const HARMLESS: [fn(u64) -> String; 20] = [
    |n| format!("commit {} fixes the build", digits(n, 16, 40)),
    |n| {
        format!(
            "request id {}-{}-4{}-a{}-{} timed out",
            digits(n, 16, 8),
            digits(n, 16, 4),
            digits(n, 16, 3),
            digits(n, 16, 3),
            digits(n, 16, 12)
        )
    },
    |n| format!("sha256:{} harbour/web:1.{n}", digits(n, 16, 64)),
    |n| format!("md5 of the archive is {}", digits(n, 16, 32)),
    |n| format!("const TOKEN_LIMIT_{n}: usize = {};", n * 100),
    |n| format!("api_key = os.environ[\"HARBOUR_KEY_{n}\"]"),
    |n| format!("password: ${{DB_PASSWORD_{n}}}"),
    |n| format!("export API_KEY=<your key here> # step {n}"),
    |n| format!("token = get_token(user_id={n}, scope=\"read\")"),
    |n| format!("Order {} was shipped on day {n}.", digits(n, 10, 10)),
    |n| format!("How do I rotate password number {n} without downtime?"),
    |n| format!("integrity=\"sha512-{}==\"", digits(n, 36, 86)),
    |n| format!("The build {}.{}.{} is out, with build id {}.", n % 9, n % 31, n % 7, digits(n, 16, 8)),
    |n| format!("secret_name: harbour-credentials-{n}"),
    |n| format!("Authorization: Bearer <token-{n}>"),
    |n| format!("postgres://localhost:5432/harbour_{n}"),
    |n| format!("arn:aws:s3:::harbour-backups-{n}/daily/*"),
    |n| format!("img src=\"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\" id={n}"),
    |n| format!("let secret = Secret::new(read_file(\"keys/{n}.pem\")?);"),
    |n| format!("trace {} span {}", digits(n, 16, 32), digits(n, 16, 16)),
];

#[test]
fn grd_03_what_looks_like_a_credential_and_is_none_passes() {
    let each = full(50, 500);
    let all = each * HARMLESS.len();
    let texts = (0..all as u64).map(|n| HARMLESS[n as usize % HARMLESS.len()](n / HARMLESS.len() as u64 + 1));
    let found: Vec<_> = texts
        .filter_map(|text| {
            let scan = DETECTOR.scan(&text, Origin::User, Wants::of(&[Guard::Secrets]));
            scan.findings.first().map(|finding| format!("{}: {text}", finding.rule))
        })
        .collect();
    let rate = percent(found.len(), all);
    assert!(rate <= 0.5, "{rate:.2} % of {all}: {:#?}", found.iter().take(20).collect::<Vec<_>>());
    println!("figure GRD-03 {rate:.2} % of {all} texts without a credential flagged");
}
