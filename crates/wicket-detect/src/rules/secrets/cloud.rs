//! Keys of clouds and places to host.

use super::{is_mixed, is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.amazon_mws", "Amazon MWS token", "Amazon Marketplace Web Service developer guide"),
        "secret.amazon_mws",
        (&["amzn.mws."], r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_random),
        &[concat!("amzn.mws.48f2e", "57c-1628-09f8-5238-7a1673343ce1")],
        &["amzn.mws.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("amzn.mws.48f", "2e57c-1628-0")],
    ),
    token(
        (
            "secret.aws_session",
            "AWS session token",
            "AWS STS API reference: tokens begin with the name of their origin in base64",
        ),
        "secret.aws_session",
        (
            &["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz"],
            "(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9+/]{80}[A-Za-z0-9+/]*={0,2}",
            is_random,
        ),
        &[concat!(
            "IQoJb3JpZ2luwc",
            "e0qgjHt7jkEyDZw++ZsJ+/rX1w/0NsRSW33cgh2M8XOTy6CM6w6Md8WpMoTaBvCzK5EMyaiwndQ3li6="
        )],
        &[
            "IQoJb3JpZ2luxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("IQoJb3JpZ2luwce", "0qgjHt7jkEyDZw++ZsJ+/rX1w/0NsRSW33cgh2M8X"),
        ],
    ),
    token(
        (
            "secret.amazon_sp_secret",
            "Amazon Selling Partner secret",
            "Amazon Selling Partner API documentation, client secrets",
        ),
        "secret.amazon_sp_secret",
        (&["amzn1.oa2-cs.v1."], r"amzn1\.oa2-cs\.v1\.[a-f0-9]{64}", is_random),
        &[concat!("amzn1.oa2-cs.v", "1.8c4d532fb48196dc40060c23205257834865a2384f4898c88d64452ddae76791")],
        &[
            "amzn1.oa2-cs.v1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("amzn1.oa2-cs.v1.8c4", "d532fb48196dc40060c232052578"),
        ],
    ),
    token(
        (
            "secret.amazon_lwa_token",
            "Login with Amazon token",
            "Login with Amazon documentation, access and refresh tokens",
        ),
        "secret.amazon_lwa_token",
        (&["Atza|", "Atzr|"], r"Atz[ar]\|[A-Za-z0-9_-]{80}[A-Za-z0-9_-]*", is_random),
        &[concat!("Atza|N5WrYs23b", "7-pcZu8IWJI5fR4KBta_YkxMHy0CRhvaF1nQmhPT3R8OfR3nOSNlQM2Fu-OXJDoLc1sT7gGjH0N")],
        &[
            "Atza|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("Atza|N5W", "rYs23b7-pcZu8IWJI5fR4KBta_YkxMHy0CRhvaF1nQmhP"),
        ],
    ),
    token(
        ("secret.google_refresh", "Google refresh token", "Google identity documentation, OAuth 2.0 refresh tokens"),
        "secret.google_refresh",
        (&["1//0"], "1//0[A-Za-z0-9_-]{40}[A-Za-z0-9_-]*", is_random),
        &[concat!("1//0T8DDC-Y2QY", "nCa6YY8n1isuVXjHc5dhqa5xAHXsqw4")],
        &["1//0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("1//0T8D", "DC-Y2QYnCa6YY8n1i")],
    ),
    token(
        ("secret.alibaba_sts", "Alibaba Cloud STS key id", "Alibaba Cloud documentation, STS AssumeRole"),
        "secret.alibaba_sts",
        (&["STS."], r"STS\.[A-Za-z0-9]{24,40}", is_random),
        &[concat!("STS.O0Q4Z7qO44", "4NYJ7RYLYFBESel")],
        &["STS.xxxxxxxxxxxxxxxxxxxxxxxxx", concat!("STS.O0Q", "4Z7qO4")],
    ),
    token(
        ("secret.scaleway_key", "Scaleway access key", "Scaleway documentation, API keys"),
        "secret.scaleway_key",
        (&["SCW"], "SCW[A-Z0-9]{17}", is_mixed),
        &[concat!("SCWZH01WLN", "KU90L8E4DV")],
        &["SCWxxxxxxxxxxxxxxxxx", concat!("SCWZH0", "1")],
    ),
    token(
        ("secret.digitalocean_spaces", "DigitalOcean Spaces key", "DigitalOcean documentation, Spaces access keys"),
        "secret.digitalocean_spaces",
        (&["DO00", "DO80"], "DO[08]0[A-Z0-9]{17}", is_random),
        &[concat!("DO80W15SJH", "LKF40LFZ1G5")],
        &["DO00xxxxxxxxxxxxxxxxx", concat!("DO80W15", "S")],
    ),
    token(
        (
            "secret.cloudflare_token",
            "Cloudflare token",
            "Cloudflare documentation, API token formats: a checksum in the last eight characters",
        ),
        "secret.cloudflare_token",
        (&["cfut_", "cfat_", "cfk_"], "cf(?:ut|at|k)_[A-Za-z0-9]{40}[a-f0-9]{8}", is_random),
        &[concat!("cfut_6l0MwUg4j", "rOMmDSaRvMi5fzNLPhIzn1EnCTOZ8PR08a9244d")],
        &["cfut_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cfut_6l0", "MwUg4jrOMmDSaRvMi5fzN")],
    ),
    token(
        ("secret.upcloud_token", "UpCloud token", "UpCloud documentation, API tokens"),
        "secret.upcloud_token",
        (&["ucat_"], "ucat_[A-Z0-9]{26}", is_random),
        &[concat!("ucat_XHTHRMP8E", "3VVAZNENUSVLP2U8J")],
        &["ucat_xxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ucat_XHT", "HRMP8E")],
    ),
    token(
        ("secret.exoscale_key", "Exoscale key", "Exoscale documentation, API keys"),
        "secret.exoscale_key",
        (&["EXO"], "EXO[a-f0-9]{24}", is_random),
        &[concat!("EXOd252af1218", "459063b1143b6b")],
        &["EXOxxxxxxxxxxxxxxxxxxxxxxxx", concat!("EXOd25", "2af121")],
    ),
    token(
        ("secret.backblaze_key", "Backblaze application key", "Backblaze B2 documentation, application keys"),
        "secret.backblaze_key",
        (&["K001", "K002", "K003", "K004", "K005"], "K00[1-5][A-Za-z0-9+/]{27}", is_random),
        &[concat!("K003VLz3r5mFRr", "N0++UOUoL4S9H3TjG")],
        &["K001xxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("K003VLz", "3r5mFRr")],
    ),
    token(
        ("secret.akamai_token", "Akamai EdgeGrid token", "Akamai TechDocs, EdgeGrid authentication"),
        "secret.akamai_token",
        (&["akab-"], "akab-[a-z0-9]{16}-[a-z0-9]{16}", is_random),
        &[concat!("akab-0i7dlp2hc", "7hx1yns-6ekt8y130vs7ayaf")],
        &["akab-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("akab-0i7", "dlp2hc7hx1y")],
    ),
    token(
        ("secret.yandex_oauth", "Yandex OAuth token", "Yandex ID documentation, OAuth tokens"),
        "secret.yandex_oauth",
        (&["y0_"], "y0_[A-Za-z0-9_-]{50,66}", is_random),
        &[concat!("y0_M0b-pJhMSQM", "kgVjx_tvfU4ONGPLobjzgXgYIANz5H0EFmMf3c8xbziuO")],
        &["y0_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("y0_M0b", "-pJhMSQMkgVjx_tvfU4ONGPLobj")],
    ),
    token(
        (
            "secret.yandex_dictionary",
            "Yandex dictionary or translation key",
            "Yandex documentation, API keys of Dictionary, Predictor and Translate",
        ),
        "secret.yandex_dictionary",
        (
            &["trnsl.1.1.", "dict.1.1.", "pdct.1.1."],
            r"(?:trnsl|dict|pdct)\.1\.1\.[0-9]{8}T[0-9]{6}Z\.[0-9a-f]{16}\.[0-9a-f]{40}",
            is_random,
        ),
        &[concat!("trnsl.1.1.7854", "5261T839803Z.854087702e0da11a.d158d823856162e220eeb112529e9c6d0649246a")],
        &[
            "trnsl.1.1.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("trnsl.1.1.785", "45261T839803Z.854087702e0da11a.d158d8"),
        ],
    ),
    token(
        (
            "secret.azure_sas",
            "Azure shared access signature",
            "Microsoft Azure documentation, shared access signatures: HMAC-SHA256 in base64",
        ),
        "secret.azure_sas",
        (&["sig="], "sig=[A-Za-z0-9%+/]{43,64}(?:%3[Dd]|=)|sig=[A-Za-z0-9_-]{43}", is_random),
        &[concat!("sig=q2k+JYMsfo", "zro7oJL6pXZR8MnxI/7f743iFvsK7ooqQ3oKk%3d")],
        &["sig=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sig=q2k", "+JYMsfozro7oJL6pXZR8Mnx")],
    ),
    token(
        ("secret.render_key", "Render key", "Render documentation, API keys"),
        "secret.render_key",
        (&["rnd_"], "rnd_[A-Za-z0-9]{28,32}", is_random),
        &[concat!("rnd_x0HK4jxxDP", "ZOXVKKbjMMFJxoT1f7gAx")],
        &["rnd_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("rnd_x0H", "K4jxxDPZOX")],
    ),
    token(
        ("secret.deno_token", "Deno Deploy token", "Deno Deploy documentation, access tokens"),
        "secret.deno_token",
        (&["ddp_", "ddo_"], "dd[po]_[A-Za-z0-9]{36,40}", is_random),
        &[concat!("ddo_58OEUp1aSQ", "wMecNCjOHV5xPPnWS5qk486smr")],
        &["ddp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ddo_58O", "EUp1aSQwMecNC")],
    ),
    token(
        ("secret.planet_key", "Planet key", "Planet developer documentation, API keys"),
        "secret.planet_key",
        (&["PLAK"], "PLAK[a-f0-9]{32}", is_random),
        &[concat!("PLAKc07621bc7f", "711363de505acd25077dee")],
        &["PLAKxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("PLAKc07", "621bc7f7113")],
    ),
    token(
        ("secret.arcgis_key", "ArcGIS key", "ArcGIS developer documentation, API keys"),
        "secret.arcgis_key",
        (&["AAPK", "AAPT"], "AAP[KT][A-Za-z0-9_.-]{60}[A-Za-z0-9_.-]{0,160}", is_random),
        &[concat!("AAPKCB0npQdYaT", "K8X6S10gewoViG6k2uBw7jQoQGLeOjhIln0seY7eSXbv77MwvGZmi5")],
        &["AAPKxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("AAPKCB0", "npQdYaTK8X6S10gewoViG6k2uBw7jQoQ")],
    ),
    token(
        ("secret.mapillary_token", "Mapillary token", "Mapillary developer documentation, access tokens"),
        "secret.mapillary_token",
        (&["MLY|"], r"MLY\|[0-9]{15,18}\|[a-f0-9]{32}", is_random),
        &[concat!("MLY|6863877033", "702464|c9403d079bb2eb599f979d40e96a6bfe")],
        &["MLY|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("MLY|686", "3877033702464|c9403d07")],
    ),
    token(
        ("secret.ngrok_key", "ngrok key", "ngrok documentation, API keys"),
        "secret.ngrok_key",
        (&["ngrok_"], "ngrok_[A-Za-z0-9]{27}_[A-Za-z0-9]{21}", is_random),
        &[concat!("ngrok_ZGBdHxWb", "T1pUGEvOdnAVqPoowh4_Z6PGNMHVYoNNmkv1eeb8w")],
        &["ngrok_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ngrok_ZGB", "dHxWbT1pUGEvOdnAVqPoo")],
    ),
    token(
        ("secret.vercel_blob", "Vercel Blob token", "Vercel documentation, Blob read-write tokens"),
        "secret.vercel_blob",
        (&["vercel_blob_rw_"], r"vercel_blob_rw_[A-Za-z0-9]{14,20}_[A-Za-z0-9]{28,34}", is_random),
        &[concat!("vercel_blob_rw_77hSx91HqaksrCoA", "_qUvlPaJQ5WE2RlTZQcYTbYTTBPynZz")],
        &["vercel_blob_rw_token", concat!("vercel_blob_rw_77h", "Sx9")],
    ),
];
