//! Wallets of crypto-currencies, told by the checksums of their addresses.

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Find, Rule, Sight, Spot, labelled::labelled, shared, tokens::Check};
use crate::checks::{self, wallet};

/// A row for an address, which no sign parts.
const fn address(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (length, check): ((u8, u8), Check),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.97,
        find: Find::Whole { length, check },
        hits,
        passes,
    }
}

/// The rules of this module.
pub static RULES: &[Rule] = &[
    address(
        ("pii.wallet_base58", "Bitcoin or Litecoin address", "Bitcoin Base58Check; version and double SHA-256"),
        "pii.crypto_wallet",
        ((26, 35), wallet::base58check),
        &["send to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
        &["send to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"],
    ),
    address(
        ("pii.wallet_bech32", "Segregated witness address", "BIP 173 and BIP 350"),
        "pii.crypto_wallet",
        ((14, 64), |token| begins_with(token, &["bc1", "tb1", "ltc1"]) && wallet::bech32(token)),
        &["send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"],
        &["send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp"],
    ),
    address(
        ("pii.wallet_cashaddr", "Bitcoin Cash address", "Bitcoin Cash specification, CashAddr: 40-bit BCH code"),
        "pii.crypto_wallet",
        ((42, 42), wallet::cashaddr),
        &[
            "send to bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            "send to qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy",
        ],
        &[
            "send to bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6c",
            "hash qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuz",
        ],
    ),
    address(
        ("pii.wallet_cardano", "Cardano address", "CIP-19, Cardano addresses; Bech32 of any length"),
        "pii.crypto_wallet",
        ((50, 108), |token| begins_with(token, &["addr1", "stake1"]) && wallet::bech32(token)),
        &["delegated by stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw"],
        &["delegated by stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgq"],
    ),
    address(
        ("pii.wallet_ethereum", "Ethereum address", "Ethereum yellow paper, section 7; ERC-55 where it has capitals"),
        "pii.crypto_wallet",
        ((42, 42), |token| wallet::ethereum(token) && checks::entropy(token.as_bytes()) > 2.6),
        &["wallet 0x51409d18039dda6d53b17abad769e7959c75c90b", "to 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"],
        &[
            "0x0000000000000000000000000000000000000000",
            "id 51409d18039dda6d53b17abad769e7959c75c90b",
            "to 0xFb6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        ],
    ),
    address(
        ("pii.wallet_xrp", "XRP Ledger address", "XRP Ledger documentation, base58 encodings"),
        "pii.crypto_wallet",
        ((25, 35), |token| token.starts_with('r') && wallet::xrp(token)),
        &["pay rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"],
        &["pay rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTj"],
    ),
    address(
        ("pii.wallet_stellar", "Stellar account", "Stellar ecosystem proposal 23, strkeys"),
        "pii.crypto_wallet",
        ((56, 69), wallet::stellar),
        &["pay GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"],
        &["pay GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGA"],
    ),
    address(
        ("secret.stellar_seed", "Secret seed of a Stellar account", "Stellar ecosystem proposal 23, strkeys"),
        "secret.stellar_seed",
        ((56, 56), wallet::stellar_seed),
        &[concat!("SCA2MZL3MI5JL43ZJIAY6DX6LBQ4", "MXNJUQ6CZBPQNBZWEJBJM3QCPIVV")],
        &[concat!("SCA2MZL3MI5JL43ZJIAY6DX6LBQ4", "MXNJUQ6CZBPQNBZWEJBJM3QCPIVW")],
    ),
    address(
        ("pii.wallet_monero", "Monero address", "Monero documentation, addresses; four bytes of Keccak-256"),
        "pii.crypto_wallet",
        ((95, 106), wallet::monero),
        &["pay 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"],
        &["pay 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3J"],
    ),
    labelled(
        (
            "pii.wallet_named",
            "Wallet behind its name",
            "Base58 and hexadecimal addresses; checksums may be mistyped, and Solana's have none",
        ),
        "pii.crypto_wallet",
        (
            &[
                "wallet",
                "wallet address",
                "crypto address",
                "bitcoin address",
                "btc address",
                "btc",
                "ethereum address",
                "eth address",
                "solana address",
                "litecoin address",
                "deposit address",
                "payout address",
            ],
            "(?:0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{26,106}|(?:addr|stake)1[02-9ac-hj-np-z]{50,110})",
            |value| checks::entropy(value.as_bytes()) > 3.0 && is_of_all_sorts(value),
        ),
        &[
            "payout_address=0xb2Db30A130Dd37fA54B49d13510cC903aBcb9D14&mail",
            "crypto address 4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwMy",
        ],
        &["wallet size 10", "wallet_connect_provider_of_this_page", "btc 0x0000000000000000000000000000000000000000"],
    ),
    Rule {
        id: "pii.wallet_beside",
        title: "Wallet behind words of coins and payments",
        source: "Base58 and hexadecimal addresses; checksums may be mistyped, and Solana's have none",
        kind: Kind::of("pii.crypto_wallet"),
        confidence: 0.85,
        find: Find::Digit {
            sights: &[Sight { length: (42, 44), behind: Bytes::Any, ..Sight::ANY }],
            look: beside_coins,
        },
        hits: &[
            "Donations accepted at 4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwMy or elsewhere",
            "{\"from\":\"4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwMy\",\"to\"",
            "Please send 53.66 coins to 4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwMy before",
            "the crypto page lists 0xFb6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        ],
        passes: &[
            "the key 4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwMy of",
            "coins/4Nd1mYfQx7sWv9tKe2LhGp3RcZuJb8oA5iTnXqVdPwM=",
            "donated aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ],
    },
];

/// An address of the form of a wallet, with words of coins in front of it.
fn beside_coins(spot: &Spot<'_>) -> Option<Range<usize>> {
    const REACH: usize = 96;
    const COINS: &[&str] = &[
        "wallet",
        "donat",
        "coin",
        "crypto",
        "solana",
        "ethereum",
        "btc",
        "eth:",
        "eth ",
        "usdt",
        "usdc",
        "nft",
        "minted",
        "payout",
        "ledger",
        "metamask",
        "tip jar",
        "blockchain",
        "on-chain",
        "transactions of",
        "airdrop",
        "staking",
        "staked",
        "\"from\":",
        "\"to\":",
        "krypto",
        "spende",
        "spenden an",
        "cripto",
        "monedero",
        "portefeuille",
        "portafoglio",
        "portfel",
    ];
    let value = spot.text.get(spot.start..spot.end)?;
    let is_base58 = |byte: u8| byte.is_ascii_alphanumeric() && !b"0OIl".contains(&byte);
    let is_shaped = match value.strip_prefix("0x") {
        Some(rest) => rest.len() == 40 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => value.len() > 42 && value.bytes().all(is_base58) && value.bytes().any(|b| b.is_ascii_uppercase()),
    };
    let is_alone = !matches!(spot.text.as_bytes().get(spot.end), Some(b'=' | b'_' | b'/' | b'+' | b'-'))
        && !matches!(spot.text.as_bytes().get(..spot.start), Some([.., b'/' | b'+' | b'_' | b'-' | b'.']))
        && !shared::is_word_at(spot.text, spot.end);
    if !is_shaped || !is_alone || checks::entropy(value.as_bytes()) < 3.0 || !is_of_all_sorts(value) {
        return None;
    }
    let head = spot.text.get(spot.text.floor_char_boundary(spot.start.saturating_sub(REACH))..spot.start)?;
    let head = head.to_lowercase();
    COINS.iter().any(|word| head.contains(word)).then_some(spot.start..spot.end)
}

/// Letters of both cases and digits, as random tokens have and long words do not, or hexadecimal digits.
fn is_of_all_sorts(value: &str) -> bool {
    let has = |what: fn(&u8) -> bool| value.bytes().any(|byte| what(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && (has(u8::is_ascii_uppercase) || !value.contains('_'))
}

/// Whether a token begins with one of `heads`, in any case.
fn begins_with(token: &str, heads: &[&str]) -> bool {
    heads.iter().any(|head| token.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)))
}
