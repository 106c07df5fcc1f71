//! Credentials: private keys, tokens with a known format, connection strings, and values assigned to a telling name.
//!
//! A format is a literal start and a shape, so it costs nothing where the start does not occur. The examples here are made
//! up: random characters behind the real prefixes, split in two so that code hosts do not take them for leaks.

mod ai;
mod assigned_names;
mod assigned_places;
pub(crate) mod assignment;
mod calls;
mod ci;
mod cloud;
mod code;
mod commands;
mod commerce;
mod connection;
mod data;
mod endpoints;
mod google;
mod hashes;
mod identity;
mod key_files;
mod marked;
mod messaging;
mod monitoring;
mod named_accounts;
mod named_models;
mod named_platforms;
mod named_services;
mod passwords;
mod payment;
mod records;
mod sentences;
mod sessions;
mod words;

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule, Sight, Spot, shared};
use crate::checks;
use assignment::assignment;

/// The rules of this module and of its families.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    let families: [&'static [Rule]; 27] = [
        RULES,
        ai::RULES,
        calls::RULES,
        ci::RULES,
        cloud::RULES,
        code::RULES,
        commands::RULES,
        commerce::RULES,
        connection::RULES,
        data::RULES,
        endpoints::RULES,
        google::RULES,
        hashes::RULES,
        identity::RULES,
        key_files::RULES,
        marked::RULES,
        messaging::RULES,
        monitoring::RULES,
        named_accounts::RULES,
        named_models::RULES,
        named_platforms::RULES,
        named_services::RULES,
        passwords::RULES,
        payment::RULES,
        records::RULES,
        sentences::RULES,
        sessions::RULES,
    ];
    families.into_iter().flatten()
}

/// A row for a token with a known start.
const fn token(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (starts, shape, check): (&'static [&'static str], &'static str, fn(&str) -> bool),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.97,
        find: Find::Token { starts, shape, check },
        hits,
        passes,
    }
}

/// A row for a value told by the name that it is assigned to.
const fn named(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (names, shape, check): (&'static [&'static str], &'static str, fn(&str) -> bool),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.9,
        find: Find::Named { names, shape, check },
        hits,
        passes,
    }
}

