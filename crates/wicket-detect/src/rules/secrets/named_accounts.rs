//! Keys without a start of their own, told by the vendor's word in the name that they are assigned to: money, media, accounts.

use super::{is_long, is_short, named};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    named(
        ("secret.hubspot_key", "HubSpot key", "HubSpot developer documentation, API keys before private apps"),
        "secret.hubspot_key",
        (
            &["hubspot", "hapikey"],
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            is_short,
        ),
        &[concat!("HUBSPOT_API_KEY=", "5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615")],
        &[concat!("hubspot_portal=", "5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615"), "\"hubspot_api_key = ${HUBSPOT_KEY}\""],
    ),
    named(
        ("secret.dropbox_key", "Dropbox long-lived token or secret", "Dropbox developer documentation, OAuth guide"),
        "secret.dropbox_key",
        (&["dropbox"], "[a-z0-9]{11}AAAAAAAAAA[A-Za-z0-9=_-]{43}|[a-z0-9]{15}", is_long),
        &[concat!("\"dropboxApiKey\": \"p9q4bf166z8AAAAAAAAAAqta4HOIW_Ll", "yyhrd2M-ROAF7QjkD57g6hTMEzFnxgYm\"")],
        &[
            "the dropbox api key is missing",
            concat!("dropbox_trace=", "p9q4bf166z8AAAAAAAAAAqta4HOIW_Ll", "yyhrd2M-ROAF7QjkD57g6hTMEzFnxgYm"),
            "dropbox_api_key = ${DROPBOX_KEY}",
        ],
    ),
    named(
        ("secret.facebook_app", "Facebook app token", "Meta for developers, app access tokens: app id, bar, secret"),
        "secret.facebook_app",
        (&["facebook"], r"[0-9]{15,16}(?:\||%7C)[A-Za-z0-9_-]{27,40}|[a-f0-9]{32}", is_short),
        &[concat!("<add key=\"facebookApiKey\" value=\"4451007578948794|XRs_Z7LS", "t8-OQS72vd8SdsIOnMYU8UlQs\" />")],
        &[
            "the facebook api key is missing",
            concat!("facebook_trace=", "4451007578948794|XRs_Z7LS", "t8-OQS72vd8SdsIOnMYU8UlQs"),
            "facebook_api_key = ${FACEBOOK_KEY}",
        ],
    ),
    named(
        ("secret.linkedin_key", "LinkedIn secret", "LinkedIn developer documentation, client credentials"),
        "secret.linkedin_key",
        (&["linkedin", "linked_in"], "[A-Za-z0-9]{16}", is_short),
        &[concat!("- name: LINKEDIN_TOKEN\n  value: NqxBjcBl", "1r5somDa")],
        &[
            "the linkedin api key is missing",
            concat!("linkedin_trace=", "NqxBjcBl", "1r5somDa"),
            "linkedin_api_key = ${LINKEDIN_KEY}",
        ],
    ),
    named(
        ("secret.alpaca_key", "Alpaca key", "Alpaca documentation, API keys"),
        "secret.alpaca_key",
        (&["alpaca", "apca"], "[AP]K[A-Z0-9]{18}|[A-Za-z0-9]{40}", is_short),
        &[concat!("const alpacaSecret = 'AKIWUPNRFK", "20455NS56I';")],
        &[
            "the alpaca api key is missing",
            concat!("alpaca_trace=", "AKIWUPNRFK", "20455NS56I"),
            "alpaca_api_key = ${ALPACA_KEY}",
        ],
    ),
    named(
        ("secret.finnhub_token", "Finnhub token", "Finnhub documentation, authentication"),
        "secret.finnhub_token",
        (&["finnhub"], "[a-z0-9]{20}(?:[a-z0-9]{20})?", is_short),
        &[concat!("my finnhub token is 32bhdh2uh5", "sgfvufj9ud")],
        &[
            "the finnhub api key is missing",
            concat!("finnhub_trace=", "32bhdh2uh5", "sgfvufj9ud"),
            "finnhub_api_key = ${FINNHUB_KEY}",
        ],
    ),
    named(
        ("secret.finicity_key", "Finicity key or secret", "Mastercard Open Banking documentation, app keys"),
        "secret.finicity_key",
        (&["finicity"], "[a-f0-9]{32}|[A-Za-z0-9]{20}", is_short),
        &[concat!("<add key=\"finicityApiKey\" value=\"604f327418e9b3d9", "8ab0cb2d3027b360\" />")],
        &[
            "the finicity api key is missing",
            concat!("finicity_trace=", "604f327418e9b3d9", "8ab0cb2d3027b360"),
            "finicity_api_key = ${FINICITY_KEY}",
        ],
    ),
    named(
        ("secret.plaid_secret", "Plaid secret or client id", "Plaid API documentation, API keys"),
        "secret.plaid_secret",
        (&["plaid"], "[a-f0-9]{30}|[a-z0-9]{24}", is_short),
        &[concat!("- name: PLAID_TOKEN\n  value: a00a8fb3891f802", "4f2e6e3730557a3")],
        &[
            "the plaid api key is missing",
            concat!("plaid_trace=", "a00a8fb3891f802", "4f2e6e3730557a3"),
            "plaid_api_key = ${PLAID_KEY}",
        ],
    ),
    named(
        ("secret.coinbase_secret", "Coinbase token", "Coinbase documentation, API keys"),
        "secret.coinbase_secret",
        (&["coinbase"], "[A-Za-z0-9_-]{64}|[A-Za-z0-9]{32}", is_short),
        &[concat!("COINBASE_API_KEY=yU_LdFe6TxKyTZaW9xXg9vV3ytbOE-hd", "D5vGPbBmjBiygAQDJ-zOl6NypifRgQtp")],
        &[
            "the coinbase api key is missing",
            concat!("coinbase_trace=", "yU_LdFe6TxKyTZaW9xXg9vV3ytbOE-hd", "D5vGPbBmjBiygAQDJ-zOl6NypifRgQtp"),
            "coinbase_api_key = ${COINBASE_KEY}",
        ],
    ),
    named(
        ("secret.binance_key", "Binance key or secret", "Binance documentation, API keys"),
        "secret.binance_key",
        (&["binance"], "[A-Za-z0-9]{64}", is_short),
        &[concat!("binance_token: \"JVnhsleAwwI5rpBpJ5z69Iy3okPSuanQ", "p85vVleDjXmDpW1jKRKdPOsB2zxJNHCh\"")],
        &[
            "the binance api key is missing",
            concat!("binance_trace=", "JVnhsleAwwI5rpBpJ5z69Iy3okPSuanQ", "p85vVleDjXmDpW1jKRKdPOsB2zxJNHCh"),
            "binance_api_key = ${BINANCE_KEY}",
        ],
    ),
    named(
        ("secret.kraken_key", "Kraken key or secret", "Kraken documentation, API keys"),
        "secret.kraken_key",
        (&["kraken"], "[A-Za-z0-9+/]{56}|[A-Za-z0-9+/]{86}==", is_short),
        &[concat!("\"krakenApiKey\": \"alPWcZWvctXx8AYXuuz9ZNh8Ztd6", "tNmbjRmh5NucVcLcMbVJSxf1Xsij\"")],
        &[
            "the kraken api key is missing",
            concat!("kraken_trace=", "alPWcZWvctXx8AYXuuz9ZNh8Ztd6", "tNmbjRmh5NucVcLcMbVJSxf1Xsij"),
            "kraken_api_key = ${KRAKEN_KEY}",
        ],
    ),
    named(
        ("secret.kucoin_secret", "KuCoin key or secret", "KuCoin documentation, authentication"),
        "secret.kucoin_secret",
        (
            &["kucoin"],
            "[a-f0-9]{24}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            is_short,
        ),
        &[concat!("const kucoinSecret = '9a4bdae42a82", "1616ee2aaa89';")],
        &[
            "the kucoin api key is missing",
            concat!("kucoin_trace=", "9a4bdae42a82", "1616ee2aaa89"),
            "kucoin_api_key = ${KUCOIN_KEY}",
        ],
    ),
    named(
        ("secret.bittrex_key", "Bittrex key or secret", "Bittrex documentation, authentication"),
        "secret.bittrex_key",
        (&["bittrex"], "[a-f0-9]{32}", is_short),
        &[concat!("my bittrex token is 7794ec7a01559583", "fd1ca53d920ebeb4")],
        &[
            "the bittrex api key is missing",
            concat!("bittrex_trace=", "7794ec7a01559583", "fd1ca53d920ebeb4"),
            "bittrex_api_key = ${BITTREX_KEY}",
        ],
    ),
    named(
        ("secret.infura_key", "Infura key", "MetaMask Infura documentation, API keys"),
        "secret.infura_key",
        (&["infura"], "[a-f0-9]{32}", is_short),
        &[concat!("<add key=\"infuraApiKey\" value=\"e2d6a1917b10ffe9", "4cb21f0825e37e03\" />")],
        &[
            "the infura api key is missing",
            concat!("infura_trace=", "e2d6a1917b10ffe9", "4cb21f0825e37e03"),
            "infura_api_key = ${INFURA_KEY}",
        ],
    ),
    named(
        ("secret.etherscan_key", "Etherscan key", "Etherscan documentation, API keys"),
        "secret.etherscan_key",
        (&["etherscan"], "[A-Z0-9]{34}", is_short),
        &[concat!("- name: ETHERSCAN_TOKEN\n  value: YUB1NZBOX9XRR00XE", "MJW01B779NAXPQU29")],
        &[
            "the etherscan api key is missing",
            concat!("etherscan_trace=", "YUB1NZBOX9XRR00XE", "MJW01B779NAXPQU29"),
            "etherscan_api_key = ${ETHERSCAN_KEY}",
        ],
    ),
    named(
        ("secret.alchemy_key", "Alchemy key", "Alchemy documentation, API keys"),
        "secret.alchemy_key",
        (&["alchemy"], "[A-Za-z0-9_-]{32}", is_short),
        &[concat!("ALCHEMY_API_KEY=sDcC7eaU1_QOcPwm", "GwjNHSfMFPMMpyDY")],
        &[
            "the alchemy api key is missing",
            concat!("alchemy_trace=", "sDcC7eaU1_QOcPwm", "GwjNHSfMFPMMpyDY"),
            "alchemy_api_key = ${ALCHEMY_KEY}",
        ],
    ),
    named(
        ("secret.wise_token", "Wise token", "Wise platform documentation, API tokens"),
        "secret.wise_token",
        (
            &["transferwise", "wise_api"],
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            is_short,
        ),
        &[concat!("transferwise_token: \"5519c3FA-Ffb3-Ea57", "-bc33-83C5a38c4ae4\"")],
        &[
            "the transferwise api key is missing",
            concat!("transferwise_trace=", "5519c3FA-Ffb3-Ea57", "-bc33-83C5a38c4ae4"),
            "transferwise_api_key = ${TRANSFERWISE_KEY}",
        ],
    ),
    named(
        ("secret.confluent_named", "Confluent key or secret", "Confluent documentation, API keys"),
        "secret.confluent_named",
        (&["confluent"], "[A-Za-z0-9+/]{64}|[A-Z0-9]{16}", is_short),
        &[concat!(
            "<add key=\"confluentApiKey\" value=\"swvjyp6AgeyebNjm4NwEBvjeivFXWWmS",
            "vAzzofWSovmQD4DBE5pF1QroMJ0JkpXc\" />"
        )],
        &[
            "the confluent api key is missing",
            concat!("confluent_trace=", "swvjyp6AgeyebNjm4NwEBvjeivFXWWmS", "vAzzofWSovmQD4DBE5pF1QroMJ0JkpXc"),
            "confluent_api_key = ${CONFLUENT_KEY}",
        ],
    ),
    named(
        ("secret.contentful_delivery", "Contentful delivery token", "Contentful documentation, Content Delivery API"),
        "secret.contentful_delivery",
        (&["contentful"], "[A-Za-z0-9_-]{43}", is_short),
        &[concat!("- name: CONTENTFUL_TOKEN\n  value: 61Faln5G-yduodVSLiMbJ", "i3l0c-LJICnTnc8VIS8QG7")],
        &[
            "the contentful api key is missing",
            concat!("contentful_trace=", "61Faln5G-yduodVSLiMbJ", "i3l0c-LJICnTnc8VIS8QG7"),
            "contentful_api_key = ${CONTENTFUL_KEY}",
        ],
    ),
    named(
        ("secret.etsy_key", "Etsy key", "Etsy developer documentation, API keys"),
        "secret.etsy_key",
        (&["etsy"], "[a-z0-9]{24}", is_short),
        &[concat!("ETSY_API_KEY=2y1hhnjz7z9y", "dadj41fm3hnv")],
        &[
            "the etsy api key is missing",
            concat!("etsy_trace=", "2y1hhnjz7z9y", "dadj41fm3hnv"),
            "etsy_api_key = ${ETSY_KEY}",
        ],
    ),
    named(
        ("secret.bigcommerce_token", "BigCommerce token", "BigCommerce developer documentation, API accounts"),
        "secret.bigcommerce_token",
        (&["bigcommerce"], "[a-z0-9]{31}", is_short),
        &[concat!("bigcommerce_token: \"rnph18k5e5ansma", "np9891jb7uihc0pm\"")],
        &[
            "the bigcommerce api key is missing",
            concat!("bigcommerce_trace=", "rnph18k5e5ansma", "np9891jb7uihc0pm"),
            "bigcommerce_api_key = ${BIGCOMMERCE_KEY}",
        ],
    ),
    named(
        ("secret.spotify_secret", "Spotify secret", "Spotify developer documentation, apps"),
        "secret.spotify_secret",
        (&["spotify"], "[a-f0-9]{32}", is_short),
        &[concat!("\"spotifyApiKey\": \"6ae4ae977aea5e40", "d9424b00706ceaeb\"")],
        &[
            "the spotify api key is missing",
            concat!("spotify_trace=", "6ae4ae977aea5e40", "d9424b00706ceaeb"),
            "spotify_api_key = ${SPOTIFY_KEY}",
        ],
    ),
    named(
        ("secret.twitch_secret", "Twitch token or secret", "Twitch developer documentation, authentication"),
        "secret.twitch_secret",
        (&["twitch"], "[a-z0-9]{30}", is_short),
        &[concat!("const twitchSecret = 'o5758d1uau2sxk6", "3p5dfu8fv0a7oex';")],
        &[
            "the twitch api key is missing",
            concat!("twitch_trace=", "o5758d1uau2sxk6", "3p5dfu8fv0a7oex"),
            "twitch_api_key = ${TWITCH_KEY}",
        ],
    ),
    named(
        ("secret.twitter_secret", "X key or secret", "X developer platform, API keys and access tokens"),
        "secret.twitter_secret",
        (&["twitter"], "[0-9]{15,25}-[A-Za-z0-9]{20,45}|[A-Za-z0-9]{45}|[A-Za-z0-9]{50}|[A-Za-z0-9]{25}", is_short),
        &[concat!("my twitter token is 987372188322455346-4r", "7FQlsyLe6X6X2IWC6hawx")],
        &[
            "the twitter api key is missing",
            concat!("twitter_trace=", "987372188322455346-4r", "7FQlsyLe6X6X2IWC6hawx"),
            "twitter_api_key = ${TWITTER_KEY}",
        ],
    ),
    named(
        ("secret.steam_key", "Steam web key", "Steamworks documentation, web API keys"),
        "secret.steam_key",
        (&["steam"], "[A-F0-9]{32}", is_short),
        &[concat!("<add key=\"steamApiKey\" value=\"EF4E483D099ED289", "5FDBCAF7847753C3\" />")],
        &[
            "the steam api key is missing",
            concat!("steam_trace=", "EF4E483D099ED289", "5FDBCAF7847753C3"),
            "steam_api_key = ${STEAM_KEY}",
        ],
    ),
    named(
        ("secret.strava_secret", "Strava token or secret", "Strava developer documentation, authentication"),
        "secret.strava_secret",
        (&["strava"], "[a-f0-9]{40}", is_short),
        &[concat!("- name: STRAVA_TOKEN\n  value: 43e038b51315619fc9f2", "caf111c0c7c9d04456b7")],
        &[
            "the strava api key is missing",
            concat!("strava_trace=", "43e038b51315619fc9f2", "caf111c0c7c9d04456b7"),
            "strava_api_key = ${STRAVA_KEY}",
        ],
    ),
    named(
        ("secret.openweather_key", "OpenWeather key", "OpenWeather documentation, API keys"),
        "secret.openweather_key",
        (&["openweather", "owm_api"], "[a-f0-9]{32}", is_short),
        &[concat!("OPENWEATHER_API_KEY=033e4f3319ee831c", "1a02fe996d41a87a")],
        &[
            "the openweather api key is missing",
            concat!("openweather_trace=", "033e4f3319ee831c", "1a02fe996d41a87a"),
            "openweather_api_key = ${OPENWEATHER_KEY}",
        ],
    ),
    named(
        ("secret.giphy_key", "Giphy key", "Giphy developer documentation"),
        "secret.giphy_key",
        (&["giphy"], "[A-Za-z0-9]{32}", is_short),
        &[concat!("giphy_token: \"OkLyIDTOEQesdat8", "ZKh8YVbr5bQj0qg4\"")],
        &[
            "the giphy api key is missing",
            concat!("giphy_trace=", "OkLyIDTOEQesdat8", "ZKh8YVbr5bQj0qg4"),
            "giphy_api_key = ${GIPHY_KEY}",
        ],
    ),
    named(
        ("secret.unsplash_key", "Unsplash key", "Unsplash documentation, authorization"),
        "secret.unsplash_key",
        (&["unsplash"], "[A-Za-z0-9_-]{43}", is_short),
        &[concat!("\"unsplashApiKey\": \"YDbeAuxr6X-pBtV-IB-pN", "AtqpHCXaUzMq6YJCNLp6w5\"")],
        &[
            "the unsplash api key is missing",
            concat!("unsplash_trace=", "YDbeAuxr6X-pBtV-IB-pN", "AtqpHCXaUzMq6YJCNLp6w5"),
            "unsplash_api_key = ${UNSPLASH_KEY}",
        ],
    ),
    named(
        ("secret.flickr_key", "Flickr key", "Flickr services documentation, API keys"),
        "secret.flickr_key",
        (&["flickr"], "[a-f0-9]{32}", is_short),
        &[concat!("const flickrSecret = '5465ecaf6c1de500", "13817d5d4b5f9a75';")],
        &[
            "the flickr api key is missing",
            concat!("flickr_trace=", "5465ecaf6c1de500", "13817d5d4b5f9a75"),
            "flickr_api_key = ${FLICKR_KEY}",
        ],
    ),
    named(
        ("secret.nytimes_key", "New York Times key", "New York Times developer network documentation"),
        "secret.nytimes_key",
        (&["nytimes", "new_york_times", "newyorktimes", "new-york-times"], "[A-Za-z0-9=_-]{32}", is_short),
        &[concat!("my nytimes token is PCz3HD2iuHpDMCi9", "rzHw23n-ZJdwflb7")],
        &[
            "the nytimes api key is missing",
            concat!("nytimes_trace=", "PCz3HD2iuHpDMCi9", "rzHw23n-ZJdwflb7"),
            "nytimes_api_key = ${NYTIMES_KEY}",
        ],
    ),
    named(
        ("secret.squarespace_token", "Squarespace key", "Squarespace developer documentation, API keys"),
        "secret.squarespace_token",
        (&["squarespace"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("<add key=\"squarespaceApiKey\" value=\"5250Fecf-F163-754D", "-58fD-aecE68E64b4B\" />")],
        &[
            "the squarespace api key is missing",
            concat!("squarespace_trace=", "5250Fecf-F163-754D", "-58fD-aecE68E64b4B"),
            "squarespace_api_key = ${SQUARESPACE_KEY}",
        ],
    ),
];
