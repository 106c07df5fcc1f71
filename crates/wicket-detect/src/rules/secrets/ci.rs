//! Tokens of build, test, flag and delivery services.

use super::{is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.circleci_token", "CircleCI token", "CircleCI documentation, personal and project API tokens"),
        "secret.circleci_token",
        (&["CCIPAT_", "CCIPRJ_"], "CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}", is_random),
        &[concat!("CCIPAT_hqmDHPO", "tIlcZeGNdj4Slrw_0fd77bc53d45ff8d1544a47c055cf040ed5c5ad1")],
        &["CCIPAT_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("CCIPAT_hqm", "DHPOtIlcZeGNdj4Slrw_0fd77bc53d")],
    ),
    token(
        ("secret.buildkite_token", "Buildkite token", "Buildkite documentation, token security"),
        "secret.buildkite_token",
        (&["bkua_", "bkpt_", "bkct_", "bkaj_"], "bk(?:ua|pt|ct|aj)_[A-Za-z0-9]{40}[A-Za-z0-9]*", is_random),
        &[concat!("bkua_L06rIj6AR", "FAt4JUxZ1zkaqIuwAJCBIMB5DwTIRDOhsV84")],
        &["bkua_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("bkua_L06", "rIj6ARFAt4JUxZ1zkaq")],
    ),
    token(
        (
            "secret.teamcity_token",
            "TeamCity token",
            "TeamCity documentation, access tokens: the header names type TCV2",
        ),
        "secret.teamcity_token",
        (&["eyJ0eXAiOiAiVENWMiJ9."], r"eyJ0eXAiOiAiVENWMiJ9\.[A-Za-z0-9_-]{36}\.[A-Za-z0-9_-]{48}", is_random),
        &[concat!(
            "eyJ0eXAiOiAiVE",
            "NWMiJ9.ewdnoD-iY0hNprLs4mKfH_j7O5h7-Lm0Oobr.6k1BuvZ9jU450k2YQnpwR5zeIpMHC8jvEa1VKZs25NfUSl7g"
        )],
        &[
            "eyJ0eXAiOiAiVENWMiJ9.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("eyJ0eXAiOiAiVENWMiJ9.ewd", "noD-iY0hNprLs4mKfH_j7O5h7-Lm0Oobr.6k1Buv"),
        ],
    ),
    token(
        ("secret.launchdarkly_sdk", "LaunchDarkly SDK key", "LaunchDarkly documentation, environment keys"),
        "secret.launchdarkly_sdk",
        (&["sdk-"], "sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("sdk-b0049919-9", "561-88aa-2f36-fb1067ab0f52")],
        &["sdk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sdk-b00", "49919-9561-88")],
    ),
    token(
        ("secret.launchdarkly_api", "LaunchDarkly access token", "LaunchDarkly documentation, API access tokens"),
        "secret.launchdarkly_api",
        (&["api-"], "api-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("api-f9f8d9f6-6", "82f-c7d0-36fe-69c62a9f6426")],
        &["api-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("api-f9f", "8d9f6-682f-c7")],
    ),
    token(
        ("secret.configcat_key", "ConfigCat SDK key", "ConfigCat documentation, SDK keys"),
        "secret.configcat_key",
        (&["configcat-sdk-1/"], "configcat-sdk-1/[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}", is_random),
        &[concat!("configcat-sdk-", "1/KaciAZswFC0HI1qp8cThIS/kAEqW6u83CQdX1m6KTqugw")],
        &[
            "configcat-sdk-1/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("configcat-sdk-1/Kac", "iAZswFC0HI1qp8c"),
        ],
    ),
    token(
        ("secret.statsig_key", "Statsig key", "Statsig documentation, server secret and console keys"),
        "secret.statsig_key",
        (&["secret-", "console-"], "(?:secret|console)-[A-Za-z0-9]{40,44}", is_random),
        &[concat!("secret-sI5YU3L", "RdgIjQ3IVu0p3PuFZymOhtKTC1jhA989rWGb")],
        &["secret-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("secret-sI5", "YU3LRdgIjQ3IVu0p3")],
    ),
    token(
        ("secret.devcycle_key", "DevCycle server key", "DevCycle documentation, SDK keys"),
        "secret.devcycle_key",
        (&["dvc_server_"], "dvc_server_[a-f0-9_]{32,64}", is_random),
        &[concat!("dvc_server_148", "_0a069374c2717d5f4bc9466d8b6eb494")],
        &["dvc_server_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("dvc_server_148", "_0a069374c2")],
    ),
    token(
        ("secret.lambdatest_key", "LambdaTest key", "LambdaTest documentation, access keys"),
        "secret.lambdatest_key",
        (&["LT_"], "LT_[A-Za-z0-9]{50}", is_random),
        &[concat!("LT_TQ4SBXEUJdo", "O7sqjQbqrfzq73V5SuYUYvNY3ZY7YcsEsqe3onk")],
        &["LT_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("LT_TQ4", "SBXEUJdoO7sqjQbqrfzq73V")],
    ),
    token(
        ("secret.chromatic_token", "Chromatic token", "Chromatic documentation, project tokens"),
        "secret.chromatic_token",
        (&["chpt_"], "chpt_[a-f0-9]{15}", is_random),
        &[concat!("chpt_1c924", "3c057cb081")],
        &["chpt_xxxxxxxxxxxxxxx", concat!("chpt_1c9", "")],
    ),
    token(
        ("secret.depot_token", "Depot token", "Depot documentation, access tokens"),
        "secret.depot_token",
        (&["depot_org_", "depot_project_", "depot_user_"], "depot_(?:org|project|user)_[a-f0-9]{64}", is_random),
        &[concat!("depot_org_8107", "503d3d6c7cf5e2df6fbf261576c0fe251f4e357650d043291c952723d746")],
        &[
            "depot_org_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("depot_org_810", "7503d3d6c7cf5e2df6fbf261576c0f"),
        ],
    ),
    token(
        ("secret.trigger_key", "Trigger.dev key", "Trigger.dev documentation, API keys"),
        "secret.trigger_key",
        (&["tr_dev_", "tr_prod_", "tr_stg_"], "tr_(?:dev|prod|stg)_[A-Za-z0-9]{20,24}", is_random),
        &[concat!("tr_dev_47tVpn0", "rk6GG0ncRk4KUoTM")],
        &["tr_dev_xxxxxxxxxxxxxxxxxxxxxxx", concat!("tr_dev_47t", "Vpn0")],
    ),
    token(
        ("secret.trigger_token", "Trigger.dev personal token", "Trigger.dev documentation, personal access tokens"),
        "secret.trigger_token",
        (&["tr_pat_"], "tr_pat_[A-Za-z0-9]{40}", is_random),
        &[concat!("tr_pat_mNRxXM1", "U9JHwBAUKRTF8sdFK9qTsNcNHNCWRuwxn")],
        &["tr_pat_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("tr_pat_mNR", "xXM1U9JHwBAUKRT")],
    ),
    token(
        ("secret.inngest_key", "Inngest signing key", "Inngest documentation, signing keys"),
        "secret.inngest_key",
        (&["signkey-"], "signkey-(?:prod|test|branch)-[a-f0-9]{32,64}", is_random),
        &[concat!("signkey-prod-3", "aa369faefbdb0057c55dc3b1a2476056917bf")],
        &["signkey-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("signkey-pro", "d-3aa369faefbdb00")],
    ),
    token(
        ("secret.svix_key", "Svix key", "Svix documentation, authentication"),
        "secret.svix_key",
        (&["testsk_"], r"testsk_[A-Za-z0-9_-]{32}(?:\.[a-z]{2})?", is_random),
        &[concat!("testsk_Jn4B6YO", "x6CnIRWtO2arsv39SIW6ABf6c")],
        &["testsk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("testsk_Jn4", "B6YOx6CnIR")],
    ),
    token(
        ("secret.unkey_key", "Unkey root key", "Unkey documentation, root keys"),
        "secret.unkey_key",
        (&["unkey_"], "unkey_[A-Za-z0-9]{20,30}", is_random),
        &[concat!("unkey_t17V4Pg2", "ngLYvbY2ID0YKZ")],
        &["unkey_xxxxxxxxxxxxxxxxxxxxxx", concat!("unkey_t17", "V4P")],
    ),
    token(
        ("secret.arcjet_key", "Arcjet key", "Arcjet documentation, site keys"),
        "secret.arcjet_key",
        (&["ajkey_"], "ajkey_[a-z0-9]{26}", is_random),
        &[concat!("ajkey_8igvwu7k", "g4osktp4yfff7u45b6")],
        &["ajkey_xxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ajkey_8ig", "vwu7kg")],
    ),
    token(
        ("secret.zuplo_key", "Zuplo key", "Zuplo documentation, API keys: a checksum in the last eight characters"),
        "secret.zuplo_key",
        (&["zpka_"], "zpka_[a-f0-9]{32}_[a-f0-9]{8}", is_random),
        &[concat!("zpka_64b0547fe", "d7842b948a4bbbb2558a4a6_ea5f9ed3")],
        &["zpka_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("zpka_64b", "0547fed7842b948a")],
    ),
    token(
        ("secret.kong_token", "Kong Konnect token", "Kong Konnect documentation, personal and system access tokens"),
        "secret.kong_token",
        (&["kpat_", "spat_"], "[ks]pat_[A-Za-z0-9]{50}", is_random),
        &[concat!("kpat_Wk5726DNA", "OOHsqkGdQeKBlZt5kBPXXqdTjRZMdT4w6s5LnVwY4")],
        &["kpat_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("kpat_Wk5", "726DNAOOHsqkGdQeKBlZt5")],
    ),
    token(
        ("secret.gitbook_token", "GitBook token", "GitBook developer documentation, API tokens"),
        "secret.gitbook_token",
        (&["gb_api_"], "gb_api_[A-Za-z0-9]{40}", is_random),
        &[concat!("gb_api_NluutuO", "ci0gjFE2J1pvEcKXdSHj5cC6TThswDTaj")],
        &["gb_api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("gb_api_Nlu", "utuOci0gjFE2J1p")],
    ),
    token(
        ("secret.apify_token", "Apify token", "Apify documentation, API tokens"),
        "secret.apify_token",
        (&["apify_api_"], "apify_api_[A-Za-z0-9]{36,40}", is_random),
        &[concat!("apify_api_EFQr", "Aio3NCXNUD8GJQz5HhjPOu50FGizpl5b")],
        &["apify_api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("apify_api_EFQ", "rAio3NCXNUD")],
    ),
    token(
        ("secret.retool_token", "Retool token", "Retool documentation, API access tokens"),
        "secret.retool_token",
        (&["retool_"], "retool_[a-z0-9]{26}", is_random),
        &[concat!("retool_8hhp286", "1oj32d72kcvz7mz271c")],
        &["retool_xxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("retool_8hh", "p2861o")],
    ),
    token(
        ("secret.postman_collection", "Postman collection key", "Postman documentation, collection access keys"),
        "secret.postman_collection",
        (&["PMAT-"], "PMAT-[A-Z0-9]{26}", is_random),
        &[concat!("PMAT-8NIIMLYVB", "QQD04GAZ9OMFZ43EQ")],
        &["PMAT-xxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("PMAT-8NI", "IMLYVB")],
    ),
    token(
        ("secret.ubidots_token", "Ubidots token", "Ubidots documentation, account tokens"),
        "secret.ubidots_token",
        (&["BBFF-", "BBUS-"], "BB(?:FF|US)-[A-Za-z0-9]{30}", is_random),
        &[concat!("BBFF-vpdkmtv8D", "oOr5bbW5Lheh3l5CRs4f1")],
        &["BBFF-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("BBFF-vpd", "kmtv8DoOr")],
    ),
];