/// The rules that belong to no family, and the formats that most people meet.
static RULES: &[Rule] = &[
    Rule {
        id: "secret.private_key",
        title: "Private key",
        source: "RFC 7468, sections 10 and 11; RFC 4716; OpenPGP armour by RFC 9580, section 6.2",
        kind: Kind::of("secret.private_key"),
        confidence: 1.0,
        find: Find::Near { anchors: &["-----begin"], look: private_key },
        hits: &[
            concat!("-----BEGIN RSA PRIV", "ATE KEY-----\nMIIEowIBAAKCAQEA7d8x\n-----END RSA PRIVATE KEY-----"),
            concat!("-----BEGIN OPENSSH PRIV", "ATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU"),
        ],
        passes: &[
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----",
            "a line that says BEGIN PRIVATE KEY",
            "if pem.startsWith(\"-----BEGIN RSA PRIVATE KEY-----\") { return decode(pem, passphrase, options); }",
            "-----BEGIN PRIVATE KEY-----\nyour key\n-----END PRIVATE KEY-----",
        ],
    },
    Rule {
        id: "secret.bearer",
        title: "Bearer token",
        source: "RFC 6750, section 2.1",
        kind: Kind::of("secret.bearer"),
        confidence: 0.85,
        find: Find::Labelled {
            labels: &[
                "bearer",
                "authorization: token",
                "authorization: basic",
                "x-api-key",
                "x-auth-token",
                "--token",
                "-p",
                "--password",
                "--api-key",
                "private-token",
            ],
            shape: "[A-Za-z0-9+/_.~%=-]{16}[A-Za-z0-9+/_.~%=-]*",
            check: is_value,
        },
        hits: &[concat!("Authorization: Bearer 9f8aXk", "2LqPz7RtYw3NvB5mJd")],
        passes: &["the bearer of this letter", "Authorization: Bearer <token>", "bearer authentication_middleware"],
    },
    Rule {
        id: "secret.assignment",
        title: "Value of a telling name",
        source: "CWE-798: hard-coded credentials; entropy by Shannon (1948)",
        kind: Kind::of("secret.assignment"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &[
                "key",
                "token",
                "secret",
                "credential",
                "auth",
                "api",
                "licen",
                "password",
                "passwd",
                "passphrase",
                "pwd",
                "webhook",
            ],
            look: assignment,
        },
        hits: &[
            concat!("password: anonymous-Tiger", "77!"),
            concat!("Redis cache password=Vn4t!R", "b8zQ"),
            concat!("cache token=9f8aXk2LqPz7", "RtYw3NvB5mJd"),
            concat!("TOKEN = \"self.9f8aXk2LqPz7", "RtYw3NvB5mJd\""),
            "password=turkey=9fK2mQ8xL4pZ7",
            concat!("api_key = \"x7Kq2mN9", "pLw4Rt8Vz3\""),
            concat!("export DB_PASSWORD=Gh7!k", "Lm2#xQ9"),
            concat!("\"clientSecret\": \"aZ3xC5vB", "7nM9kJ1hG4fD\""),
            concat!("let api_key: &str = \"x7Kq2mN9", "pLw4Rt8Vz3\";"),
            concat!("apiKey := \"x7Kq2mN9", "pLw4Rt8Vz3\""),
            concat!("'api_key' => 'x7Kq2mN9", "pLw4Rt8Vz3',"),
            concat!("define('API_KEY', 'x7Kq2mN9", "pLw4Rt8Vz3');"),
            concat!("client.setApiKey(\"x7Kq2mN9", "pLw4Rt8Vz3\")"),
            concat!("<add key=\"ApiKey\" value=\"x7Kq2mN9", "pLw4Rt8Vz3\" />"),
            concat!("<apiKey>x7Kq2mN9", "pLw4Rt8Vz3</apiKey>"),
            concat!("- name: API_KEY\n  value: x7Kq2mN9", "pLw4Rt8Vz3"),
            concat!("{\"name\": \"API_KEY\", \"value\": \"x7Kq2mN9", "pLw4Rt8Vz3\"}"),
            concat!("https://example.org/v1?api_key=x7Kq2mN9", "pLw4Rt8Vz3&page=2"),
            concat!("Server=db;User Id=app;Password=Vn4t", "Rb8zQ;Database=shop"),
            concat!("setx API_TOKEN x7Kq2mN9", "pLw4Rt8Vz3"),
            concat!("service_token: 'f4b2c9d1e8a7", "365042918fedcba76ab1'"),
        ],
        passes: &[
            "$pass = '-anonymous@'",
            "Cache key npm-linux-53cc7f78559c1ca9218e234e5cd08bb6 not found",
            "nid_key = self._lib.NID_pbe_WithSHA1And3_Key_TripleDES_CBC",
            "{\"AWS::ApiGateway::ApiKey\": \"48205d4ffd7feba3\"}",
            "let set_key_func = openssl_aes192_set_encrypt_key;",
            "api_key = os.environ[\"API_KEY\"]",
            "password = \"changeme\"",
            "token = get_token(request)",
            "key: string",
            "primary_key = user_identifier",
            "max_tokens: 4096",
            concat!(
                "api-key: AgBGTd7FguoV8FWnFbB0JxXujr4qqaaABvvLOzAxzXMcU1vsHiQMaRiNTN9Ox98whGcTZc1UWb5fxzpF7STG7nVLe3",
                "lARUsRJlNONwktN9ugkZeESG61she/QAqq0nv3Vth1Ls6v6+O9JL8ZsoWw/Rxl+IUiTeNUJ+HLRwb8"
            ),
            "\"integrity\": \"sha512-phv3E1Xl4tQOShqSte26C7Fl84EwUdZsyOuSSk9q\"",
            "the key is under the mat",
            "credentialsId: '5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615'",
            "token = 5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615",
            "key_generator: &generate_x25519_key_pair",
            "const PASSWORD_EXPIRED: u32 = 0xC0000071",
            "X-API-Name: \"Hermes-INTERNAL-7-API-22\"",
            "apiVersion: 'rc0.15.0_20231217_1420-SNAPSHOT'",
            "<input name=\"authenticity_token\" value=\"9f8aXk2LqPz7RtYw3NvB5mJd\">",
            "window.keyframe = \"x7Kq2mN9pLw4Rt8Vz3\"",
            "session_key_path=/etc/app/7f3a91c4e2",
            "public_key = \"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\"",
            "Ok(LinkTrafficSecrets::Aria20Camellia1305 { key, iv })",
            "tests: `a_wrong_key_gets_the_same_answer` `perimeter_12_each_odd_key_is_asked_for_once_and_no_more`",
            "| `the_lost_token` `strm_07_an_odd_token_or_two_stay_in_the_lane` |",
            "token: it_07_a_key_of_one_and_a_key_of_two_are_kept",
            "wiki/The_Secret_Orchard:_Keepers_of_the_4th_Gate",
            "NativeSha7Password => \"native_sha7_password\",",
            "echo `pwd`/toolkit-v12.4.0-x86_64 >> $PATH_FILE",
        ],
    },
    Rule {
        id: "secret.numbered_token",
        title: "Token that begins with an account number or ends in a mark",
        source: "Telegram bot API; Discord developer documentation; Mailchimp, Twilio and Microsoft Entra documentation",
        kind: Kind::of("secret.numbered_token"),
        confidence: 0.95,
        find: Find::Digit { sights: &[Sight { length: (5, 34), ..Sight::ANY }], look: numbered_token },
        hits: &[
            concat!("bot 7384926150:AAH9xK2m", "Qw8Rt5Yp3Lz7Nv1Bc4Df6Gh0Jse"),
            concat!("https://api.telegram.org/bot7384926150:AAH9xK2m", "Qw8Rt5Yp3Lz7Nv1Bc4Df6Gh0Jse/getMe"),
            concat!("SK0f3a9c7e1b5d", "2846fa90c1e7b3d58264"),
            concat!("MTk4NjIyNDgzNDcxOTI1MjQ4.", "Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"),
            concat!("4e1b7c9d0f2a8365b7d9e1c3", "f5a70842-us14"),
        ],
        passes: &[
            "4e1b7c9d0f2a8365b7d9e1c3f5a70842",
            "12:30",
            "SKU12345678",
            "1.2.3",
            // No account has a number of twenty digits.
            concat!("MTk4NjIyNDgzNDcxOTI1MjQ4MDI.", "Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"),
        ],
    },
    token(
        (
            "secret.github_token",
            "GitHub token",
            "GitHub, \"Behind GitHub's new authentication token formats\"; since 2026 an app's token holds a web token",
        ),
        "secret.github_token",
        (
            &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
            r"gh[pousr]_[A-Za-z0-9]{36}[A-Za-z0-9]*|ghs_[A-Za-z0-9]+_ey[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.ey[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*",
            is_random,
        ),
        &[
            concat!("ghp_U8JZpDE0", "iGXlD6gNCFbaEPFjbD0kH814Un4I"),
            concat!(
                "ghs_418207_",
                "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiI0MTgyMDciLCJpbnN0YWxsYXRpb24iOjczLCJleHAiOjE3ODAwMDAwMDB9.pTyGJMuHbEL31IeL2HPcHyGcFRl1SPnXNYvMIHa_2o7"
            ),
        ],
        &[concat!("ghp", "_U8JZp"), "ghs_418207_eyJhbGciOiJSUzI1NiJ9"],
    ),
    token(
        ("secret.github_fine_grained", "GitHub fine-grained token", "GitHub documentation, token formats"),
        "secret.github_fine_grained",
        (&["github_pat_"], r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", is_random),
        &[concat!("github_pat_O", "ool8DklZDOCj2ISaJiHkT_j0rLGlkoMXGjtEkDnNfribxUdl7dXTPyLsxPFkThf4VucSmEHgaKwVJ7faC")],
        &[concat!("git", "hub_pa")],
    ),
    token(
        ("secret.gitlab_token", "GitLab personal token", "GitLab documentation, token prefixes"),
        "secret.gitlab_token",
        (&["glpat-"], r"glpat-[A-Za-z0-9_-]{20}[A-Za-z0-9_.-]*", is_random),
        &[concat!("glpat-9q", "Ewjky40UVsWmflzdE1")],
        &[concat!("glp", "at-9qE")],
    ),
    token(
        ("secret.wicketgate_key", "Wicketgate key", "This project: kind, environment, id, secret, CRC-32 in base 62"),
        "secret.wicketgate_key",
        (&["wgk_", "wga_", "wgs_", "wgx_"], r"wg[kasx]_(?:live|test)_[A-Za-z0-9]{12}_[A-Za-z0-9]{36}", is_own_key),
        &[concat!("wgk_live_F8R", "esqEDusTp_kr0cStY4qWB8dWKnHfDNxSIvPZZ63f2FXqlC")],
        &[concat!("wgk_live_FKc", "ZjR4I0b3j_RtaWr4Y9OJFLJOqOAf1lLQSAJaiXnkU8Is2g")],
    ),
    token(
        ("secret.aws_access_key", "AWS access key id", "AWS IAM user guide, unique identifiers"),
        "secret.aws_access_key",
        (&["AKIA", "ASIA", "ABIA", "ACCA", "A3T"], r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}", is_short),
        &[concat!("AKIAD5", "ZZZZG6ZDMEN4KH")],
        &[concat!("AKIAIO", "SFODNN7EXAMPLE")],
    ),
    token(
        ("secret.aws_bedrock_key", "Amazon Bedrock key", "Amazon Bedrock user guide, API keys"),
        "secret.aws_bedrock_key",
        (
            &["ABSK", "bedrock-api-key-"],
            r"(?:ABSK[A-Za-z0-9+/]{100}[A-Za-z0-9+/]*={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{40}[A-Za-z0-9+/=]*)",
            is_random,
        ),
        &[concat!(
            "ABSKVmDGAkJi",
            "G8XnBE3NnYJoQ9WmXeHH2fdeeTFJGvVvQe1sKhBN88hXJsi6BwhTp3Fs2QhX6KWxOiixgVoOnzyw2MzP0ZvzOMhfWuBByReQMsm9Wcz7uW9XFOGO"
        )],
        &[concat!("ABS", "KVmDGA")],
    ),
    token(
        (
            "secret.openai_key",
            "OpenAI key",
            "OpenAI platform documentation, API keys and client secrets; T3BlbkFJ is base64 of \"OpenAI\"",
        ),
        "secret.openai_key",
        (
            &["sk-", "ek_"],
            r"ek_[a-f0-9]{32}|sk-(?:(?:proj|svcacct|admin|service|None)-[A-Za-z0-9_-]{20}[A-Za-z0-9_-]*|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{32,64})",
            is_openai_key,
        ),
        &[
            concat!(
                "sk-proj-eMVN",
                "en5n1Ae6pWzpF1qH6YytwMe4LbyoVFz8uZdZv8FuKKIBJl5dzpJn0meq7WJjjIBAzupGhvT3BlbkFJ7Ib3M03NBQNSgPwlUQia1ID6vW5dql05ha064gIiJhgB3cxLmAxzJLJenuHjDUrhhjeyxG4jD"
            ),
            concat!("sk-service-tide-Wm2cYv8RkT5b", "Lq9HsXzPT3BlbkFJnD4gJ7fKw1Za6QeUo3Vy"),
            concat!("ek_5d81f0a3c7", "294be6801fa53dc9e27b46"),
        ],
        &[
            concat!("sk-", "proj-e"),
            // A mark with a slip in it.
            concat!("sk-proj-Wm2cYv8RkT5bLq9", "HsXzPT2BlbkFJnD4gJ7fKw1Za6QeUo3Vy"),
        ],
    ),
    token(
        ("secret.anthropic_key", "Anthropic key", "Anthropic documentation, API keys"),
        "secret.anthropic_key",
        (&["sk-ant-"], r"sk-ant-(?:api|admin|sid|oat|ort)[0-9]{2}-[A-Za-z0-9_-]{40}[A-Za-z0-9_-]*", is_random),
        &[concat!(
            "sk-ant-api03",
            "-PMRCxGgcjBw56EcUngmgMsRcgizeg8Psh4487Q7j58M1cIaHZcUEqPbENqTyH5xJ8tpqXJQ4I9dOv8GZ4fKq1OKtbgZVaAA"
        )],
        &[concat!("sk-", "ant-ap"), concat!("sk-ant-oat01-", "456de-klMnopqrstuvwx-3456yza789bcde-1234fghijklmnopAA")],
    ),
    token(
        ("secret.openrouter_key", "OpenRouter key", "OpenRouter documentation, authentication"),
        "secret.openrouter_key",
        (&["sk-or-"], r"sk-or-v1-[0-9a-f]{64}", is_random),
        &[concat!("sk-or-v1-6ba", "2b0aee0ca923732881584d8c4fa2815d2802827283e0ad84173581569969e")],
        &[concat!("sk-", "or-v1-")],
    ),
    token(
        ("secret.google_oauth_secret", "Google OAuth secret", "Google identity documentation"),
        "secret.google_oauth_secret",
        (&["GOCSPX-"], r"GOCSPX-[A-Za-z0-9_-]{28}", is_random),
        &[concat!("GOCSPX-OVM1", "4tuoIZWD1IAEov4QbKDFq1Y3")],
        &[concat!("GOC", "SPX-OV")],
    ),
    token(
        ("secret.google_oauth_token", "Google OAuth token", "Google identity documentation"),
        "secret.google_oauth_token",
        (&["ya29."], r"ya29\.[A-Za-z0-9_-]{30}[A-Za-z0-9_-]*", is_random),
        &[concat!("ya29.gqSmPsS", "CdLKRcAQX9VjUPC94TNWLAVYFeRgpMPgxAFQ0FJZlCZBTToOFl9h2")],
        &[concat!("ya2", "9.gqSm")],
    ),
    token(
        ("secret.slack_token", "Slack bot token", "Slack API documentation, token types"),
        "secret.slack_token",
        (&["xoxb-"], r"xoxb-(?:[0-9]{9,13}-){1,2}[A-Za-z0-9]{14,40}", is_long),
        &[concat!("xoxb-2965724", "92086-828890931002-oX9GY1cjDoBoirPfQAdzEv7g")],
        &[concat!("xox", "b-2965")],
    ),
    token(
        ("secret.slack_app_token", "Slack app token", "Slack API documentation, token types"),
        "secret.slack_app_token",
        (&["xapp-"], r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[A-Za-z0-9]+", is_random),
        &[concat!(
            "xapp-1-A8F7E",
            "4QEQPN-3776174093192-a8940f1f836f99eee3692f09e2e8c662248b483b7ffc050fec94dbca3a0aac36"
        )],
        &[concat!("xap", "p-1-A8")],
    ),
    token(
        ("secret.slack_webhook", "Slack webhook", "Slack API documentation, incoming webhooks"),
        "secret.slack_webhook",
        (&["hooks.slack.com/"], r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,90}", is_random),
        &[concat!("https://hook", "s.slack.com/services/TASQXEZYE/BX1RDRGDS/o7JPRbgUMxXy9b4BzwoZ648j")],
        &[concat!("hoo", "ks.sla")],
    ),
    token(
        ("secret.discord_webhook", "Discord webhook", "Discord developer documentation, webhooks"),
        "secret.discord_webhook",
        (
            &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
            r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
            is_random,
        ),
        &[concat!(
            "https://disc",
            "ord.com/api/webhooks/942178358193387655/QvvpQZpPTejqZHKpKENg5zfjOc6VwcbIjMPFLVjFUPXQzkM4Bv3aYavhNYRVwDfRk9XI"
        )],
        &[concat!("dis", "cord.c")],
    ),
    token(
        ("secret.stripe_key", "Stripe key", "Stripe documentation, API keys"),
        "secret.stripe_key",
        (
            &["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "rk_prod_"],
            r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,99}",
            is_random,
        ),
        &[concat!("sk_live_rg", "hoy32NFR5PYZpcb9T2039B")],
        &[concat!("sk_", "live_r")],
    ),
    token(
        ("secret.stripe_webhook", "Stripe webhook secret", "Stripe documentation, webhooks"),
        "secret.stripe_webhook",
        (&["whsec_"], r"whsec_[A-Za-z0-9+/=]{24,64}", is_random),
        &[concat!("whsec_ICbtw5", "ze9lfAEZ7770h2dcPyGOJJhrG8")],
        &[concat!("whs", "ec_ICb")],
    ),
    token(
        ("secret.square_token", "Square token", "Square developer documentation"),
        "secret.square_token",
        (
            &["EAAA", "sq0atp-", "sq0csp-"],
            r"(?:EAAA[A-Za-z0-9_-]{60}|sq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43}))",
            is_random,
        ),
        &[concat!("sq0atp-0u", "sp2w5dFjxCAyIOk6CptT")],
        &[concat!("sq0", "atp-0u")],
    ),
    token(
        ("secret.paypal_token", "PayPal Braintree token", "Braintree documentation, access tokens"),
        "secret.paypal_token",
        (&["access_token$"], r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}", is_random),
        &[concat!("access_token", "$production$iq71hget7myqoaa8$9e8a7f770d9106fd287db7f1adbc6092")],
        &[concat!("acc", "ess_to")],
    ),
    token(
        ("secret.shopify_token", "Shopify token", "Shopify developer documentation, access tokens"),
        "secret.shopify_token",
        (&["shpat_", "shpca_", "shppa_", "shpss_"], r"shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}", is_random),
        &[concat!("shpat_6f6967", "e7893f57fd14c1604d115cea32")],
        &[concat!("shp", "at_6f6")],
    ),
    token(
        ("secret.sendgrid_key", "SendGrid key", "SendGrid documentation, API keys"),
        "secret.sendgrid_key",
        (&["SG."], r"SG\.[A-Za-z0-9_=-]{20,24}\.[A-Za-z0-9_=-]{39,50}|SG\.[A-Za-z0-9=_.-]{66}", is_random),
        &[concat!("SG.7KVMLp7hv", "dCTquY1XVcKGA.FRFWa94Hj9wNYWx0T0zbFDteMXi6cMUXv5eBoaPzoxZ")],
        &[concat!("SG.", "7KVMLp")],
    ),
    token(
        ("secret.mailgun_key", "Mailgun key", "Mailgun documentation, API keys"),
        "secret.mailgun_key",
        (&["key-", "pubkey-"], r"(?:pub)?key-[0-9a-f]{32}", is_random),
        &[concat!("key-1c1e2186", "2ab8a18a8902073fec8df4f5")],
        &[concat!("key", "-1c1e2")],
    ),
    token(
        ("secret.sendinblue_key", "Brevo key", "Brevo documentation, API keys"),
        "secret.sendinblue_key",
        (&["xkeysib-"], r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}", is_random),
        &[concat!("xkeysib-0947", "aaeb26c57d21fa5d328263dfe574de739988b886e7577496a2c8773e130f-40O1c6XC4SOHDMm0")],
        &[concat!("xke", "ysib-0")],
    ),
    token(
        ("secret.npm_token", "npm token", "npm documentation, access tokens: CRC-32 in the last six characters"),
        "secret.npm_token",
        (&["npm_"], r"npm_[A-Za-z0-9]{36}", is_random),
        &[concat!("npm_lM7EXg3L", "cmQxxq8AGomtnWNCXVJCNQ01JDtE")],
        &[concat!("npm", "_lM7EX")],
    ),
    token(
        ("secret.pypi_token", "PyPI token", "PyPI documentation: a macaroon that begins with the host"),
        "secret.pypi_token",
        (&["pypi-"], r"pypi-AgE[A-Za-z0-9_-]{50}[A-Za-z0-9_-]*", is_random),
        &[concat!("pypi-AgEIcHl", "waS5vcmcCmup6N0A0UarXLnTENCyfjeEaGyZqjJoiFpKZsRaSqTa9DTvk4WaaB3xzXpMZuZN8Ab5Kb")],
        &[concat!("pyp", "i-AgEI")],
    ),
    token(
        ("secret.rubygems_token", "RubyGems key", "RubyGems guides, API keys"),
        "secret.rubygems_token",
        (&["rubygems_"], r"rubygems_[0-9a-f]{48}", is_random),
        &[concat!("rubygems_32c", "be54014c2b54b95523cf6941fa1c257c6f561c5cb3476")],
        &[concat!("rub", "ygems_")],
    ),
    token(
        ("secret.clojars_token", "Clojars token", "Clojars wiki, deploy tokens"),
        "secret.clojars_token",
        (&["CLOJARS_"], r"CLOJARS_[A-Za-z0-9]{60}", is_random),
        &[concat!("CLOJARS_c9cu", "hy39t0tp1yx262lba53p23l4zgeiw1xf266ccifu6fd6yibehmi5skoe")],
        &[concat!("CLO", "JARS_c")],
    ),
    token(
        ("secret.docker_token", "Docker token", "Docker documentation, access tokens"),
        "secret.docker_token",
        (&["dckr_pat_", "dckr_oat_"], r"dckr_[po]at_[A-Za-z0-9_-]{27,40}", is_random),
        &[concat!("dckr_pat_1Wn", "wQKU5nR50dJQg96eNlQngPUX")],
        &[concat!("dck", "r_pat_")],
    ),
    token(
        ("secret.huggingface_token", "Hugging Face token", "Hugging Face documentation, user access tokens"),
        "secret.huggingface_token",
        (&["hf_", "api_org_"], r"(?:hf_|api_org_)[A-Za-z]{34}", is_random),
        &[concat!("hf_CMLZKoRrU", "YKyyQHxhDoXcjhlsGQioZvzXQ")],
        &[concat!("hf_", "CMLZKo")],
    ),
    token(
        ("secret.replicate_token", "Replicate token", "Replicate documentation, authentication"),
        "secret.replicate_token",
        (&["r8_"], r"r8_[A-Za-z0-9]{37}", is_random),
        &[concat!("r8_YXkJXVwFc", "OLnv9DS0hQTo93l7q5UuAvCOJSno")],
        &[concat!("r8_", "YXkJXV")],
    ),
    token(
        ("secret.groq_key", "Groq key", "Groq documentation, API keys"),
        "secret.groq_key",
        (&["gsk_"], r"gsk_[A-Za-z0-9]{48,56}", is_random),
        &[concat!("gsk_bagX5DIf", "OnpCBDAkWTGhWiOalTlINXn1eKIA7zPtJcGEoJ3qyRZz")],
        &[concat!("gsk", "_bagX5")],
    ),
    token(
        ("secret.perplexity_key", "Perplexity key", "Perplexity documentation, API keys"),
        "secret.perplexity_key",
        (&["pplx-"], r"pplx-[A-Za-z0-9]{48}", is_random),
        &[concat!("pplx-Q9ADp0j", "5Wmplcm7hufPK5ACDiBZLPKD6xGAnjq8MJaMhmpgp")],
        &[concat!("ppl", "x-Q9AD")],
    ),
    token(
        ("secret.xai_key", "xAI key", "xAI documentation, API keys"),
        "secret.xai_key",
        (&["xai-"], r"xai-[A-Za-z0-9]{70,90}", is_random),
        &[concat!("xai-pa0nLgTE", "ToD4uyetiAY2bv6dFvpcLOGQOpCHV5v7s82QtDRojrbry6hQSp795NF4gAKQ5P1vM8Kv6UM4")],
        &[concat!("xai", "-pa0nL")],
    ),
    token(
        ("secret.digitalocean_token", "DigitalOcean token", "DigitalOcean API documentation"),
        "secret.digitalocean_token",
        (&["dop_v1_", "doo_v1_", "dor_v1_"], r"do[por]_v1_[a-f0-9]{64}", is_random),
        &[concat!("dop_v1_ca7cf", "f00d796c25410335b400141212b62c376631129f34369aad80b891baf90")],
        &[concat!("dop", "_v1_ca")],
    ),
    token(
        ("secret.heroku_key", "Heroku key", "Heroku platform API reference"),
        "secret.heroku_key",
        (&["HRKU-"], r"HRKU-[A-Za-z0-9_-]{36,64}", is_random),
        &[concat!("HRKU-AAyaBbh", "xGWetDikNt30Fk0SKbAhMSwwDAWfGfsy0L9flW91gQk8KS0N8sOfK")],
        &[concat!("HRK", "U-AAya")],
    ),
    token(
        ("secret.netlify_token", "Netlify token", "Netlify documentation, personal access tokens"),
        "secret.netlify_token",
        (&["nfp_"], r"nfp_[A-Za-z0-9]{36}", is_random),
        &[concat!("nfp_H8oxFfys", "jyGoUWGZ7Z54vFb4pBXNTQb5igKY")],
        &[concat!("nfp", "_H8oxF")],
    ),
    token(
        ("secret.vercel_token", "Vercel token", "Vercel, Introducing new token formats and secret scanning"),
        "secret.vercel_token",
        (&["vcp_", "vci_", "vca_", "vcr_", "vck_"], r"vc[piark]_[A-Za-z0-9]{24,60}", is_random),
        &[concat!("vcp_4oO8dIim", "wswmpCWlUhJ31cqjvUKdcsxQlOIVdp4sPgMRTwt01nJuJPuU")],
        &[concat!("vcp", "_4oO8d")],
    ),
    token(
        ("secret.fly_token", "Fly.io token", "Fly.io documentation, access tokens"),
        "secret.fly_token",
        (
            &["fo1_", "fm1r_", "fm1a_", "fm2_"],
            r"(?:fo1_[A-Za-z0-9_-]{43}|fm1[ar]_[A-Za-z0-9+/]{100}[A-Za-z0-9+/]*={0,3}|fm2_[A-Za-z0-9+/]{100}[A-Za-z0-9+/]*={0,3})",
            // The head of a macaroon has a row of one letter, as placeholders do.
            |token| is_random(token.get(24..).unwrap_or(token)),
        ),
        &[concat!("fo1_mhWKPU9M", "Q9uGK9qGMYJJyTuTbRMGo6GRN4YdCAZ2ybs")],
        &[concat!("fo1", "_mhWKP")],
    ),
    token(
        ("secret.databricks_token", "Databricks token", "Databricks documentation, personal access tokens"),
        "secret.databricks_token",
        (&["dapi"], r"dapi[a-f0-9]{32}(?:-[0-9])?", is_random),
        &[concat!("dapi79e048c0", "7dd7753eda83d7c58dfe0d5a")],
        &[concat!("dap", "i79e04")],
    ),
    token(
        ("secret.vault_token", "HashiCorp Vault token", "HashiCorp Vault documentation, token prefixes"),
        "secret.vault_token",
        (&["hvs.", "hvb.", "hvr."], r"hv[sbr]\.[A-Za-z0-9_-]{24}[A-Za-z0-9_-]*", is_random),
        &[concat!(
            "hvs.xAY1f6GC",
            "QiNKty88MhWG2kdiNtegBoy1XhVav8dNrLZgw7HunWoDQRYZDAEa6aosrWlQGOTvZ89hOz9ZdNKI7xEzzo"
        )],
        &[concat!("hvs", ".xAY1f")],
    ),
    token(
        ("secret.doppler_token", "Doppler token", "Doppler documentation, service tokens"),
        "secret.doppler_token",
        (
            &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
            r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]+\.)?[A-Za-z0-9]{40,44}",
            is_random,
        ),
        &[concat!("dp.pt.MepjuO", "09JWqo10y0adSwjpIx1eWy2ORtYrQbrLeAzuz")],
        &[concat!("dp.", "pt.Mep")],
    ),
    token(
        ("secret.pulumi_token", "Pulumi token", "Pulumi documentation, access tokens"),
        "secret.pulumi_token",
        (&["pul-"], r"pul-[a-f0-9]{40}", is_random),
        &[concat!("pul-8b79affd", "2b49c12a4b0062983475eb46c5296f62")],
        &[concat!("pul", "-8b79a")],
    ),
    token(
        ("secret.planetscale_token", "PlanetScale token", "PlanetScale documentation, service tokens"),
        "secret.planetscale_token",
        (&["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{32,64}", is_random),
        &[concat!("pscale_tkn_v", "1cq4HjHQaO0IefjDed5JsfPfKim3vAK1UdskfqS")],
        &[concat!("psc", "ale_tk")],
    ),
    token(
        ("secret.supabase_token", "Supabase key", "Supabase documentation, API keys"),
        "secret.supabase_token",
        (&["sbp_", "sb_secret_"], r"(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{30,50})", is_random),
        &[concat!("sbp_ebdd25b0", "01a3ff416d4a3baf69dad8199bfca8b6")],
        &[concat!("sbp", "_ebdd2")],
    ),
    token(
        ("secret.postman_key", "Postman key", "Postman documentation, API keys"),
        "secret.postman_key",
        (&["PMAK-"], r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}", is_random),
        &[concat!("PMAK-f3a6a94", "21cc1c93016f1c426-1e5351d30b49895d1a0d1f13dce20c4fd3")],
        &[concat!("PMA", "K-f3a6")],
    ),
    token(
        ("secret.linear_key", "Linear key", "Linear developer documentation"),
        "secret.linear_key",
        (&["lin_api_", "lin_oauth_"], r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}", is_random),
        &[concat!("lin_api_FpeN", "5JoAbAArqH92FN3HIeBRukPcuvL7DXxvts2J")],
        &[concat!("lin", "_api_F")],
    ),
    token(
        ("secret.notion_token", "Notion token", "Notion developer documentation"),
        "secret.notion_token",
        (&["ntn_", "secret_"], r"(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})", is_random),
        &[concat!("ntn_14877400", "0004pr0nFYTTumK931fmDUX8kucerKJ9zHX9pK")],
        &[concat!("ntn", "_14877")],
    ),
    token(
        (
            "secret.atlassian_token",
            "Atlassian token",
            "Atlassian documentation, API tokens: a checksum in the last eight characters",
        ),
        "secret.atlassian_token",
        (
            &["ATATT3", "ATCTT3", "ATBB"],
            r"(?:AT[AC]TT3[A-Za-z0-9_=-]{60}[A-Za-z0-9_=-]*|ATBB[A-Za-z0-9_]{24,32})",
            is_random,
        ),
        &[concat!(
            "ATATT3xFfGF0",
            "ozaeYxyc8RywkVSRDnptz0mV3muA1Jm1Tlb4PYYrYmx5OzcSsAUQRbKl60w4yCS1Jz43kJR2zzjrx6fWiFijfzYMywu7OTmDrZdtN7QlwAyYdiFizWxEOZlh5Q41hUeglMMNMFLzsSXkkWZxh2JPC7fX3GXodyFJUmBWRhmBGC=6F688D3E"
        )],
        &[concat!("ATA", "TT3xFf")],
    ),
    token(
        ("secret.newrelic_key", "New Relic key", "New Relic documentation, API keys"),
        "secret.newrelic_key",
        (
            &["NRAK-", "NRII-", "NRJS-", "NRIQ-", "NRRA-", "NRSP-"],
            r"NR(?:AK|II|JS|IQ|RA|SP)-[A-Za-z0-9_-]{19,40}",
            is_random,
        ),
        &[concat!("NRAK-IQCVM", "LYFBDC9X35EZHFQUOF6ZL2")],
        &[concat!("NRA", "K-IQCV")],
    ),
    token(
        ("secret.grafana_token", "Grafana token", "Grafana documentation, service accounts and cloud access policies"),
        "secret.grafana_token",
        (
            &["glsa_", "glc_", "eyJrIjoi"],
            r"(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32}[A-Za-z0-9+/]*={0,3}|eyJrIjoi[A-Za-z0-9]{60}[A-Za-z0-9]*={0,3})",
            is_random,
        ),
        &[concat!("glsa_2KX9PuO", "LC8Q8WD5j5B16DQygtvpweDGJ_a069e3fa")],
        &[concat!("gls", "a_2KX9")],
    ),
    token(
        ("secret.sentry_token", "Sentry token", "Sentry documentation, auth tokens"),
        "secret.sentry_token",
        (
            &["sntrys_", "sntryu_"],
            r"(?:sntrys_eyJ[A-Za-z0-9+/=_-]{80}[A-Za-z0-9+/=_-]*|sntryu_[a-f0-9]{64})",
            is_random,
        ),
        &[concat!("sntryu_b8c3b", "fc5e740e61572b4e3c02eaa7f3b4a715e4e48dd74089a58f3aef3416f93")],
        &[concat!("snt", "ryu_b8")],
    ),
    token(
        ("secret.sourcegraph_token", "Sourcegraph token", "Sourcegraph documentation, access tokens"),
        "secret.sourcegraph_token",
        (&["sgp_", "slk_"], r"(?:sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}|slk_[a-f0-9]{64})", is_random),
        &[concat!("sgp_86bd8773", "c9d51940_ea4e095bd1d6854575622f856469602d1ba9f20d")],
        &[concat!("sgp", "_86bd8")],
    ),
    token(
        ("secret.sonar_token", "SonarQube token", "SonarSource documentation, tokens"),
        "secret.sonar_token",
        (&["squ_", "sqp_", "sqa_"], r"sq[upa]_[a-z0-9]{40}", is_random),
        &[concat!("squ_f4875b15", "b0be23b7ac193fe04072755398003680")],
        &[concat!("squ", "_f4875")],
    ),
    token(
        ("secret.snyk_token", "Snyk token", "Snyk documentation, service accounts"),
        "secret.snyk_token",
        (&["snyk_uat.", "snyk_sat."], r"snyk_[us]at\.[A-Za-z0-9._-]{20}[A-Za-z0-9._-]*", is_random),
        &[concat!("snyk_uat.e7e", "3b351.RHdflgwRHHHZ4IilO3OJqkdvZK80B8oYsam1mhCZ8DxXVZP1Vtb1kz6U0Z2j")],
        &[concat!("sny", "k_uat.")],
    ),
    token(
        ("secret.dynatrace_token", "Dynatrace token", "Dynatrace documentation, access tokens"),
        "secret.dynatrace_token",
        (&["dt0c01.", "dt0s01.", "dt0s16."], r"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}", is_random),
        &[concat!(
            "dt0c01.DU7JW",
            "P1AXG7LEU1M6BOI0Z3C.CCRR8CGQH7A1PCSHTWKHD6RF38J2H6IS0SRPF8S3OYM9X39T44TBPVOM68YZAWKP"
        )],
        &[concat!("dt0", "c01.DU")],
    ),
    token(
        ("secret.artifactory_key", "JFrog key", "JFrog documentation, API keys and reference tokens"),
        "secret.artifactory_key",
        (&["AKCp", "cmVmdGtu"], r"(?:AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56})", is_random),
        &[concat!("AKCpUjUfRS4N", "SDxBKjEm3WcqDhY1cWvwGhO9rv7JaVqWIrMnn2R01hGv2v7weRyoto6tIa3GA")],
        &[concat!("AKC", "pUjUfR")],
    ),
    token(
        ("secret.facebook_token", "Facebook token", "Meta for developers, access tokens"),
        "secret.facebook_token",
        (&["EAA"], r"EAA[A-Za-z0-9]{60}[A-Za-z0-9]*", is_random),
        &[concat!(
            "EAACaxjlHfZ9",
            "kJa2yR3nmHY2csdSuWSWZhjmYpUAyv2fYcTLiTzJbkYlOF06VU1m1P9UNb569ABDQk5fT6ixTinbh0hurbYdWCmrWc8ArEhOGaXgZpj7kJ4M9afZ"
        )],
        &[concat!("EAA", "CaxjlH")],
    ),
    token(
        ("secret.twitter_bearer", "Twitter bearer token", "X developer platform, bearer tokens"),
        "secret.twitter_bearer",
        (&["AAAAAAAAAAAAAAAAAAAAA"], r"A{21,23}[A-Za-z0-9%]{60}[A-Za-z0-9%]*", is_long),
        &[concat!(
            "AAAAAAAAAAAA",
            "AAAAAAAAAcxn5lVshv0FKXUXE0TgLHp5SsV07g4aoKhS0gNg5MaLDokmGWkoouCsaAyATtsjA6TZ1GlAqBMLfxjkR"
        )],
        &[concat!("AAA", "AAAAAA")],
    ),
    token(
        ("secret.adobe_secret", "Adobe secret", "Adobe developer documentation"),
        "secret.adobe_secret",
        (&["p8e-"], r"p8e-[A-Za-z0-9]{32}", is_random),
        &[concat!("p8e-3p5igJkM", "amHJKhwgGBGEK8hf0dnbzzDp")],
        &[concat!("p8e", "-3p5ig")],
    ),
    token(
        ("secret.age_secret", "age secret key", "age specification, Bech32 of an X25519 identity"),
        "secret.age_secret",
        (&["AGE-SECRET-KEY-1"], r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", is_random),
        &[concat!("AGE-SECRET-K", "EY-1Q5F0K32Z3XYKVUCPRWEZUR00WZ2T5QAN6SLY0CW6NELP09T2KCTQJEH84C")],
        &[concat!("AGE", "-SECRE")],
    ),
    token(
        ("secret.onepassword_key", "1Password key", "1Password security design, secret key; service account tokens"),
        "secret.onepassword_key",
        (
            &["A3-", "ops_eyJ"],
            r"(?:A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}|ops_eyJ[A-Za-z0-9+/]{250}[A-Za-z0-9+/]*={0,3})",
            is_random,
        ),
        &[concat!("A3-VZEH1W-9P", "YM3S-WP1CR-BVJPI-FMR8I-923PK")],
        &[concat!("A3-", "VZEH1W")],
    ),
    token(
        ("secret.airtable_token", "Airtable token", "Airtable developer documentation, personal access tokens"),
        "secret.airtable_token",
        (&["pat"], r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}", is_random),
        &[concat!("patXWNuZYo9l", "NT8eg.67e48eb7c64328c0490c257a632b96292794c9bce4850bbd0e7cb3593871c15d")],
        &[concat!("pat", "XWNuZY")],
    ),
    token(
        ("secret.duffel_token", "Duffel token", "Duffel API documentation"),
        "secret.duffel_token",
        (&["duffel_"], r"duffel_(?:test|live)_[A-Za-z0-9_=-]{43}", is_random),
        &[concat!("duffel_live_", "MwTJYvCjToo8Lk1OkfthQ7bqrkW7AH1wxpS5C42lmsD")],
        &[concat!("duf", "fel_li")],
    ),
    token(
        ("secret.easypost_key", "EasyPost key", "EasyPost documentation, API keys"),
        "secret.easypost_key",
        (&["EZAK", "EZTK"], r"EZ[AT]K[A-Za-z0-9]{54}", is_random),
        &[concat!("EZAKPrHCyUNx", "6Wv6FasvZvn1ORhFW88bc7Vsgvs11oocgDrsNbrg27xIfw")],
        &[concat!("EZA", "KPrHCy")],
    ),
    token(
        ("secret.flutterwave_key", "Flutterwave key", "Flutterwave documentation, API keys"),
        "secret.flutterwave_key",
        (&["FLWSECK", "FLWPUBK"], r"FLW(?:SECK|PUBK)_(?:TEST-?|LIVE-?)?[a-hA-H0-9-]{12,40}", is_random),
        &[concat!("FLWSECK_TEST", "-6185578715bbd26944ff770e4b9447a3")],
        &[concat!("FLW", "SECK_T")],
    ),
    token(
        ("secret.frameio_token", "Frame.io token", "Frame.io developer documentation"),
        "secret.frameio_token",
        (&["fio-u-"], r"fio-u-[A-Za-z0-9_=-]{64}", is_random),
        &[concat!("fio-u-jbw8Kr", "qJmd1xZ1NHsSAXfNCD5RTMHsTc9HKUcdkXSKjECAdwfFvtVvkQGpf9bfMy")],
        &[concat!("fio", "-u-jbw")],
    ),
    token(
        ("secret.gocardless_token", "GoCardless token", "GoCardless developer documentation"),
        "secret.gocardless_token",
        (&["live_"], r"live_[A-Za-z0-9_=-]{40}", is_random),
        &[concat!("live_iUAW6Fp", "Son7upsQpPFIvBBxZ1JSXL9oh257rKGyu")],
        &[concat!("liv", "e_iUAW")],
    ),
    token(
        ("secret.readme_token", "ReadMe token", "ReadMe documentation"),
        "secret.readme_token",
        (&["rdme_"], r"rdme_[a-z0-9]{70}", is_random),
        &[concat!("rdme_tuylwuo", "xi9xqpdcgzdn515ktfjoki2zfc24mnxac61jsed60ve2alkysa2wm4f8u7318jz")],
        &[concat!("rdm", "e_tuyl")],
    ),
    token(
        ("secret.prefect_token", "Prefect token", "Prefect documentation, API keys"),
        "secret.prefect_token",
        (&["pnu_"], r"pnu_[a-zA-Z0-9]{36}", is_random),
        &[concat!("pnu_9mnFzzDu", "rVmqTkka8XeqpIT3Vh4oB2MOrvcs")],
        &[concat!("pnu", "_9mnFz")],
    ),
    token(
        ("secret.infracost_key", "Infracost key", "Infracost documentation"),
        "secret.infracost_key",
        (&["ico-"], r"ico-[A-Za-z0-9]{32}", is_random),
        &[concat!("ico-FJqlXjl8", "aXhPkcZQHOL94MjvHO31QpGM")],
        &[concat!("ico", "-FJqlX")],
    ),
    token(
        ("secret.harness_key", "Harness key", "Harness documentation, API keys"),
        "secret.harness_key",
        (&["pat.", "sat."], r"[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}", is_random),
        &[concat!("pat.hqQtfOjd", "OiksHvg6lkF2ar.2e433ec56f24b1c71b106e93.tIb64Fn3MkH6u3WKXv1V")],
        &[concat!("pat", ".hqQtf")],
    ),
    token(
        ("secret.scalingo_token", "Scalingo token", "Scalingo developer documentation"),
        "secret.scalingo_token",
        (&["tk-us-"], r"tk-us-[A-Za-z0-9_-]{48}", is_random),
        &[concat!("tk-us-zwvrA0", "QHPXgvh8WufC0mWGWjUzmHC76rPQWMscB1lcHyBfHE")],
        &[concat!("tk-", "us-zwv")],
    ),
    token(
        ("secret.shippo_token", "Shippo token", "Shippo documentation, authentication"),
        "secret.shippo_token",
        (&["shippo_"], r"shippo_(?:live|test)_[a-fA-F0-9]{40}", is_random),
        &[concat!("shippo_live_", "8549c488e00a4ff1125cf5ec72ba694165beaecb")],
        &[concat!("shi", "ppo_li")],
    ),
    token(
        ("secret.alibaba_key", "Alibaba Cloud key id", "Alibaba Cloud documentation, AccessKey pair"),
        "secret.alibaba_key",
        (&["LTAI"], r"LTAI[A-Za-z0-9]{17,21}", is_random),
        &[concat!("LTAIUAVl", "eVOBPd4mCoJuqJRY")],
        &[concat!("LTA", "IUAVle")],
    ),
    token(
        ("secret.tencent_key", "Tencent Cloud key id", "Tencent Cloud documentation, CAM"),
        "secret.tencent_key",
        (&["AKID"], r"AKID[A-Za-z0-9]{32}", is_random),
        &[concat!("AKIDREgQWkkh", "l9IsC6j5xG3MxbokoGXySyyP")],
        &[concat!("AKI", "DREgQW")],
    ),
    token(
        ("secret.yandex_key", "Yandex Cloud key", "Yandex Cloud documentation, API keys and IAM tokens"),
        "secret.yandex_key",
        (
            &["AQVN", "t1.9eu", "YCA"],
            r"(?:AQVN[A-Za-z0-9_-]{35,38}|t1\.[A-Z0-9a-z_-]+=?=?\.[A-Z0-9a-z_-]{86}={0,2}|YC[A-Za-z0-9_-]{38})",
            is_random,
        ),
        &[concat!("AQVN3y8JrET9", "wVvXg2oPW3jtZVDtVqU4yegX5PzP")],
        &[concat!("AQV", "N3y8Jr")],
    ),
    token(
        ("secret.cloudflare_ca", "Cloudflare origin CA key", "Cloudflare documentation, origin CA keys"),
        "secret.cloudflare_ca",
        (&["v1.0-"], r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}", is_random),
        &[concat!(
            "v1.0-b4460ec",
            "ec9524998a26259be-bd2fa5880587061ce6936714122a40680a06aa0fca51d12afc8e00aa1da5204642bbdb4a78f19e8b8480f3b47c20431658b4550b7ef6bce6a0302cb17cdc70808d77b6ad89f65f8499"
        )],
        &[concat!("v1.", "0-b446")],
    ),
    token(
        ("secret.mapbox_secret", "Mapbox token", "Mapbox documentation, access tokens"),
        "secret.mapbox_secret",
        (
            &["sk.eyJ", "pk.eyJ", "tk.eyJ", "pk."],
            r"(?:[spt]k\.eyJ[A-Za-z0-9_-]{40}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{20,30}|pk\.[a-z0-9]{60}\.[a-z0-9]{22})",
            is_random,
        ),
        &[concat!(
            "sk.eyJFVAf35",
            "PKUrnm9cNlD4yN24vXCxx3cLb3I7TrBzHJ6AI6TJgvWGwKdrZFaVp6qtZ4V5ClPMyosACIgmOkbsGuBD5UE4.HH9fIhbALOriJovigHhW1f"
        )],
        &[concat!("sk.", "eyJFVA")],
    ),
    token(
        ("secret.contentful", "Contentful token", "Contentful documentation, management tokens"),
        "secret.contentful",
        (&["CFPAT-"], r"CFPAT-[A-Za-z0-9_-]{43}", is_random),
        &[concat!("CFPAT-96EWN2", "94OuERtLAQRE9CMgDayj8XRAUsCpdiSjVsa3v")],
        &[concat!("CFP", "AT-96E")],
    ),
    token(
        ("secret.clickhouse_key", "ClickHouse Cloud key", "ClickHouse Cloud documentation"),
        "secret.clickhouse_key",
        (&["4b1d"], r"4b1d[A-Za-z0-9]{38}", is_random),
        &[concat!("4b1dtRZbUiaY", "JYwY4azJ5oAPmg7QsnuYP0MqHF1nyC")],
        &[concat!("4b1", "dtRZbU")],
    ),
    token(
        ("secret.settlemint_token", "SettleMint token", "SettleMint documentation"),
        "secret.settlemint_token",
        (&["sm_aat_", "sm_pat_", "sm_sat_"], r"sm_[aps]at_[A-Za-z0-9]{16}", is_random),
        &[concat!("sm_aat_", "6tDZsjUrpcjqUdkA")],
        &[concat!("sm_", "aat_6t")],
    ),
    token(
        ("secret.openshift_token", "OpenShift token", "OpenShift documentation, OAuth tokens"),
        "secret.openshift_token",
        (&["sha256~"], r"sha256~[A-Za-z0-9_-]{43}", is_random),
        &[concat!("sha256~evp2e", "gVliYP0oyv3YWtEZhRnqr0UEoziqO7nwQQ61e2")],
        &[concat!("sha", "256~ev")],
    ),
    token(
        ("secret.octopus_key", "Octopus Deploy key", "Octopus Deploy documentation, API keys"),
        "secret.octopus_key",
        (&["API-"], r"API-[A-Z0-9]{26}", is_random),
        &[concat!("API-W74OJE", "7X7N7KXPLJ3LCUYX1H0J")],
        &[concat!("API", "-W74OJ")],
    ),
    token(
        ("secret.intra42", "42 secret", "42 API documentation"),
        "secret.intra42",
        (&["s-s4t2ud-", "s-s4t2af-"], r"s-s4t2(?:ud|af)-[a-f0-9]{64}", is_random),
        &[concat!("s-s4t2ud-8c3", "bb9e28c9e3ef5404bf7bac806081598a878e2f264d9b1ecb19dd8b7c46b26")],
        &[concat!("s-s", "4t2ud-")],
    ),
    token(
        ("secret.defined_token", "Defined Networking token", "Defined Networking documentation"),
        "secret.defined_token",
        (&["dnkey-"], r"dnkey-[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}", is_random),
        &[concat!("dnkey-V3EFwc", "YZhaf75pwyBGlkd7ds1b-aeL4EcZfIgw0AqOvMZiC7rSjVxYxdHFO2Ek0AGfF2wNkdD0rMtVe")],
        &[concat!("dnk", "ey-V3E")],
    ),
    token(
        ("secret.authress_key", "Authress key", "Authress documentation, service clients"),
        "secret.authress_key",
        (
            &["sc_", "ext_", "scauth_", "authress_"],
            r"(?:sc|ext|scauth|authress)_[a-zA-Z0-9]{5,30}\.[a-zA-Z0-9]{4,6}\.acc[_-][a-zA-Z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30}[A-Za-z0-9+/_=-]*",
            is_random,
        ),
        &[concat!(
            "sc_d90i0djuv",
            "m.7al8r.acc_7qfuyqt9z60d.TTP3Yzb2iQTMIDNipX7dqftlJX7zVMd6tjqDuUAiEa8k0UCROycSMtNzlndZ"
        )],
        &[concat!("sc_", "d90i0d")],
    ),
    token(
        ("secret.typeform_token", "Typeform token", "Typeform developer documentation"),
        "secret.typeform_token",
        (&["tfp_"], r"tfp_[A-Za-z0-9_.=-]{40,70}", is_random),
        &[concat!("tfp_7ucN4NDL", "b2oHDI34E0mfLA7ujvzKfOrurvSzNi1KJx6tNhGdGMyF8DaOq1Q")],
        &[concat!("tfp", "_7ucN4")],
    ),
    token(
        ("secret.jwt", "JSON web token", "RFC 7519: three base64url parts, the first beginning with `{\"`"),
        "secret.jwt",
        (
            &["eyJ", "ewo"],
            r"ey[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.ey[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*|eyJ(?:hbGciO|0eXAiO)[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*\.ey[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*|ewo[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.ew[A-Za-z0-9_-]{15}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*",
            has_json_head,
        ),
        &[concat!(
            "eyJhbGciOiJI",
            "UzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MjQyIiwibmFtZSI6IkFubiJ9.t5crbJ3D7sICK1cSwO3lzUtjuJT6QUj1NJ8zqOZCUYJ"
        )],
        &[
            concat!("eyJ", "hbGciO"),
            // The token of nobody.
            concat!(
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
                "eyJyZWYiOiJtaWxsIiwicm9sZSI6ImFub24iLCJpYXQiOjE3MDAwMDAwMDB9.t5crbJ3D7sICK1cSwO3l"
            ),
            concat!(
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ.",
                "eyJzdWIiOiI0MjQyIiwibmFtZSI6IkFubiJ9.t5crbJ3D7sICK1cSwO3l"
            ),
        ],
    ),
];

/// From the first line to the last, or to the end of what looks like its body.
fn private_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let head_end = text.floor_char_boundary((anchor.end + 48).min(text.len()));
    let head = text.get(anchor.end..head_end)?;
    let title = head.split("-----").next()?;
    let kind = title.to_ascii_uppercase();
    if !kind.contains("PRIVATE KEY") && !kind.contains("OPENVPN STATIC KEY") {
        return None;
    }
    let body = anchor.end + title.len();
    // Code that only looks for such a line closes its string and its call behind it.
    if text.get(body + 5..)?.trim_start_matches(['"', '\'', '`']).starts_with([')', ',', ';']) {
        return None;
    }
    let limit = text.floor_char_boundary((body + 16_384).min(text.len()));
    let last_line = |rest: &str| memchr::memmem::find(rest.as_bytes(), b"-----END").map(|i| body + 5 + i);
    let end = match text.get(body + 5..limit).and_then(last_line) {
        Some(last) => {
            let title = text.as_bytes().get(last + 8..).map(|rest| rest.get(..53).unwrap_or(rest)).unwrap_or_default();
            memchr::memmem::find(title, b"-----").map_or(last + 8, |i| last + 13 + i)
        }
        None => {
            let in_body = |b: &u8| {
                b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'\n' | b'\r' | b'\\' | b'-' | b' ')
            };
            body + text.as_bytes()[body..limit].iter().take_while(|b| in_body(b)).count()
        }
    };
    // A sentence about keys shows their first and last line, and at most a word between them.
    let n_body = text.get(body + 5..end)?.split("-----END").next()?.bytes().filter(u8::is_ascii_alphanumeric).count();
    (n_body >= 16).then_some(anchor.start..end)
}

