//! Keys that stand in the address of what they open: nodes of block chains, weather, functions, social graphs.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_random, is_short};
use crate::rules::{Find, Rule, shared};

/// Which characters a key is made of.
#[derive(Clone, Copy)]
enum Made {
    /// `0` to `9` and `a` to `f`.
    Hex,
    /// Letters, digits, `_` and `-`.
    Web,
    /// As `Web`, and groups of a UUID count.
    Digits,
}

/// The start of an address, what the key behind it is made of, its fewest and most characters.
const ADDRESSES: &[(&str, Made, (usize, usize))] = &[
    ("infura.io/v3/", Made::Hex, (32, 32)),
    ("infura.io/ws/v3/", Made::Hex, (32, 32)),
    ("alchemy.com/v2/", Made::Web, (32, 32)),
    ("alchemyapi.io/v2/", Made::Web, (32, 32)),
    ("quiknode.pro/", Made::Hex, (40, 40)),
    ("blastapi.io/", Made::Hex, (36, 36)),
    ("getblock.io/", Made::Hex, (32, 36)),
    ("nodereal.io/v1/", Made::Hex, (32, 32)),
    ("helius-rpc.com/?api-key=", Made::Hex, (36, 36)),
    ("appid=", Made::Hex, (32, 32)),
    ("api.openai.azure.com/?api-key=", Made::Hex, (32, 32)),
    ("maker.ifttt.com/use/", Made::Web, (20, 64)),
    ("api.pushcut.io/", Made::Web, (20, 44)),
    ("hc-ping.com/", Made::Hex, (36, 36)),
    ("events.pagerduty.com/integration/", Made::Hex, (32, 32)),
    ("graph.facebook.com/oauth/", Made::Digits, (40, 60)),
    ("access_token=", Made::Digits, (40, 46)),
    ("discord.com/api/v10/webhooks/", Made::Digits, (80, 90)),
];

/// The starts of [`ADDRESSES`], which are what the text is searched for.
const STARTS: &[&str] = &{
    let mut starts = [""; ADDRESSES.len()];
    let mut at = 0;
    while at < starts.len() {
        starts[at] = ADDRESSES[at].0;
        at += 1;
    }
    starts
};

/// How far behind the host of a function its key is looked for, in bytes: what a stream remembers is as long.
const REACH: usize = 112;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.address_key",
        title: "Key in the address of what it opens",
        source: "Documentation of Infura, Alchemy, QuickNode, OpenWeather, IFTTT, Healthchecks, PagerDuty and Facebook Login",
        kind: Kind::of("secret.address_key"),
        confidence: 0.9,
        find: Find::Near { anchors: STARTS, look: key_in_address },
        hits: &[
            concat!("https://mainnet.infura.io/v3/", "8f3c0e5b7a1d4926b0c7e5f1a3d8924b"),
            concat!("https://eth-mainnet.g.alchemy.com/v2/", "x7Kq2mN9pLw4Rt8Vz3Yb6Hc1Jd5Fg0Sa"),
            concat!("data/2.5/weather?q=Oslo&appid=", "8f3c0e5b7a1d4926b0c7e5f1a3d8924b"),
            concat!("me/accounts?access_token=", "531409993727055", "|MP5Fj8ExwCEzs91gzLPamhsdSqj"),
        ],
        passes: &[
            "https://mainnet.infura.io/v3/YOUR-PROJECT-ID",
            "https://eth-mainnet.g.alchemy.com/v2/${ALCHEMY_KEY}",
            "weather?q=Oslo&appid={API key}",
            "wechat appid=wx8f3c0e5b7a1d4926",
            "access_token=YOUR_TOKEN&page=2",
        ],
    },
    Rule {
        id: "secret.function_key",
        title: "Key in the address of an Azure function",
        source: "Azure Functions documentation, HTTP trigger: access keys in the parameter `code`",
        kind: Kind::of("secret.function_key"),
        confidence: 0.9,
        find: Find::Near { anchors: &["azurewebsites.net/"], look: function_key },
        hits: &[concat!(
            "https://mill-fn.azurewebsites.net/api/orders?code=",
            "x7Kq2mN9pLw4Rt8Vz3Yb6Hc1Jd5Fg0SauTiOeWnQvBkMlXzCrP7K2w=="
        )],
        passes: &[
            "https://mill-fn.azurewebsites.net/api/orders?code=<function key>",
            "https://mill-fn.azurewebsites.net/signin?code=42",
        ],
    },
];

/// The key behind the start of an address at `anchor`.
fn key_in_address(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let name = text.get(anchor.clone())?;
    let (_, made, (fewest, most)) = *ADDRESSES.iter().find(|(start, ..)| start.eq_ignore_ascii_case(name))?;
    let in_key = |b: &u8| match made {
        Made::Hex => b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'-'),
        Made::Web => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        Made::Digits => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'|' | b'/'),
    };
    let length = text.as_bytes().get(anchor.end..)?.iter().take(most + 1).take_while(|b| in_key(b)).count();
    let key = text.get(anchor.end..anchor.end + length)?;
    // `531409993727055|MP5F…`: the number of an app and its secret.
    let is_of_app = || {
        let number = key.split(['|', '/']).next().unwrap_or_default();
        (13..=20).contains(&number.len()) && number.len() < key.len() && number.bytes().all(|b| b.is_ascii_digit())
    };
    let is_key = (fewest..=most).contains(&length)
        && is_short(key)
        && (!matches!(made, Made::Digits) || is_of_app())
        && !shared::is_word_at(text, anchor.end + length);
    is_key.then_some(anchor.end..anchor.end + length)
}

/// The value of `code` in the address of the function at `anchor`.
fn function_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let path = text.get(anchor.end..limit)?.split_whitespace().next()?;
    let start = anchor.end + path.find("code=")? + "code=".len();
    let in_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/' | b'=' | b'%');
    let length = text.as_bytes().get(start..)?.iter().take(112).take_while(|b| in_key(b)).count();
    ((40..=112).contains(&length) && is_random(text.get(start..start + length)?)).then_some(start..start + length)
}
