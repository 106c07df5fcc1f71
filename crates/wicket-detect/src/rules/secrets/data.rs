//! Keys of data stores and what moves data.

use super::{is_random, is_short, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.neon_key", "Neon key", "Neon documentation, API keys"),
        "secret.neon_key",
        (&["napi_"], "napi_[a-z0-9]{64}", is_random),
        &[concat!("napi_7hilx5lft", "o5nvlv9iz2uikvrlopfy9ghauf3lzkmourlelsvwn6vjqeo33axjt8b")],
        &["napi_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("napi_7hi", "lx5lfto5nvlv9iz2uikvrlopfy9ghauf")],
    ),
    token(
        ("secret.neon_password", "Neon password", "Neon documentation, connect from any application"),
        "secret.neon_password",
        (&["npg_"], "npg_[A-Za-z0-9]{12,16}", is_short),
        &[concat!("npg_7DeBX", "Bsu7dw3VBe")],
        &["npg_xxxxxxxxxxxxxxx", concat!("npg_7De", "")],
    ),
    token(
        ("secret.aiven_password", "Aiven service password", "Aiven documentation, service users"),
        "secret.aiven_password",
        (&["AVNS_"], "AVNS_[A-Za-z0-9_-]{19}", is_random),
        &[concat!("AVNS_9o3C9eY", "2xegj1hz7I4k")],
        &["AVNS_xxxxxxxxxxxxxxxxxxx", concat!("AVNS_9o3", "C9")],
    ),
    token(
        ("secret.aiven_token", "Aiven token", "Aiven documentation, authentication tokens"),
        "secret.aiven_token",
        (&["aivenv1"], "aivenv1[A-Za-z0-9+/]{100}[A-Za-z0-9+/]*={0,2}", is_random),
        &[concat!(
            "aivenv1p0Bc51V",
            "xsjhmIPHhh7ALeFbxx/7Rv09a4+e/+FH0Dy7/PeDDreGVWzHlq5RRyXU7wDLrhxbqppBUuUqvOP1Dz2HiFMsPY2fL8/MvC"
        )],
        &[
            "aivenv1xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("aivenv1p0B", "c51VxsjhmIPHhh7ALeFbxx/7Rv09a4+e/+FH0Dy7/PeDDreGVWzHlq5R"),
        ],
    ),
    token(
        ("secret.xata_key", "Xata key", "Xata documentation, API keys"),
        "secret.xata_key",
        (&["xau_"], "xau_[A-Za-z0-9]{30,44}", is_random),
        &[concat!("xau_NKexnfrANZ", "6ilmVQve2H0HrXnxBST9a")],
        &["xau_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("xau_NKe", "xnfrANZ6il")],
    ),
    token(
        ("secret.fauna_secret", "Fauna secret", "Fauna documentation, keys"),
        "secret.fauna_secret",
        (&["fnAC", "fnAD", "fnAE", "fnAF"], "fnA[C-F][A-Za-z0-9_-]{36}", is_random),
        &[concat!("fnAFaISYQFzAsz", "AWJ-nb-vhEpk7qDZYgWnWza_2j")],
        &["fnACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("fnAFaIS", "YQFzAszAWJ-nb")],
    ),
    token(
        (
            "secret.atlas_secret",
            "MongoDB Atlas service account secret",
            "MongoDB Atlas documentation, service accounts",
        ),
        "secret.atlas_secret",
        (&["mdb_sa_sk_"], "mdb_sa_sk_[A-Za-z0-9_-]{40}", is_random),
        &[concat!("mdb_sa_sk_AdzZ", "IQeTDJ5znU317pgtLt3UC5C2MpLtSuCQ4lz5")],
        &["mdb_sa_sk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("mdb_sa_sk_Adz", "ZIQeTDJ5znU317")],
    ),
    token(
        ("secret.confluent_secret", "Confluent Cloud secret", "Confluent documentation, API keys"),
        "secret.confluent_secret",
        (&["cflt"], "cflt[A-Za-z0-9+/]{60}", is_random),
        &[concat!("cfltBcdxfcag3D", "LBACZK4VMqCOzrRYH9j9k70Wr9tfkOILQ586zgq//KdX6CT1zB")],
        &["cfltxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cfltBcd", "xfcag3DLBACZK4VMqCOzrRYH9j9k7")],
    ),
    token(
        ("secret.astra_token", "DataStax Astra token", "DataStax Astra documentation, application tokens"),
        "secret.astra_token",
        (&["AstraCS:"], "AstraCS:[A-Za-z]{24}:[0-9a-f]{64}", is_random),
        &[concat!(
            "AstraCS:cfEkyA",
            "ozXsjKWgmurrbgDYHh:954ddfee6097a7dd3e1dabb123e3090dfad2c919239dbc0e005393e20ff59ae8"
        )],
        &[
            "AstraCS:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("AstraCS:cfE", "kyAozXsjKWgmurrbgDYHh:954ddfee6097a7dd3e1dabb12"),
        ],
    ),
    token(
        ("secret.cockroach_key", "CockroachDB Cloud key", "CockroachDB Cloud documentation, service accounts"),
        "secret.cockroach_key",
        (&["CCDB1_"], "CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}", is_random),
        &[concat!("CCDB1_hTHxWg2Q", "DcBy06V4WVPmbV_KARGCpI1EboWEOlNAalSVOT9ufijfazPzXuJGH8s")],
        &["CCDB1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("CCDB1_hTH", "xWg2QDcBy06V4WVPmbV_KARGCpI1Ebo")],
    ),
    token(
        (
            "secret.databricks_oauth",
            "Databricks OAuth secret",
            "Databricks documentation, OAuth secrets of service principals",
        ),
        "secret.databricks_oauth",
        (&["dose"], "dose[a-f0-9]{32}", is_random),
        &[concat!("dose8b6984bd21", "321ab7081d02fc1c4d7dcd")],
        &["dosexxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("dose8b6", "984bd21321a")],
    ),
    token(
        ("secret.dbt_token", "dbt token", "dbt documentation, service and personal tokens"),
        "secret.dbt_token",
        (&["dbtc_", "dbtu_"], "dbt[cu]_[A-Za-z0-9_-]{37,48}", is_random),
        &[concat!("dbtc_zOkJ7j47L", "dJykVc36iAreAixmhDKezF46_Zan")],
        &["dbtc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("dbtc_zOk", "J7j47LdJykVc36")],
    ),
    token(
        ("secret.hex_token", "Hex token", "Hex documentation, API tokens"),
        "secret.hex_token",
        (&["hxtp_", "hxtw_"], "hxt[pw]_[a-f0-9]{64,96}", is_random),
        &[concat!("hxtp_95c16c8f4", "a0f922e62d06f891390d212168db24447ff01c764e868b1d0dd8358238c")],
        &["hxtp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("hxtp_95c", "16c8f4a0f922e62d06f891390d212168db")],
    ),
    token(
        ("secret.crunchy_key", "Crunchy Bridge key", "Crunchy Bridge documentation, API keys"),
        "secret.crunchy_key",
        (&["cbkey_"], "cbkey_[A-Za-z0-9]{32}[A-Za-z0-9]*", is_random),
        &[concat!("cbkey_EQAzqGJF", "VpO8eGBDXYMkUcmUlVPWoI4uHE")],
        &["cbkey_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cbkey_EQA", "zqGJFVpO8eG")],
    ),
    token(
        ("secret.pscale_role", "PlanetScale Postgres password", "PlanetScale documentation, Postgres roles"),
        "secret.pscale_role",
        (&["pscale_api_"], r"pscale_api_[A-Za-z0-9]{10,20}\.[A-Za-z0-9]{10,16}", is_random),
        &[concat!("pscale_api_V5o", "xI5KZ3v.ExI9h0gtpdS")],
        &["pscale_api_xxxxxxxxxxxxxxxxxxxxxx", concat!("pscale_api_V5o", "xI")],
    ),
    token(
        ("secret.convex_key", "Convex deploy key", "Convex documentation, deploy keys"),
        "secret.convex_key",
        (
            &["prod:", "preview:"],
            r"(?:prod|preview):[a-z]+-[a-z]+-[0-9]{1,4}\|[A-Za-z0-9+/]{60}[A-Za-z0-9+/]*={0,2}",
            is_random,
        ),
        &[concat!("prod:lqdfq-wvz", "-993|6Qk3sTO0pmIX357wybmt7HroH43B2hE0+QCCi0P0na1IFn+W5C7cbhHWvImy46Eou")],
        &[
            "prod:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("prod:lqd", "fq-wvz-993|6Qk3sTO0pmIX357wybmt7HroH43B2hE"),
        ],
    ),
];