/// Telegram, Discord, Twilio, Mailchimp and Entra tokens, told by what surrounds their digits.
fn numbered_token(spot: &Spot<'_>) -> Option<Range<usize>> {
    let bytes = spot.text.as_bytes();
    let token = spot.text.get(spot.start..spot.end)?;
    let run = |from: usize, most: usize| {
        bytes.get(from..).map_or(0, |rest| {
            rest.iter().take(most).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count()
        })
    };
    if !shared::begins_word(spot.text, spot.start) {
        return None;
    }
    // The address of the interface of Telegram: `/bot7384926150:…/sendMessage`.
    if let Some(number) = token.strip_prefix("bot").filter(|rest| (8..=12).contains(&rest.len())) {
        let is_number = number.bytes().all(|b| b.is_ascii_digit()) && bytes.get(spot.end) == Some(&b':');
        let is_path = spot.start.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'/');
        return (is_number && is_path && run(spot.end + 1, 40) == 35 && bytes.get(spot.end + 1) == Some(&b'A'))
            .then_some(spot.start + 3..spot.end + 36);
    }
    let is_hex = |token: &str| token.bytes().all(|b| b.is_ascii_hexdigit());
    let is_lower_hex = |token: &str| is_hex(token) && !token.bytes().any(|b| b.is_ascii_uppercase());
    let end = match bytes.get(spot.end) {
        _ if token.len() == 34 && token.starts_with("SK") && is_hex(&token[2..]) => spot.end,
        Some(b':') if (5..=16).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit()) => {
            let length = run(spot.end + 1, 40);
            (length == 35 && bytes.get(spot.end + 1) == Some(&b'A')).then_some(spot.end + 36)?
        }
        // Base64 of the number of an account, which has 18 or 19 digits.
        Some(b'.') if (24..=26).contains(&token.len()) && token.starts_with(['M', 'N', 'O']) => {
            let second = run(spot.end + 1, 8);
            let third = run(spot.end + 8, 40);
            (second == 6 && bytes.get(spot.end + 7) == Some(&b'.') && (27..=38).contains(&third))
                .then_some(spot.end + 8 + third)?
        }
        Some(b'-')
            if token.len() == 32 && is_lower_hex(token) && bytes.get(spot.end + 1..spot.end + 3) == Some(b"us") =>
        {
            let digits = bytes[spot.end + 3..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
            (digits > 0).then_some(spot.end + 3 + digits)?
        }
        _ => return None,
    };
    (!shared::is_word_at(spot.text, end) && is_random(spot.text.get(spot.start..end)?)).then_some(spot.start..end)
}

