//! Keys of shops, marketing and customer data.

use super::{is_long, is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.woocommerce_key", "WooCommerce key", "WooCommerce REST API documentation, authentication"),
        "secret.woocommerce_key",
        (&["ck_", "cs_"], "c[ks]_[a-f0-9]{40}", is_random),
        &[concat!("cs_e3cbf3fef8b", "ec19fe394b4d78331bb63f19fb495")],
        &["ck_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cs_e3c", "bf3fef8bec19fe39")],
    ),
    token(
        ("secret.wix_key", "Wix key", "Wix developer documentation, API keys"),
        "secret.wix_key",
        (&["IST.eyJ"], r"IST\.eyJ[A-Za-z0-9_-]{40}[A-Za-z0-9_.-]*", is_random),
        &[concat!("IST.eyJNUi0bps", "FYpJK0hcT4SeqUajCCt4-dqlUOhBX_2w2il.ttI")],
        &["IST.eyJxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("IST.eyJNUi", "0bpsFYpJK0hcT4SeqUa")],
    ),
    token(
        ("secret.klaviyo_key", "Klaviyo private key", "Klaviyo developer documentation, authentication"),
        "secret.klaviyo_key",
        (&["pk_"], "pk_[a-f0-9]{34}", is_random),
        &[concat!("pk_70544bb2a48", "ef2471e0be550e6d5d16e03")],
        &["pk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pk_705", "44bb2a48ef24")],
    ),
    token(
        ("secret.hubspot_token", "HubSpot private app token", "HubSpot developer documentation, private apps"),
        "secret.hubspot_token",
        (
            &["pat-na", "pat-eu", "pat-ap"],
            "pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("pat-na2-ac7eaf", "02-aa1d-72c2-7d65-07147804353e")],
        &["pat-naxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pat-na2-a", "c7eaf02-aa1d-7")],
    ),
    token(
        ("secret.segment_token", "Segment public API token", "Twilio Segment documentation, Public API"),
        "secret.segment_token",
        (&["sgp_"], "sgp_[A-Za-z0-9]{64}", is_random),
        &[concat!("sgp_6IQEdHH4wI", "hjlXT499AyxEMEWzp4VgNlYoVTcDrL5t0z8vg0asEaQnJHZqKglYhk")],
        &["sgp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sgp_6IQ", "EdHH4wIhjlXT499AyxEMEWzp4VgNlYoV")],
    ),
    token(
        (
            "secret.posthog_key",
            "PostHog personal or project key",
            "PostHog documentation, personal API keys and feature flag keys",
        ),
        "secret.posthog_key",
        (&["phx_", "phs_"], "ph[xs]_[A-Za-z0-9]{40,52}", is_random),
        &[concat!("phs_2jmRGPr7Kk", "fU3plrPxthar9iMN7JV7SnkDHBQr92z1")],
        &["phx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("phs_2jm", "RGPr7KkfU3plrPxth")],
    ),
    token(
        ("secret.metabase_key", "Metabase key", "Metabase documentation, API keys"),
        "secret.metabase_key",
        (&["mb_"], "mb_[A-Za-z0-9+/]{43}=", is_random),
        &[concat!("mb_c+cKIXGwCK/", "nTy6PDHN6Rw0J+N/AhkSsfsvazhhCd8E=")],
        &["mb_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("mb_c+c", "KIXGwCK/nTy6PDHN6Rw")],
    ),
    token(
        ("secret.builder_key", "Builder.io private key", "Builder.io documentation, private keys"),
        "secret.builder_key",
        (&["bpk-"], "bpk-[a-f0-9]{32}", is_random),
        &[concat!("bpk-374321f12b", "3ec095bd10a4d22e3dc5df")],
        &["bpk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("bpk-374", "321f12b3ec0")],
    ),
    token(
        (
            "secret.salesforce_session",
            "Salesforce session",
            "Salesforce developer documentation, access tokens: organisation id and session",
        ),
        "secret.salesforce_session",
        (&["00D"], "00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,120}", is_random),
        &[concat!(
            "00DSvYjlrZPXa2",
            "54!A.kzqPd9BKljgOzlmi7LC3VAICJVYzMnwLTHhl6MFsizcAVEE8tzRXI9EJ.ebvKuzeKcQXDm1GlS45QhIm4HT"
        )],
        &[
            "00Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("00DSvY", "jlrZPXa254!A.kzqPd9BKljgOzlmi7LC3VAICJVYzMnwLTHhl6MFsizc"),
        ],
    ),
    token(
        ("secret.salesforce_refresh", "Salesforce refresh token", "Salesforce developer documentation, OAuth tokens"),
        "secret.salesforce_refresh",
        (&["5Aep"], "5Aep861[A-Za-z0-9._]{70,90}", is_random),
        &[concat!("5Aep861d6jFKmx", "p.pL05EkEr9iI108jHDgNC9Q3q09L.fVWxh4yAmciTE91rGPzmdbCDMqPTdaur6KLwt36")],
        &[
            "5Aepxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("5Aep861", "d6jFKmxp.pL05EkEr9iI108jHDgNC9Q3q09L.fVWxh"),
        ],
    ),
    token(
        ("secret.close_key", "Close key", "Close developer documentation, API keys"),
        "secret.close_key",
        (&["api_"], r"api_[A-Za-z0-9]{22}\.[A-Za-z0-9]{22}", is_random),
        &[concat!("api_4LriePzbxj", "SlxZ71EHKLoH.d5pRQhw3VX2nCH70utKoZF")],
        &["api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("api_4Lr", "iePzbxjSlxZ71EHKLoH")],
    ),
    token(
        ("secret.clickup_token", "ClickUp token", "ClickUp developer documentation, personal tokens"),
        "secret.clickup_token",
        (&["pk_"], "pk_[0-9]{5,9}_[A-Z0-9]{32}", is_random),
        &[concat!("pk_714726_GCD8", "KKDE8HK333HG91BAQ5GJSSB1TVRT")],
        &["pk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pk_714", "726_GCD8KKDE8HK3")],
    ),
    token(
        ("secret.figma_token", "Figma token", "Figma developer documentation, personal access tokens"),
        "secret.figma_token",
        (&["figd_", "figo_"], "fig[do]_[A-Za-z0-9_-]{40}", is_random),
        &[concat!("figd_AhKN4Rgwb", "vBQ8xxSIPykWQxa43bAWEoR0gk00K9J")],
        &["figd_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("figd_AhK", "N4RgwbvBQ8xxSIPy")],
    ),
    token(
        ("secret.trello_token", "Trello token", "Atlassian developer documentation, Trello API tokens"),
        "secret.trello_token",
        (&["ATTA"], "ATTA[a-f0-9]{72}", is_random),
        &[concat!("ATTA23d854a720", "a98f56583b73fb8de8fe29ccf4d2fe8dd65a91c0404c0e8024814c3ff2e312")],
        &["ATTAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ATTA23d", "854a720a98f56583b73fb8de8fe29ccf4d2fe")],
    ),
    token(
        ("secret.dropbox_token", "Dropbox short-lived token", "Dropbox developer documentation, OAuth guide"),
        "secret.dropbox_token",
        (&["sl."], r"sl\.(?:u\.)?[A-Za-z0-9_-]{130}[A-Za-z0-9_-]*", is_random),
        &[concat!(
            "sl.TkN2WA6z7zk",
            "XwnPKahdFYBLkE1TBL7cfmh_DDIJyqd7gU9LfOvRMcO6nRQp7ft82Lf6AraO80mRjaeembzb4p726biAFMbRv4kGgmzToxCdXxSf5vLsPkH3U4lIol6_MtL"
        )],
        &[
            "sl.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("sl.TkN", "2WA6z7zkXwnPKahdFYBLkE1TBL7cfmh_DDIJyqd7gU9LfOvRMcO6nRQp7ft82Lf6AraO80mRjaee"),
        ],
    ),
    token(
        ("secret.zapier_hook", "Zapier webhook", "Zapier documentation, webhooks"),
        "secret.zapier_hook",
        (&["hooks.zapier.com/"], r"hooks\.zapier\.com/hooks/catch/[0-9]{5,10}/[A-Za-z0-9]{6,10}", is_long),
        &[concat!("https://hooks.", "zapier.com/hooks/catch/035238/ZneIn3PcxD")],
        &["hooks.zapier.com/hooks/catch/xxxxxxxxxxxxxxxxxxxxxxxxx", concat!("https://hooks.zapier.com/hooks/c", "")],
    ),
    token(
        ("secret.make_hook", "Make webhook", "Make documentation, webhooks"),
        "secret.make_hook",
        (
            &[
                "hook.eu1.make.com/",
                "hook.eu2.make.com/",
                "hook.us1.make.com/",
                "hook.us2.make.com/",
                "hook.integromat.com/",
            ],
            r"hook\.(?:(?:eu|us)[12]\.make|integromat)\.com/[a-z0-9]{32}",
            is_random,
        ),
        &[concat!("https://hook.e", "u1.make.com/6zg5exqhzpirz7u9jf9ug7vya5dgrazq")],
        &[
            "hook.eu1.make.com/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("https://hook.eu1.make", ".com/6zg5ex"),
        ],
    ),
    token(
        ("secret.linkedin_secret", "LinkedIn client secret", "LinkedIn developer documentation, client secrets"),
        "secret.linkedin_secret",
        (&["WPL_AP"], r"WPL_AP[01]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6,8}={0,2}", is_random),
        &[concat!("WPL_AP1.Ul7QMj", "8bFvBqoKWJ.PFUpFvwG")],
        &["WPL_APxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("WPL_AP1.U", "l7QMj8b")],
    ),
    token(
        ("secret.instagram_token", "Instagram token", "Meta for developers, Instagram access tokens"),
        "secret.instagram_token",
        (&["IGQ", "IGAA"], "IG(?:Q[A-Z]|AA)[A-Za-z0-9_-]{100}[A-Za-z0-9_-]{0,160}", is_random),
        &[concat!(
            "IGQB7B6Je6Tg3K",
            "81Zg2M3X7RJ6lImYf4VJIr5psDS5cySe4Uz7drfebZ9c_D50IQbOoRwoK0e7JRUSCZeCs9zl3fvTxF8sMPSeg4d0LUmln1tB"
        )],
        &[
            "IGQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("IGQB7B", "6Je6Tg3K81Zg2M3X7RJ6lImYf4VJIr5psDS5cySe4Uz7drfebZ9c_D50IQbOo"),
        ],
    ),
    token(
        ("secret.pinterest_token", "Pinterest token", "Pinterest developer documentation, access tokens"),
        "secret.pinterest_token",
        (&["pina_"], "pina_[A-Za-z0-9]{32}[A-Za-z0-9]*", is_random),
        &[concat!("pina_a0XTeN1vp", "NQFKxj99RxzloY0mR00nvfhrnpey")],
        &["pina_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pina_a0X", "TeN1vpNQFKxj99")],
    ),
    token(
        ("secret.riot_key", "Riot Games key", "Riot developer portal documentation"),
        "secret.riot_key",
        (&["RGAPI-"], "RGAPI-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("RGAPI-c53fd927", "-6dd5-1735-5cde-8c71c8c6abed")],
        &["RGAPI-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("RGAPI-c53", "fd927-6dd5-17")],
    ),
    token(
        (
            "secret.roblox_cookie",
            "Roblox session cookie",
            "Roblox documentation, account security: the cookie warns by itself",
        ),
        "secret.roblox_cookie",
        (
            &["_|WARNING:-DO-NOT"],
            r"_\|WARNING:-DO-NOT-SHARE-THIS\.--[A-Za-z-]{20,160}\.?\|_?[A-F0-9]{40}[A-F0-9]*",
            is_long,
        ),
        &[concat!(
            "_|WARNING:-DO-",
            "NOT-SHARE-THIS.--idnVVSMxzloflPPwXQMWB-oe|AF48A6159EC9213C19F9521F504A91234EC9D0B331"
        )],
        &[
            "_|WARNING:-DO-NOT-SHARE-THIS.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("_|WARNING:-DO-NOT-SHARE-THIS.--i", "dnVVSMxzloflPPwXQMWB-oe|AF4"),
        ],
    ),
    token(
        ("secret.lichess_token", "Lichess token", "Lichess API documentation, personal tokens"),
        "secret.lichess_token",
        (&["lip_"], "lip_[A-Za-z0-9]{20}", is_random),
        &[concat!("lip_zTmtF5PG", "mwVRAE2y17uo")],
        &["lip_xxxxxxxxxxxxxxxxxxxx", concat!("lip_zTm", "tF5")],
    ),
    token(
        ("secret.twitch_token", "Twitch chat token", "Twitch developer documentation, chat authentication"),
        "secret.twitch_token",
        (&["oauth:"], "oauth:[a-z0-9]{30}", is_random),
        &[concat!("oauth:vxge8izf", "304ku68vb7kbut51rwox2i")],
        &["oauth:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("oauth:vxg", "e8izf304k")],
    ),
    token(
        ("secret.adafruit_key", "Adafruit IO key", "Adafruit IO documentation, keys"),
        "secret.adafruit_key",
        (&["aio_"], "aio_[A-Za-z0-9]{28}", is_random),
        &[concat!("aio_Wyl0DDyBX6", "Zp1pvbGrThoxEIJ1Fb")],
        &["aio_xxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("aio_Wyl", "0DDyBX6Z")],
    ),
    token(
        ("secret.samsara_token", "Samsara token", "Samsara developer documentation, API tokens"),
        "secret.samsara_token",
        (&["samsara_api_"], "samsara_api_[A-Za-z0-9]{30}", is_random),
        &[concat!("samsara_api_0o", "Cf00CZU5Ikt77jErcnzSNgGcP6Jp")],
        &["samsara_api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("samsara_api_0oC", "f00CZU5")],
    ),
    token(
        ("secret.feishu_webhook", "Feishu or Lark bot webhook", "Feishu Open Platform documentation, custom bots"),
        "secret.feishu_webhook",
        (
            &["open.feishu.cn/", "open.larksuite.com/"],
            r"open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("https://open.f", "eishu.cn/open-apis/bot/v2/hook/16604c3d-015f-657c-31d6-c5b8348c7f6a")],
        &[
            "open.feishu.cn/open-apis/bot/v2/hook/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("https://open.feishu.cn/open-apis/bot/v2/", "hook/166"),
        ],
    ),
    token(
        ("secret.zoho_token", "Zoho OAuth token", "Zoho documentation, OAuth 2.0"),
        "secret.zoho_token",
        (&["1000."], r"1000\.[a-f0-9]{32}\.[a-f0-9]{32}", is_random),
        &[concat!("1000.de3b53f79a8afba701070d26d7f79a", "73.aff5cfd4501150bf8e28d3e14be53589")],
        &["1000.50", concat!("1000.de3", "b53")],
    ),
];
