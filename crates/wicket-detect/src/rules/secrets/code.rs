//! Tokens of code hosts and package registries.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_long, is_mixed, is_random, is_short, token};
use crate::rules::{Find, Rule, shared};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.npmrc_token",
        title: "Token of a package registry in the settings of npm",
        source: "npm documentation, npmrc: auth related configuration",
        kind: Kind::of("secret.npmrc_token"),
        confidence: 0.9,
        find: Find::Near { anchors: &["/:_authtoken="], look: npmrc_token },
        hits: &[concat!("//registry.example.org/:_authToken=", "5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615")],
        passes: &["//registry.example.org/:_authToken=${NPM_TOKEN}", "the line /:_authToken=secret"],
    },
    token(
        ("secret.gitlab_session", "GitLab session cookie", "GitLab documentation, cookies used for authentication"),
        "secret.gitlab_session",
        (&["_gitlab_session="], "_gitlab_session=[0-9a-z]{32}", is_long),
        &[concat!("Cookie: _gitlab_session=", "8f3c0e5b7a1d4926b0c7e5f1a3d8924b")],
        &["_gitlab_session=", "_gitlab_session=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    token(
        ("secret.gitlab_deploy", "GitLab deploy token", "GitLab documentation, token prefixes"),
        "secret.gitlab_deploy",
        (&["gldt-"], "gldt-[A-Za-z0-9_-]{20}", is_random),
        &[concat!("gldt-Ful9HVG", "fQ_no5tTfTR8D")],
        &["gldt-xxxxxxxxxxxxxxxxxxxx", concat!("gldt-Ful", "9H")],
    ),
    token(
        ("secret.gitlab_trigger", "GitLab pipeline trigger token", "GitLab documentation, token prefixes"),
        "secret.gitlab_trigger",
        (&["glptt-"], "glptt-[a-f0-9]{40}", is_random),
        &[concat!("glptt-b6f72f32", "d86285b514c4de8a624f0cb423032785")],
        &["glptt-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("glptt-b6f", "72f32d86285b514")],
    ),
    token(
        ("secret.gitlab_runner", "GitLab runner token", "GitLab documentation, token prefixes"),
        "secret.gitlab_runner",
        (&["glrt-", "glrtr-"], r"glrtr?-(?:t[0-9]_)?[A-Za-z0-9_-]{20,27}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?", is_random),
        &[concat!("glrt-L29LT4iFc", "VNFvMjRo8QS0ir")],
        &["glrt-xxxxxxxxxxxxxxxxxxxxxxx", "glrt-t1_short"],
    ),
    token(
        ("secret.gitlab_job", "GitLab job token", "GitLab documentation, token prefixes"),
        "secret.gitlab_job",
        (&["glcbt-"], "glcbt-(?:[0-9a-zA-Z]{1,5}_)?[A-Za-z0-9_-]{20}", is_random),
        &[concat!("glcbt-CST-M8x", "scErq2XlWpdU3")],
        &["glcbt-xxxxxxxxxxxxxxxxxxxx", concat!("glcbt-CST", "-M")],
    ),
    token(
        ("secret.gitlab_feed", "GitLab feed token", "GitLab documentation, token prefixes"),
        "secret.gitlab_feed",
        (&["glft-"], "glft-[A-Za-z0-9_-]{20}", is_random),
        &[concat!("glft-_WsqWFt", "SHpO5hrChfsF1")],
        &["glft-xxxxxxxxxxxxxxxxxxxx", concat!("glft-_Ws", "qW")],
    ),
    token(
        ("secret.gitlab_scim", "GitLab SCIM token", "GitLab documentation, token prefixes"),
        "secret.gitlab_scim",
        (&["glsoat-"], "glsoat-[A-Za-z0-9_-]{20}", is_random),
        &[concat!("glsoat-UEvBQI", "urZ7kXDTdeqcDt")],
        &["glsoat-xxxxxxxxxxxxxxxxxxxx", concat!("glsoat-UEv", "BQ")],
    ),
    token(
        ("secret.gitlab_flags", "GitLab feature flag client token", "GitLab documentation, token prefixes"),
        "secret.gitlab_flags",
        (&["glffct-"], "glffct-[A-Za-z0-9_-]{20}", is_random),
        &[concat!("glffct-ttCqki", "nYpPA9W_xtBh32")],
        &["glffct-xxxxxxxxxxxxxxxxxxxx", concat!("glffct-ttC", "qk")],
    ),
    token(
        ("secret.gitlab_mail", "GitLab incoming mail token", "GitLab documentation, token prefixes"),
        "secret.gitlab_mail",
        (&["glimt-"], "glimt-[A-Za-z0-9_-]{25}", is_random),
        &[concat!("glimt-Cp0yNrHQ", "GydD5T4LdjxWQVGVE")],
        &["glimt-xxxxxxxxxxxxxxxxxxxxxxxxx", concat!("glimt-Cp0", "yNrHQ")],
    ),
    token(
        ("secret.gitlab_agent", "GitLab agent token", "GitLab documentation, token prefixes"),
        "secret.gitlab_agent",
        (&["glagent-"], "glagent-[A-Za-z0-9_-]{50}", is_random),
        &[concat!("glagent-993qoJ", "TmfSihcQXN2af5QW9G-bt0_Cab7uNqqaRzLvjuLjD9ld")],
        &["glagent-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("glagent-993", "qoJTmfSihcQXN2af5QW9G")],
    ),
    token(
        ("secret.gitlab_oauth", "GitLab OAuth secret", "GitLab documentation, token prefixes"),
        "secret.gitlab_oauth",
        (&["gloas-"], "gloas-[A-Za-z0-9_-]{64}", is_random),
        &[concat!("gloas-WG_ilndD", "0obN6lNFy0poEQY5Zsd15YZBODu10GeawJuzoHswqEzn3-BrhEShK03p")],
        &["gloas-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("gloas-WG_", "ilndD0obN6lNFy0poEQY5Zsd15YZBOD")],
    ),
    token(
        ("secret.gitlab_registration", "GitLab runner registration token", "GitLab documentation, token prefixes"),
        "secret.gitlab_registration",
        (&["GR1348941"], "GR1348941[A-Za-z0-9_-]{20}", is_random),
        &[concat!("GR1348941UJb_k", "41LOQ-hchrd1Vjf")],
        &["GR1348941xxxxxxxxxxxxxxxxxxxx", concat!("GR1348941UJb", "_")],
    ),
    token(
        (
            "secret.bitbucket_http",
            "Bitbucket Data Center token",
            "Bitbucket Data Center documentation, HTTP access tokens",
        ),
        "secret.bitbucket_http",
        (&["BBDC-"], "BBDC-[A-Za-z0-9+/@_-]{44}", is_random),
        &[concat!("BBDC-b1QXU3f@Z", "j4JXzpy1kpIt8wepSabqjBG/LYSZtDhj55L")],
        &["BBDC-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("BBDC-b1Q", "XU3f@Zj4JXzpy1kpIt")],
    ),
    token(
        ("secret.phabricator_token", "Phabricator Conduit token", "Phabricator documentation, Conduit API"),
        "secret.phabricator_token",
        (&["api-", "cli-"], "(?:api|cli)-[a-z0-9]{28}", is_mixed),
        &[concat!("api-8ndg92eg57", "k31rk60hvsotdfzavb")],
        &["api-xxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("api-8nd", "g92eg57k")],
    ),
    token(
        ("secret.nuget_key", "NuGet key", "NuGet documentation, API keys"),
        "secret.nuget_key",
        (&["oy2"], "oy2[a-z0-9]{43}", is_random),
        &[concat!("oy2p1y7q9l7w61", "r5ekduk68onx68fjygevrf3mxqfgoo0v")],
        &["oy2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("oy2p1y", "7q9l7w61r5ekduk68o")],
    ),
    token(
        ("secret.crates_token", "crates.io token", "crates.io source and Cargo book, registry authentication"),
        "secret.crates_token",
        (&["cio"], "cio[A-Za-z0-9]{32}", is_mixed),
        &[concat!("cionoAg9AHtbp8", "A0Qsp74Wg4ODvC0NpKct7")],
        &["cioxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cionoA", "g9AHtbp8A0Q")],
    ),
    token(
        ("secret.packagist_token", "Packagist token", "Packagist documentation, API tokens"),
        "secret.packagist_token",
        (&["packagist_"], "packagist_[a-z]{3}_[a-f0-9]{48,72}", is_random),
        &[concat!("packagist_ozs_", "3a6d1a4e01f7e87d33996250ea21a77b365d4805ae1833ab547")],
        &["packagist_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("packagist_ozs", "_3a6d1a4e01f7e87d3399625")],
    ),
    token(
        ("secret.socket_key", "Socket key", "Socket documentation, API tokens"),
        "secret.socket_key",
        (&["sktsec_"], "sktsec_[A-Za-z0-9_-]{40,60}", is_random),
        &[concat!("sktsec_Gk6zqd7", "9nClUseJBriBj-FFSfvUJzMQisSOe3ZNot")],
        &["sktsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sktsec_Gk6", "zqd79nClUseJBriB")],
    ),
    token(
        ("secret.deepsource_token", "DeepSource token", "DeepSource documentation, personal access tokens"),
        "secret.deepsource_token",
        (&["dsp_"], "dsp_[a-f0-9]{40}", is_random),
        &[concat!("dsp_917ec2436d", "551182ae98ec42ab5e00e414c71f42")],
        &["dsp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("dsp_917", "ec2436d551182ae9")],
    ),
    token(
        ("secret.val_town_token", "Val Town token", "Val Town documentation, API tokens"),
        "secret.val_town_token",
        (&["vtwn_"], "vtwn_[A-Za-z0-9]{24,44}", is_random),
        &[concat!("vtwn_9wSgOqkJS", "itjK0zXPojCSmV3zMhFUW")],
        &["vtwn_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("vtwn_9wS", "gOqkJSitj")],
    ),
    token(
        ("secret.wakatime_key", "WakaTime key", "WakaTime developer documentation, API keys"),
        "secret.wakatime_key",
        (&["waka_"], "waka_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("waka_5db87084-", "56b9-684c-0432-8db103204959")],
        &["waka_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("waka_5db", "87084-56b9-68")],
    ),
    token(
        ("secret.swarm_token", "Docker Swarm join token", "Docker documentation, docker swarm join-token"),
        "secret.swarm_token",
        (&["SWMTKN-1-"], "SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}", is_random),
        &[concat!("SWMTKN-1-ihvdw", "pfw3f95bikohwgng56idgt8uguthl085dihguyf07af04-juprz7imo0875j3s4rk0qx8u3")],
        &[
            "SWMTKN-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("SWMTKN-1-ihv", "dwpfw3f95bikohwgng56idgt8uguthl085dihg"),
        ],
    ),
    token(
        ("secret.portainer_token", "Portainer token", "Portainer documentation, API access tokens"),
        "secret.portainer_token",
        (&["ptr_"], "ptr_[A-Za-z0-9+/]{43}=", is_random),
        &[concat!("ptr_fp0ndITZm/", "qiFxGh70FHjPSlUvSSuxRKukmWw44+FTD=")],
        &["ptr_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ptr_fp0", "ndITZm/qiFxGh70FHjP")],
    ),
    token(
        ("secret.rancher_token", "Rancher token", "Rancher documentation, API keys"),
        "secret.rancher_token",
        (&["token-"], "token-[a-z0-9]{5}:[a-z0-9]{54}", is_random),
        &[concat!("token-kxlqm:9d", "h569oiacihucncgw5p83jzzphq1omu5ly9d3n7jas6pfmb1gcmdo")],
        &["token-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("token-kxl", "qm:9dh569oiacihucncgw5p83jzzp")],
    ),
    token(
        ("secret.codesandbox_token", "CodeSandbox token", "CodeSandbox documentation, API tokens"),
        "secret.codesandbox_token",
        (&["csb_v1_"], "csb_v1_[A-Za-z0-9_-]{43}", is_random),
        &[concat!("csb_v1_V6SMVFq", "93hfB15encCzVoNnWDt_tKeVro9y_0ht68DW")],
        &["csb_v1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("csb_v1_V6S", "MVFq93hfB15encCzV")],
    ),
];

/// The value of `//host/:_authToken=`.
fn npmrc_token(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let in_host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'/');
    let host = bytes[..anchor.start].iter().rev().take(64).take_while(|b| in_host(b)).count();
    let (_, host) = text.get(anchor.start - host..anchor.start)?.split_once("//")?;
    let in_token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'=' | b'+' | b'/');
    let end = anchor.end + bytes[anchor.end..].iter().take(256).take_while(|b| in_token(b)).count();
    let value = text.get(anchor.end..end)?;
    let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_host && value.len() >= 16 && is_short(value) && !shared::is_word_at(text, end)).then_some(anchor.end..end)
}