/// Whether the first part of a web token is base64 of a JSON object, as RFC 7515, section 4, has it.
fn has_json_head(token: &str) -> bool {
    // `"role":"anon"` as base64 has it, from each of the places that a byte can have in three: such a token of Supabase stands
    // in every page that uses it.
    const ANONYMOUS: [&str; 3] = ["InJvbGUiOiJhbm9uI", "Jyb2xlIjoiYW5vbi", "icm9sZSI6ImFub24i"];
    if shared::is_published(token) || ANONYMOUS.iter().any(|role| token.contains(role)) {
        return false;
    }
    let head = token.split('.').next().unwrap_or_default();
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'-' => 62,
        _ => 63,
    };
    // The last whole byte of the decoded text, and whether all of it is text.
    let (mut bits, mut n_bits, mut last) = (0_u32, 0_u32, 0_u32);
    for byte in head.bytes() {
        bits = (bits << 6 | value(byte)) & 0xFFFF;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            last = bits >> n_bits & 0xFF;
            if last < 0x20 && !matches!(last, 0x09 | 0x0A | 0x0D) {
                return false;
            }
        }
    }
    matches!(last, 0x7D | 0x0A | 0x0D)
}

/// Random enough for a token of a known format, and no stand-in of a manual.
fn is_random(token: &str) -> bool {
    let least = if token.len() < 24 { 2.8 } else { 3.0 };
    // The start of a format may be words; what follows it is not.
    let tail = token.get(token.len() / 3..).unwrap_or(token);
    checks::entropy(token.as_bytes()) >= least && !shared::is_placeholder(token) && !words::is_wordy(tail)
}

