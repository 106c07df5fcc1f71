//! Keys with a mark inside: annotated keys of Azure, client secrets of Entra, and tokens of HCP Terraform.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_mixed, is_random};
use crate::rules::{Find, Rule, shared};

type Look = fn(&str, Range<usize>) -> Option<Range<usize>>;

/// A row for a key with a mark inside.
const fn marked(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (anchors, look): (&'static [&'static str], Look),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule { id, title, source, kind: Kind::of(kind), confidence: 0.97, find: Find::Near { anchors, look }, hits, passes }
}

/// Where the marks of Azure's keys are written down.
const ANNOTATED: &str = "Microsoft, Security Utilities: identifiable secrets with a fixed signature and a checksum";

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    marked(
        ("secret.entra_secret", "Microsoft Entra client secret", "Microsoft Entra documentation, application secrets"),
        "secret.entra_secret",
        (&["q~"], |text, mark| run_around(text, mark, "Q~", (4, 5), (31, 34))),
        &[concat!("aB38Q~6R08qzjI6GKFSu", "frdZSlB5er8bOfZqfM2k")],
        &["the faq~ page", "ab18Q~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    marked(
        ("secret.terraform_token", "HCP Terraform token", "HashiCorp documentation, HCP Terraform API tokens"),
        "secret.terraform_token",
        (&[".atlasv1."], |text, mark| run_around(text, mark, ".atlasv1.", (14, 14), (60, 70))),
        &[concat!("oeq3hDavJA76rN.atlasv1.icHTp8hkqdlm7tOtHWnsCG", "RlrwZbqcabUGJmGEp7CgQ0PBQFI14zGtSnovm14TUOizw")],
        &[
            "see notes.atlasv1.md",
            "xxxxxxxxxxxxxx.atlasv1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ],
    ),
    marked(
        ("secret.azure_storage", "Azure Storage key", ANNOTATED),
        "secret.azure_storage",
        (&["+ast"], |text, mark| run_around(text, mark, "+ASt", (76, 76), (8, 8))),
        &[concat!("de0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdocJ2isAjI", "hKtJ0RlgLKOmxgJTeKdNnFRIBXuDL7Dx+AStu8jzPA==")],
        &[
            "a word with +ASt inside",
            concat!("GncfBAepfJBd0Kh8oOOL8dKLzdocJ2isAjIhKtJ", "0RlgLKOmxgJTeKdNnFRIBXuDL7Dx+AStu8jzPA=="),
        ],
    ),
    marked(
        ("secret.azure_batch", "Azure Batch key", ANNOTATED),
        "secret.azure_batch",
        (&["+aba"], |text, mark| run_around(text, mark, "+ABa", (76, 76), (8, 8))),
        &[concat!("XpfKtHF4vUCsMehGAkWvj7FAc9QeWJKY40uvSwMFLZDe", "1f8rESQedUStPKR0CsTy4Qwb8DwkNhFd+ABatpYlSA==")],
        &[
            "a word with +ABa inside",
            concat!("UCsMehGAkWvj7FAc9QeWJKY40uvSwMFLZDe1f8r", "ESQedUStPKR0CsTy4Qwb8DwkNhFd+ABatpYlSA=="),
        ],
    ),
    marked(
        ("secret.azure_cosmos", "Azure Cosmos DB key", ANNOTATED),
        "secret.azure_cosmos",
        (&["acdb"], |text, mark| run_around(text, mark, "ACDb", (76, 76), (8, 8))),
        &[concat!("pzz63FfkCzJr4i0B3JrTAwR4y9ojfljoQoaF1LlqsajA", "IxNKu8iS2G8NPRVdD53X83RZJzzzzgEOACDbnXsiVA==")],
        &[
            "a word with ACDb inside",
            concat!("zJr4i0B3JrTAwR4y9ojfljoQoaF1LlqsajAIxNK", "u8iS2G8NPRVdD53X83RZJzzzzgEOACDbnXsiVA=="),
        ],
    ),
    marked(
        ("secret.azure_functions", "Azure Functions key", ANNOTATED),
        "secret.azure_functions",
        (&["azfu"], |text, mark| run_around(text, mark, "AzFu", (44, 44), (8, 8))),
        &[concat!("CkhvMdgaKjIg8xNbe3nNyjOq9wMx", "Ehh2FDEEtfjgVvVqAzFuzdmenA==")],
        &["a word with AzFu inside", concat!("jIg8xNbe3nNyjOq9wMxEhh2", "FDEEtfjgVvVqAzFuzdmenA==")],
    ),
    marked(
        ("secret.azure_search", "Azure AI Search key", ANNOTATED),
        "secret.azure_search",
        (&["azse"], |text, mark| run_around(text, mark, "AzSe", (42, 42), (6, 6))),
        &[concat!("bn88HxjSI6bWHtP3fS2qHx6kwX", "oIIXGvOoNZYW2mZpAzSeAE1SkH")],
        &["a word with AzSe inside", concat!("6bWHtP3fS2qHx6kwXoIIX", "GvOoNZYW2mZpAzSeAE1SkH")],
    ),
    marked(
        ("secret.azure_devops_token", "Azure DevOps personal access token", ANNOTATED),
        "secret.azure_devops_token",
        (&["azdo"], |text, mark| run_around(text, mark, "AZDO", (76, 76), (4, 4))),
        &[concat!("Zqumpm08hsE8JNpjJOQGa2rb19FlY0mG1ylvuhfJ", "XqIEnomef2mSJ5CMTIeg1ZTVnVv2fgKD0f6YAZDO4B97")],
        &[
            "a word with AZDO inside",
            concat!("YIgrCOX6Jhw7Hd11XzWL8MHpoKEzVi", "XZya8cdFOcVwWBhqG5KSFdPE0SPgjtHfb1F6AZDO4B97"),
        ],
    ),
    marked(
        ("secret.newrelic_ingest", "New Relic licence key", "New Relic documentation, license keys end in FFFFNRAL"),
        "secret.newrelic_license",
        (&["ffffnral"], |text, mark| run_around(text, mark, "FFFFNRAL", (32, 36), (0, 0))),
        &[concat!("bd01f40072e3cf347862", "554017cdf83fd989FFFFNRAL")],
        &["a word with FFFFNRAL inside", concat!("e60f210402", "362d53c9efc6d892FFFFNRAL")],
    ),
    marked(
        ("secret.azure_registry", "Azure container registry password", ANNOTATED),
        "secret.azure_registry",
        (&["+acr"], |text, mark| run_around(text, mark, "+ACR", (42, 42), (6, 6))),
        &[concat!("mHFwUbbYrEqmSM9wCZ7Uw9xfog", "oEmvnEN5N1aE6PwZ+ACRA0zVZo")],
        &["a word with +ACR inside", concat!("EqmSM9wCZ7Uw9xfogoEmv", "nEN5N1aE6PwZ+ACRA0zVZo")],
    ),
    marked(
        ("secret.azure_event_hubs", "Azure Event Hubs key", ANNOTATED),
        "secret.azure_event_hubs",
        (&["+aeh"], |text, mark| run_around(text, mark, "+AEh", (33, 33), (7, 7))),
        &[concat!("6yYTWmE4lBYOvfZ8UzDzV8", "fUkkibjL5DZ+AEhAPf1Qh=")],
        &["a word with +AEh inside", concat!("BYOvfZ8UzDzV8fUkk", "ibjL5DZ+AEhAPf1Qh=")],
    ),
    marked(
        ("secret.azure_service_bus", "Azure Service Bus key", ANNOTATED),
        "secret.azure_service_bus",
        (&["+asb"], |text, mark| run_around(text, mark, "+ASb", (33, 33), (7, 7))),
        &[concat!("EQ7wjJJibaZUPgHV7iB3m0", "3nbqnsGpWLu+ASbAPjN0M=")],
        &["a word with +ASb inside", concat!("aZUPgHV7iB3m03nbq", "nsGpWLu+ASbAPjN0M=")],
    ),
    marked(
        ("secret.azure_relay", "Azure Relay key", ANNOTATED),
        "secret.azure_relay",
        (&["+arm"], |text, mark| run_around(text, mark, "+ARm", (33, 33), (7, 7))),
        &[concat!("d6Vw5DQL05HA064GiIjHGb", "3CXlMaXZjlj+ARmAqIA1i=")],
        &["a word with +ARm inside", concat!("5HA064GiIjHGb3CXl", "MaXZjlj+ARmAqIA1i=")],
    ),
    marked(
        ("secret.azure_iot", "Azure IoT key", ANNOTATED),
        "secret.azure_iot",
        (&["aiot"], |text, mark| run_around(text, mark, "AIoT", (33, 33), (7, 7))),
        &[concat!("duRHHJEYXg4JdpmrcXgGCJ", "bW56eCuNGMGAIoTAENUhJ=")],
        &["a word with AIoT inside", concat!("g4JdpmrcXgGCJbW56", "eCuNGMGAIoTAENUhJ=")],
    ),
    marked(
        ("secret.azure_redis", "Azure Cache for Redis key", ANNOTATED),
        "secret.azure_redis",
        (&["azca"], |text, mark| run_around(text, mark, "AzCa", (33, 33), (7, 7))),
        &[concat!("IZEG8pSH4487q7J58m1CiA", "hzCueQpBenQAzCaAmSrCG=")],
        &["a word with AzCa inside", concat!("487q7J58m1CiAhzCu", "eQpBenQAzCaAmSrCG=")],
    ),
    marked(
        ("secret.azure_ai", "Azure AI services or DevOps key", ANNOTATED),
        "secret.azure_ai",
        (&["jqqj99"], |text, mark| run_around(text, mark, "JQQJ99", (52, 52), (26, 26))),
        &[concat!("FkQ1okTBGzvAmwufUxbvJDCTbyvHNsG9eh6Yo4gfqr", "c5XlrWi0B2JQQJ99BACtYh5Xj8TPQxjq4i9DoV8gz4")],
        &[
            "a word with JQQJ99 inside",
            concat!("zvAmwufUxbvJDCTbyvHNsG9eh6Yo4gfqrc5Xl", "rWi0B2JQQJ99BACtYh5Xj8TPQxjq4i9DoV8gz4"),
        ],
    ),
];

/// The token around `mark`, if as many characters stand in front of the mark and behind it as the format has.
fn run_around(
    text: &str,
    anchor: Range<usize>,
    mark: &str,
    before: (usize, usize),
    after: (usize, usize),
) -> Option<Range<usize>> {
    if text.get(anchor.clone())? != mark {
        return None;
    }
    let bytes = text.as_bytes();
    let in_token = |b: &u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'~' | b'+' | b'/') || *b == b'.' && !mark.contains('.')
    };
    let n_before = bytes[..anchor.start].iter().rev().take(before.1 + 1).take_while(|b| in_token(b)).count();
    let mut n_after = bytes[anchor.end..].iter().take(after.1 + 1).take_while(|b| in_token(b) || **b == b'=').count();
    // A full stop ends a sentence and no secret.
    while n_after > 0 && bytes.get(anchor.end + n_after - 1) == Some(&b'.') {
        n_after -= 1;
    }
    if !(before.0..=before.1).contains(&n_before) || !(after.0..=after.1).contains(&n_after) {
        return None;
    }
    let span = anchor.start - n_before..anchor.end + n_after;
    let token = text.get(span.clone())?;
    // In the first place of a client secret stands the digit of its kind.
    let is_kind = mark != "Q~" || bytes.get(anchor.start - 1).is_some_and(u8::is_ascii_digit);
    (is_kind && is_random(token) && is_mixed(token) && !shared::is_word_at(text, span.end)).then_some(span)
}
