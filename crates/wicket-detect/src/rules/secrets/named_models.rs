//! Keys without a start of their own, told by the vendor's word in the name that they are assigned to: models.

use super::{is_short, named};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    named(
        ("secret.assemblyai_key", "AssemblyAI key", "AssemblyAI documentation, API keys"),
        "secret.assemblyai_key",
        (&["assemblyai"], "[a-f0-9]{32}", is_short),
        &[concat!("assemblyai_token: \"dfc3a865e5ae6af2", "c89c6251365e6c49\"")],
        &[
            "the assemblyai api key is missing",
            concat!("assemblyai_trace=", "dfc3a865e5ae6af2", "c89c6251365e6c49"),
            "assemblyai_api_key = ${ASSEMBLYAI_KEY}",
        ],
    ),
    named(
        ("secret.deepgram_key", "Deepgram key", "Deepgram documentation, API keys"),
        "secret.deepgram_key",
        (&["deepgram"], "[a-f0-9]{40}", is_short),
        &[concat!("\"deepgramApiKey\": \"b4b6d922f9f94a0ef22b", "18432e2e8e54eba43e63\"")],
        &[
            "the deepgram api key is missing",
            concat!("deepgram_trace=", "b4b6d922f9f94a0ef22b", "18432e2e8e54eba43e63"),
            "deepgram_api_key = ${DEEPGRAM_KEY}",
        ],
    ),
    named(
        ("secret.mistral_key", "Mistral key", "Mistral AI documentation, API keys"),
        "secret.mistral_key",
        (&["mistral"], "[A-Za-z0-9]{32}", is_short),
        &[concat!("const mistralSecret = 'YTzkaZEbbYxj8ryh", "8VotPmKHkWr3XDjB';")],
        &[
            "the mistral api key is missing",
            concat!("mistral_trace=", "YTzkaZEbbYxj8ryh", "8VotPmKHkWr3XDjB"),
            "mistral_api_key = ${MISTRAL_KEY}",
        ],
    ),
    named(
        ("secret.cohere_key", "Cohere key", "Cohere documentation, API keys"),
        "secret.cohere_key",
        (&["cohere", "co_api"], "[A-Za-z0-9]{40}", is_short),
        &[concat!("my cohere token is mZ9caLeOANS78acVNveA", "LfHTBfwVsNxGbnQ9iEgI")],
        &[
            "the cohere api key is missing",
            concat!("cohere_trace=", "mZ9caLeOANS78acVNveA", "LfHTBfwVsNxGbnQ9iEgI"),
            "cohere_api_key = ${COHERE_KEY}",
        ],
    ),
    named(
        ("secret.voyage_key", "Voyage AI key", "Voyage AI documentation, API keys"),
        "secret.voyage_key",
        (&["voyage"], "(?:pa|al)-[A-Za-z0-9_-]{43}", is_short),
        &[concat!("<add key=\"voyageApiKey\" value=\"pa-sRHHkSnRPWU0eHTkfujO", "xaKRHFF1olSxp4nviz0vopm\" />")],
        &[
            "the voyage api key is missing",
            concat!("voyage_trace=", "pa-sRHHkSnRPWU0eHTkfujO", "xaKRHFF1olSxp4nviz0vopm"),
            "voyage_api_key = ${VOYAGE_KEY}",
        ],
    ),
    named(
        ("secret.modal_token", "Modal token", "Modal documentation, tokens"),
        "secret.modal_token",
        (&["modal"], "a[ks]-[A-Za-z0-9]{22}", is_short),
        &[concat!("- name: MODAL_TOKEN\n  value: ak-Xxl68lsTL", "aqRwSchbK1QzV")],
        &[
            "the modal api key is missing",
            concat!("modal_trace=", "ak-Xxl68lsTL", "aqRwSchbK1QzV"),
            "modal_api_key = ${MODAL_KEY}",
        ],
    ),
    named(
        ("secret.zhipu_key", "Zhipu key", "Zhipu AI documentation, API keys"),
        "secret.zhipu_key",
        (&["zhipu", "bigmodel", "glm_api"], r"[a-f0-9]{32}\.[A-Za-z0-9]{16}", is_short),
        &[concat!("ZHIPU_API_KEY=6d8dd3005feccf3992ccdfb5", "a0e97217.Xf17AbXViyiruoaJ")],
        &[
            "the zhipu api key is missing",
            concat!("zhipu_trace=", "6d8dd3005feccf3992ccdfb5", "a0e97217.Xf17AbXViyiruoaJ"),
            "zhipu_api_key = ${ZHIPU_KEY}",
        ],
    ),
    named(
        ("secret.exa_key", "Exa key", "Exa documentation, API keys"),
        "secret.exa_key",
        (&["exa_api"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("exa_api_token: \"A8eBFF2a-D861-54eC", "-e8Da-b008E2Fa3Ef2\"")],
        &[
            "the exa_api api key is missing",
            concat!("exa_trace=", "A8eBFF2a-D861-54eC", "-e8Da-b008E2Fa3Ef2"),
            "exa_api_api_key = ${EXA_API_KEY}",
        ],
    ),
    named(
        ("secret.fal_key", "fal key", "fal documentation, API keys: key id, colon, secret"),
        "secret.fal_key",
        (
            &["fal_key", "fal_api"],
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32}",
            is_short,
        ),
        &[concat!("FAL_KEY=dd60132f-96aa-87e5-a4bb-15d4dcc513", "d4:654c340b67c01ffff3195f80135f3b92")],
        &["the fal_key key is missing", "fal_key_key = ${FAL_KEY_KEY}"],
    ),
];
