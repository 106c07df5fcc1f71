//! Keys that move money.

use super::{is_mixed, is_random, is_short, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.razorpay_key", "Razorpay key", "Razorpay documentation, API keys"),
        "secret.razorpay_key",
        (&["rzp_live_", "rzp_test_"], "rzp_(?:live|test)_[A-Za-z0-9]{14}", is_random),
        &[concat!("rzp_live_xC", "19XJYb43UMXv")],
        &["rzp_live_xxxxxxxxxxxxxx", concat!("rzp_live_xC1", "")],
    ),
    token(
        ("secret.mollie_key", "Mollie key", "Mollie documentation, authentication"),
        "secret.mollie_key",
        (&["live_"], "live_[A-Za-z0-9]{30}", is_mixed),
        &[concat!("live_Iw9mB1CWT", "cIqzxPPFgZDfHh8d8wemT")],
        &["live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("live_Iw9", "mB1CWTcIq")],
    ),
    token(
        ("secret.checkout_key", "Checkout.com sandbox key", "Checkout.com documentation, API keys"),
        "secret.checkout_key",
        (&["sk_sbox_"], "sk_sbox_[a-z0-9]{26}[a-z0-9*#$=]", is_random),
        &[concat!("sk_sbox_7y1rc1", "eoye4jem6w8ij1hn7e6sw")],
        &["sk_sbox_xxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sk_sbox_7y1", "rc1eoy")],
    ),
    token(
        ("secret.plaid_token", "Plaid access token", "Plaid API documentation, tokens"),
        "secret.plaid_token",
        (
            &["access-sandbox-", "access-development-", "access-production-"],
            "access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("access-sandbox", "-bd161725-d3bc-4ada-3922-f7f0d5ffc4e5")],
        &["access-sandbox-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("access-sandbox-bd1", "61725-d3bc")],
    ),
    token(
        ("secret.plaid_public", "Plaid public token", "Plaid API documentation, tokens"),
        "secret.plaid_public",
        (
            &["public-sandbox-", "public-production-"],
            "public-(?:sandbox|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("public-sandbox", "-1533dbb4-53f6-2b18-5ad7-47d35aa43cbb")],
        &["public-sandbox-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("public-sandbox-153", "3dbb4-53f6")],
    ),
    token(
        ("secret.klarna_key", "Klarna key", "Klarna documentation, API credentials"),
        "secret.klarna_key",
        (&["klarna_live_api_", "klarna_test_api_"], "klarna_(?:live|test)_api_[A-Za-z0-9+/=_-]{40,120}", is_random),
        &[concat!("klarna_live_ap", "i_uQIL9BEuxiLiXPWhGxEdkp9vWsbHweqDldiOoOPRP2Nzk")],
        &[
            "klarna_live_api_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("klarna_live_api_uQI", "L9BEuxiLiXPWhGx"),
        ],
    ),
    token(
        ("secret.paddle_key", "Paddle key", "Paddle developer documentation, API keys"),
        "secret.paddle_key",
        (
            &["pdl_live_apikey_", "pdl_sdbx_apikey_"],
            "pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
            is_random,
        ),
        &[concat!("pdl_live_apike", "y_s0sw9i6lh1esw0w046wmq2tm36_dYzOf9IPRIL235flmcjwKO_9iF")],
        &[
            "pdl_live_apikey_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("pdl_live_apikey_s0s", "w9i6lh1esw0w046wmq2tm"),
        ],
    ),
    token(
        ("secret.paddle_webhook", "Paddle webhook secret", "Paddle developer documentation, signature verification"),
        "secret.paddle_webhook",
        (&["pdl_ntfset_"], "pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}", is_random),
        &[concat!("pdl_ntfset_ljg", "witsyxgklhcwi5p0g46epw0_gbQOtE5AUP6xyezf71bfcWMNZ9fxEXCe")],
        &[
            "pdl_ntfset_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("pdl_ntfset_ljg", "witsyxgklhcwi5p0g46epw0_gb"),
        ],
    ),
    token(
        ("secret.xendit_key", "Xendit key", "Xendit documentation, API keys"),
        "secret.xendit_key",
        (&["xnd_development_", "xnd_production_"], "xnd_(?:development|production)_[A-Za-z0-9]{40,64}", is_random),
        &[concat!("xnd_developmen", "t_5lBKQmvxRWHxV8vxQXJVbSE22praef1yXOaP1Dzwmh")],
        &["xnd_development_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("xnd_development_5lB", "KQmvxRWHxV8vx")],
    ),
    token(
        ("secret.midtrans_key", "Midtrans server key", "Midtrans documentation, access keys"),
        "secret.midtrans_key",
        (&["Mid-server-", "SB-Mid-server-"], "(?:SB-)?Mid-server-[A-Za-z0-9_-]{24}", is_random),
        &[concat!("SB-Mid-server-", "zPrhd4fl-9LZvs40lhgOD-Q4")],
        &["Mid-server-xxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("SB-Mid-server-", "zPrhd")],
    ),
    token(
        ("secret.omise_key", "Omise secret key", "Omise documentation, authentication"),
        "secret.omise_key",
        (&["skey_"], "skey_(?:test_)?[a-z0-9]{19}", is_random),
        &[concat!("skey_9ckmldn", "6mpxy4it3b9f")],
        &["skey_xxxxxxxxxxxxxxxxxxx", concat!("skey_9ck", "ml")],
    ),
    token(
        ("secret.mercadopago_token", "Mercado Pago token", "Mercado Pago developer documentation, credentials"),
        "secret.mercadopago_token",
        (&["APP_USR-", "TEST-"], "(?:APP_USR|TEST)-[0-9]{10,20}-[0-9]{6}-[a-f0-9]{32}-[0-9]{6,12}", is_random),
        &[concat!("APP_USR-212631", "5560-209030-1089a4569e6065c6d58a1a74b37cc1c2-821636")],
        &["APP_USR-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("APP_USR-212", "6315560-209030-1089a4569e6")],
    ),
    token(
        ("secret.cashfree_key", "Cashfree key", "Cashfree documentation, API keys"),
        "secret.cashfree_key",
        (&["cfsk_ma_"], "cfsk_ma_(?:prod|test)_[a-f0-9]{32}_[a-f0-9]{8}", is_random),
        &[concat!("cfsk_ma_prod_4", "25e82f65287346c14841ddad24d01ad_330cf722")],
        &["cfsk_ma_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("cfsk_ma_pro", "d_425e82f65287346c1")],
    ),
    token(
        ("secret.monnify_key", "Monnify key", "Monnify documentation, API keys"),
        "secret.monnify_key",
        (&["MK_PROD_", "MK_TEST_"], "MK_(?:PROD|TEST)_[A-Z0-9]{10}", is_short),
        &[concat!("MK_PROD_8", "S86SS3L4E")],
        &["MK_PROD_xxxxxxxxxx", concat!("MK_PROD_8S8", "")],
    ),
    token(
        ("secret.polar_token", "Polar token", "Polar documentation, access tokens"),
        "secret.polar_token",
        (&["polar_oat_", "polar_pat_", "polar_whs_"], "polar_(?:oat|pat|whs)_[A-Za-z0-9]{32}[A-Za-z0-9]*", is_random),
        &[concat!("polar_oat_S3EM", "TL0DdH3PjoNHBhhyzXTRWuYmhs9AP6")],
        &["polar_oat_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("polar_oat_S3E", "MTL0DDHEPj")],
    ),
    token(
        ("secret.brex_token", "Brex token", "Brex developer documentation, user tokens"),
        "secret.brex_token",
        (&["bxt_"], "bxt_[A-Za-z0-9]{40}", is_random),
        &[concat!("bxt_qArrIS8Tkw", "yAlFwC6fct2qfWRZMubO3cKkHxPNNq")],
        &["bxt_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("bxt_qAr", "rIS8TkwyAlFwC6fc")],
    ),
    token(
        ("secret.ramp_secret", "Ramp secret", "Ramp developer documentation, client secrets"),
        "secret.ramp_secret",
        (&["ramp_sec_"], "ramp_sec_[A-Za-z0-9]{40,48}", is_random),
        &[concat!("ramp_sec_PRO0c", "mLQz3Z4n93mF6NC7O17wRkYt90QhRZ1zXihk5eaQe")],
        &["ramp_sec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ramp_sec_PRO", "0cmLQz3Z4n93mF6NC7")],
    ),
    token(
        ("secret.persona_key", "Persona key", "Persona documentation, API keys"),
        "secret.persona_key",
        (
            &["persona_sandbox_", "persona_production_"],
            "persona_(?:sandbox|production)_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("persona_sandbo", "x_b3e37df1-b9f5-1e1e-3575-95bc992f4c67")],
        &["persona_sandbox_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("persona_sandbox_b3e", "37df1-b9f")],
    ),
    token(
        ("secret.onfido_token", "Onfido token", "Onfido documentation, API tokens"),
        "secret.onfido_token",
        (
            &["api_live", "api_sandbox"],
            r"api_(?:live|sandbox)(?:_us|_ca)?\.[A-Za-z0-9_-]{11}\.[A-Za-z0-9_-]{32}",
            is_random,
        ),
        &[concat!("api_live_us.yy", "XxUGhwG9t.XasHLYQviJmPrYUWrJfhpRVvJYMkKeom")],
        &["api_livexxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("api_live_us", ".yyXxUGhwG9t.XasHLYQ")],
    ),
    token(
        ("secret.lob_key", "Lob key", "Lob documentation, API keys"),
        "secret.lob_key",
        (&["live_"], "live_[a-f0-9]{35}", is_random),
        &[concat!("live_5b25d87be", "7e850f04ad5412765e57872492")],
        &["live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("live_5b2", "5d87be7e850f")],
    ),
    token(
        ("secret.square_oauth", "Square OAuth secret", "Square developer documentation, OAuth"),
        "secret.square_oauth",
        (&["sq0idb-", "sq0csb-", "sq0csp-"], "sq0(?:id|cs)[bp]-[A-Za-z0-9_-]{43}", is_random),
        &[concat!("sq0idb-emSMPqQ", "c_RxEfg-799Zn3BzLLYbMouvOxPG7vG_uqcK")],
        &["sq0idb-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sq0idb-emS", "MPqQc_RxEfg-799Zn")],
    ),
    token(
        (
            "secret.coinbase_key",
            "Coinbase Developer Platform key id",
            "Coinbase Developer Platform documentation, API keys",
        ),
        "secret.coinbase_key",
        (
            &["organizations/"],
            "organizations/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/apiKeys/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!(
            "organizations/",
            "340162d5-af63-56b7-3b01-619847ee601a/apiKeys/05cfe436-6e99-b648-6111-438336abf691"
        )],
        &[
            "organizations/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("organizations/340", "162d5-af63-56b7-3b01-619847ee601a/apiKey"),
        ],
    ),
    token(
        ("secret.bitcoin_xprv", "Extended private key", "BIP 32: Base58Check of a private key with its chain code"),
        "secret.bitcoin_xprv",
        (&["xprv", "yprv", "zprv", "tprv"], "[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107,108}", is_random),
        &[concat!(
            "zprvSmCgmXbwgh",
            "WyE8Mh3NsuMDcrrk5dXaLQWKzMSwUJ5jjF1B89PwRvAaTDSasUM26tQ1HPjAnaB3CSw9jGeDTk7NydFTH6YCMoX3kGmWjDVTL"
        )],
        &[
            "xprvxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("zprvSmC", "gmXbwghWyE8Mh3NsuMDcrrk5dXaLQWKzMSwUJ5jjF1B89PwRvAaTDSasUM26t"),
        ],
    ),
];
