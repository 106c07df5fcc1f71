//! Keys of identity, vaults and private networks.

use super::{is_long, is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.tailscale_key", "Tailscale key", "Tailscale documentation, key prefixes"),
        "secret.tailscale_key",
        (&["tskey-"], "tskey-(?:api|auth|client|scim|webhook|oauth)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}", is_random),
        &[concat!("tskey-api-EIyg", "YvZgAGhxy-Yp4VBFyfrAlLGU0g0N846Nnmjp")],
        &["tskey-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("tskey-api", "-EIygYvZgAGhxy-Yp4")],
    ),
    token(
        (
            "secret.netbird_token",
            "NetBird token",
            "NetBird documentation, personal access tokens: a checksum at the end",
        ),
        "secret.netbird_token",
        (&["nbp_"], "nbp_[A-Za-z0-9]{36}", is_random),
        &[concat!("nbp_XSGBByKCab", "tJolvNgnGMWgD71x0Y7cgnlzVa")],
        &["nbp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("nbp_XSG", "BByKCabtJolvN")],
    ),
    token(
        ("secret.stytch_secret", "Stytch secret", "Stytch documentation, API keys"),
        "secret.stytch_secret",
        (&["secret-test-", "secret-live-"], "secret-(?:test|live)-[A-Za-z0-9_-]{35}=", is_random),
        &[concat!("secret-test-6g", "H3dz4-OBQ37c6OSojWKSkxHNvc-0K8B7X=")],
        &["secret-test-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("secret-test-6gH", "3dz4-OBQ37c")],
    ),
    token(
        ("secret.ory_token", "Ory token", "Ory documentation, token prefixes"),
        "secret.ory_token",
        (
            &["ory_at_", "ory_rt_", "ory_ac_", "ory_st_", "ory_pat_"],
            "ory_(?:at|rt|ac|st|pat)_[A-Za-z0-9_-]{30}[A-Za-z0-9_.-]*",
            is_random,
        ),
        &[concat!("ory_at_6MD-kFi", "kSoUxeMBeVoMMRlbSg9tYxH")],
        &["ory_at_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("ory_at_6MD", "-kFikSoU")],
    ),
    token(
        ("secret.jumpcloud_key", "JumpCloud key", "JumpCloud documentation, API keys"),
        "secret.jumpcloud_key",
        (&["jca_"], "jca_[A-Za-z0-9]{36}", is_random),
        &[concat!("jca_hTlqmtiPpc", "XyPrdsrxCMwuAm8hYoXRUMWgq8")],
        &["jca_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("jca_hTl", "qmtiPpcXyPrds")],
    ),
    token(
        ("secret.secret_token", "Secret that says so", "RFC 8959: the secret-token URI scheme"),
        "secret.secret_token",
        (&["secret-token:"], "secret-token:[A-Za-z0-9._~%+/=:@-]{16}[A-Za-z0-9._~%+/=:@-]*", is_random),
        &[concat!("secret-token:h", "0nSO:CtNjv2S@atkKN~/")],
        &["secret-token:xxxxxxxxxxxxxxxxxxxxx", concat!("secret-token:h0n", "")],
    ),
    token(
        ("secret.nkey_seed", "NATS seed", "NATS documentation, NKeys: base32 seeds of users, accounts and operators"),
        "secret.nkey_seed",
        (&["SUA", "SAA", "SOA"], "S[UAO]A[A-Z2-7]{55}", is_long),
        &[concat!("SOA6CZUTTEU6CK", "EJAFQWE62S2GOM5WVB6EQVURJFGYXIQANOLSGBBMAWZV")],
        &["SUAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("SOA6CZ", "UTTEU6CKEJAFQWE62S2GOM5WVB")],
    ),
    token(
        ("secret.okta_token", "Okta token in its header", "Okta developer documentation, API tokens: the scheme SSWS"),
        "secret.okta_token",
        (&["SSWS "], "SSWS 00[A-Za-z0-9_-]{40}", is_random),
        &[concat!("SSWS 0075_Db0O", "k6Z-U6JPwyf6OhbbqzW6KbKfLzMMomtnW")],
        &["SSWS xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("SSWS 007", "5_Db0Ok6Z-U6JPwyf")],
    ),
];