/// As long as the keys of projects and service accounts are, or with the mark that the shorter ones bear.
fn is_openai_key(token: &str) -> bool {
    const LONG: usize = 100;
    let tail = token.get(3..).unwrap_or_default();
    let has_scope = ["proj-", "svcacct-", "admin-", "service-", "None-"].iter().any(|scope| tail.starts_with(scope));
    (!has_scope || token.len() >= LONG || token.contains("T3BlbkFJ")) && is_random(token)
}

/// Random enough for a token with a short start and few characters that tell it from a name.
fn is_mixed(token: &str) -> bool {
    let has = |what: fn(&u8) -> bool| token.bytes().filter(what).count() >= 2;
    has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && is_random(token)
}

/// Random enough for a short token behind a long start.
fn is_short(token: &str) -> bool {
    checks::entropy(token.as_bytes()) >= 2.5 && !shared::is_placeholder(token)
}

/// Random enough for a token whose start is a run of one letter.
fn is_long(token: &str) -> bool {
    checks::entropy(token.as_bytes()) >= 3.0 && !shared::is_published(token)
}

/// Random enough without any known format: digits and letters, no words, paths or versions.
pub(crate) fn is_value(value: &str) -> bool {
    let n_digits = value.bytes().filter(|b| b.is_ascii_digit()).count();
    if n_digits == 0 {
        return false;
    }
    let n_letters = value.bytes().filter(|b| b.is_ascii_alphabetic()).count();
    // Words joined by one sign are names; random values rarely go without a digit.
    let has_cases = value.bytes().any(|b| b.is_ascii_lowercase()) && value.bytes().any(|b| b.is_ascii_uppercase());
    let is_mixed =
        n_letters >= 2 && (n_digits >= 2 || n_digits == 1 && (value.len() >= 20 || has_cases && value.len() >= 14));
    if !is_mixed {
        return false;
    }
    // A long run of base64 has strokes too, but no full stop.
    let is_base64 = has_cases && (n_digits >= 3 || value.contains('+')) && value.len() >= 40 && !value.contains('.');
    let is_path = !is_base64 && (value.matches('/').count() > 2 && value.len() < 60 || value.starts_with(['/', '.']))
        || value.matches('.').count() > 3;
    let least = if value.len() < 20 { 3.0 } else { 3.2 };
    let is_hash = value.starts_with("sha") || value.contains("env.") || value.contains("process.");
    let is_random = || checks::entropy(value.as_bytes()) >= least && !shared::is_placeholder(value);
    !is_path && !is_hash && is_random() && !words::is_wordy(value) && !words::is_member(value)
}

/// Our own keys carry a checksum, so a match is exact.
fn is_own_key(token: &str) -> bool {
    token
        .len()
        .checked_sub(6)
        .and_then(|cut| token.split_at_checked(cut))
        .is_some_and(|(covered, tail)| checks::ends_in_crc62(covered, tail))
}
