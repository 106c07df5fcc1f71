//! Keys of logs, alerts, traces and scanners of code.

use super::{is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.honeycomb_key", "Honeycomb key", "Honeycomb documentation, API keys"),
        "secret.honeycomb_key",
        (
            &["hcaik_", "hcbik_", "hcxik_", "hcamk_", "hcbmk_", "hcxmk_", "hcalk_", "hcblk_", "hcxlk_"],
            "hc[abx][iml]k_[0-9a-z]{58}",
            is_random,
        ),
        &[concat!("hcbik_zm06p1cn", "3ge7djil58yfybobo9rdwbjmn4rodyou4uanun26lmd16dkp90")],
        &["hcaik_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("hcbik_zm0", "6p1cn3ge7djil58yfybobo9rdwb")],
    ),
    token(
        ("secret.checkly_key", "Checkly key", "Checkly documentation, API keys"),
        "secret.checkly_key",
        (&["cu_"], "cu_[a-f0-9]{32}", is_random),
        &[concat!("cu_eec2aec8a86", "8f24351471deb432e2633")],
        &["cu_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cu_eec", "2aec8a868f2")],
    ),
    token(
        ("secret.axiom_token", "Axiom token", "Axiom documentation, API and personal tokens"),
        "secret.axiom_token",
        (&["xaat-", "xapt-"], "xa(?:at|pt)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("xaat-013a1e8b-", "6814-2067-ad23-61bc35cce7ea")],
        &["xaat-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("xaat-013", "a1e8b-6814-20")],
    ),
    token(
        ("secret.logfire_token", "Logfire token", "Pydantic Logfire documentation, write tokens"),
        "secret.logfire_token",
        (&["pylf_v1_", "pylf_v2_"], "pylf_v[12]_(?:us|eu|local)_[A-Za-z0-9]{43}", is_random),
        &[concat!("pylf_v2_us_txV", "7KlZ0Z0QZVE4VTteNTEzfttOsuzxljW2fOTa1plQ")],
        &["pylf_v1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pylf_v2_us_", "txV7KlZ0Z0QZVE4VTte")],
    ),
    token(
        ("secret.coralogix_key", "Coralogix key", "Coralogix documentation, API keys"),
        "secret.coralogix_key",
        (&["cxtp_", "cxup_", "cxth_"], "cx(?:tp|up|th)_[A-Za-z0-9]{30}", is_random),
        &[concat!("cxtp_ja2lFOOCk", "XZuGvbfCm2lRifq7Zulke")],
        &["cxtp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cxtp_ja2", "lFOOCkXZu")],
    ),
    token(
        ("secret.firehydrant_token", "FireHydrant token", "FireHydrant documentation, API keys"),
        "secret.firehydrant_token",
        (&["fhb-"], "fhb-[a-f0-9]{32}", is_random),
        &[concat!("fhb-e5f8a4a167", "44e0671ffc00fc6e857124")],
        &["fhb-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("fhb-e5f", "8a4a16744e0")],
    ),
    token(
        ("secret.rootly_token", "Rootly token", "Rootly documentation, API keys"),
        "secret.rootly_token",
        (&["rootly_"], "rootly_[a-f0-9]{64}", is_random),
        &[concat!("rootly_2b48e94", "447724d16bc8c41a3cfe8d16e0c39a094daed56841a447b10a3ef29d4")],
        &["rootly_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("rootly_2b4", "8e94447724d16bc8c41a3cfe8d16e0c")],
    ),
    token(
        ("secret.veracode_id", "Veracode key id", "Veracode documentation, API credentials"),
        "secret.veracode_id",
        (&["vera01"], "vera01[a-z]i-[a-f0-9]{32}", is_random),
        &[concat!("vera01vi-a05c0", "6e5c6db77073a575c7e089edc8a")],
        &["vera01xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("vera01vi-", "a05c06e5c6db")],
    ),
    token(
        ("secret.veracode_secret", "Veracode secret", "Veracode documentation, API credentials"),
        "secret.veracode_secret",
        (&["vera01"], "vera01[a-z]s-[a-f0-9]{128}", is_random),
        &[concat!(
            "vera01as-d3670",
            "e91806fe7006a87f799bda3343b4316b28b85336063291bbf1962a46f5fd4c1878738b40de6d28d0283f0cee7f048e00b46517eeac6ac0f9d2b9601602f"
        )],
        &[
            "vera01xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("vera01as-", "d3670e91806fe7006a87f799bda3343b4316b28b85336063291bbf1962a46f5fd4c1878738b4"),
        ],
    ),
    token(
        ("secret.sentry_integration", "Sentry integration token", "Sentry documentation, auth tokens"),
        "secret.sentry_integration",
        (&["sntryi_", "sntrya_"], "sntry[ia]_[a-f0-9]{64}", is_random),
        &[concat!("sntrya_2eccf42", "eba71294437013b03bd40c6bf78fa4581c6f215929b01be545f6d35ef")],
        &["sntryi_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sntrya_2ec", "cf42eba71294437013b03bd40c6bf78")],
    ),
    token(
        ("secret.newrelic_license", "New Relic licence key", "New Relic documentation, license keys end in NRAL"),
        "secret.newrelic_license",
        (&["eu01xx"], "eu01xx[a-f0-9]{30}NRAL|eu01xx[a-f0-9]{26,34}", is_random),
        &[concat!("eu01xx55849e21", "20803dd279ff477eee76b7NRAL")],
        &["eu01xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("eu01xx558", "49e2120803d")],
    ),
    token(
        ("secret.grafana_k6", "Grafana k6 or OnCall token", "Grafana documentation, Cloud access policy tokens"),
        "secret.grafana_k6",
        (&["glc_eyJ"], "glc_eyJ[A-Za-z0-9+/_-]{40}[A-Za-z0-9+/_-]*={0,2}", is_random),
        &[concat!("glc_eyJrmZb_Tl", "2-ZFICylbSGuiQojtLeVgq8Q6GLd7nha/6g")],
        &["glc_eyJxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("glc_eyJrmZ", "b_Tl2-ZFICylbSGu")],
    ),
    token(
        ("secret.openobserve_token", "OpenObserve token", "OpenObserve documentation, ingestion tokens"),
        "secret.openobserve_token",
        (&["o2oi_", "o2rum_"], "o2(?:oi|rum)_[A-Za-z0-9]{16,40}", is_random),
        &[concat!("o2oi_1IOCPI", "iB2z5z03HcI")],
        &["o2oi_xxxxxxxxxxxxxxxxx", concat!("o2oi_1IO", "")],
    ),
    token(
        ("secret.elastic_cloud_key", "Elastic Cloud key", "Elastic Cloud documentation, API keys"),
        "secret.elastic_cloud_key",
        (&["essu_"], "essu_[A-Za-z0-9+/]{40}[A-Za-z0-9+/]*={0,2}", is_random),
        &[concat!("essu_iMvmMSdso", "9FbRx742Us3sVSHjoHPjeikqNdf0H9H9R==")],
        &["essu_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("essu_iMv", "mMSdso9FbRx742Us3s")],
    ),
    token(
        ("secret.tinybird_token", "Tinybird token", "Tinybird documentation, auth tokens"),
        "secret.tinybird_token",
        (&["p.eyJ"], r"p\.eyJ[A-Za-z0-9_-]{40}[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{43}", is_random),
        &[concat!("p.eyJjItH51GV_", "e1T8lC629_mRKSZQFQJTLsOX8ILwPMEZc.gObArMbmbCTQXMJ626sbj38NCJ9HNylRUK2ARac7ZFP")],
        &[
            "p.eyJxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("p.eyJjIt", "H51GV_e1T8lC629_mRKSZQFQJTLsOX8ILwPMEZc.gObArM"),
        ],
    ),
];
