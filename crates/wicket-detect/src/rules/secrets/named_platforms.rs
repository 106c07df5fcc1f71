//! Keys without a start of their own, told by the vendor's word in the name that they are assigned to: clouds, code, data.

use super::{is_short, named};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    named(
        (
            "secret.sidekiq_pair",
            "Sidekiq Pro or Enterprise credentials",
            "Sidekiq documentation, commercial installation",
        ),
        "secret.sidekiq_pair",
        (&["sidekiq", "contribsys"], "[a-f0-9]{8}:[a-f0-9]{8}", is_short),
        &[concat!("const sidekiqSecret = 'd8b54bc3", ":972c7cad';")],
        &[
            "the sidekiq api key is missing",
            concat!("sidekiq_trace=", "d8b54bc3", ":972c7cad"),
            "sidekiq_api_key = ${SIDEKIQ_KEY}",
        ],
    ),
    named(
        (
            "secret.bitbucket_secret",
            "Bitbucket OAuth consumer key or secret",
            "Bitbucket Cloud documentation, OAuth consumers",
        ),
        "secret.bitbucket_secret",
        (&["bitbucket"], "[A-Za-z0-9=_-]{64}|[A-Za-z0-9]{32}", is_short),
        &[concat!("BITBUCKET_API_KEY=QT9BciHguB1KIXRqwwjJdUwj-L58C72X", "ehnvf=6-4Xb4Bi5jCd9HeW6XtvbESrFZ")],
        &[
            "the bitbucket api key is missing",
            concat!("bitbucket_trace=", "QT9BciHguB1KIXRqwwjJdUwj-L58C72X", "ehnvf=6-4Xb4Bi5jCd9HeW6XtvbESrFZ"),
            "bitbucket_api_key = ${BITBUCKET_KEY}",
        ],
    ),
    named(
        ("secret.snyk_uuid", "Snyk token", "Snyk documentation, API tokens"),
        "secret.snyk_uuid",
        (&["snyk"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("snyk_token: \"bcDAB6e7-3E72-bDe3", "-47Bc-244CB0Cc51Dc\"")],
        &[
            "the snyk api key is missing",
            concat!("snyk_trace=", "bcDAB6e7-3E72-bDe3", "-47Bc-244CB0Cc51Dc"),
            "snyk_api_key = ${SNYK_KEY}",
        ],
    ),
    named(
        ("secret.heroku_uuid", "Heroku key", "Heroku platform API reference, authentication"),
        "secret.heroku_uuid",
        (&["heroku"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("\"herokuApiKey\": \"F359b9BE-Fe2c-cBC4", "-BddB-6AD6fe2DffEA\"")],
        &[
            "the heroku api key is missing",
            concat!("heroku_trace=", "F359b9BE-Fe2c-cBC4", "-BddB-6AD6fe2DffEA"),
            "heroku_api_key = ${HEROKU_KEY}",
        ],
    ),
    named(
        ("secret.sonar_legacy", "SonarQube token of the first kind", "SonarSource documentation, user tokens"),
        "secret.sonar_legacy",
        (&["sonar"], "[a-f0-9]{40}", is_short),
        &[concat!("const sonarSecret = '1455b0d2bab3482957c6", "59dfd788d4edff61cedf';")],
        &[
            "the sonar api key is missing",
            concat!("sonar_trace=", "1455b0d2bab3482957c6", "59dfd788d4edff61cedf"),
            "sonar_api_key = ${SONAR_KEY}",
        ],
    ),
    named(
        ("secret.cloudflare_key", "Cloudflare token or global key", "Cloudflare documentation, API tokens and keys"),
        "secret.cloudflare_key",
        (&["cloudflare", "cf_api"], "[A-Za-z0-9_-]{40}|[a-f0-9]{37}", is_short),
        &[concat!("<add key=\"cloudflareApiKey\" value=\"fs0XhFeMmIlbW9Q9XVzZ", "6fFDruXCl_4rIkINeKua\" />")],
        &[
            "the cloudflare api key is missing",
            concat!("cloudflare_trace=", "fs0XhFeMmIlbW9Q9XVzZ", "6fFDruXCl_4rIkINeKua"),
            "cloudflare_api_key = ${CLOUDFLARE_KEY}",
        ],
    ),
    named(
        ("secret.fastly_token", "Fastly token", "Fastly documentation, API tokens"),
        "secret.fastly_token",
        (&["fastly"], "[A-Za-z0-9_-]{32}", is_short),
        &[concat!("- name: FASTLY_TOKEN\n  value: MTZKZK6YeXNBbBkp", "DaLfJ_hvGVcwLTqx")],
        &[
            "the fastly api key is missing",
            concat!("fastly_trace=", "MTZKZK6YeXNBbBkp", "DaLfJ_hvGVcwLTqx"),
            "fastly_api_key = ${FASTLY_KEY}",
        ],
    ),
    named(
        ("secret.algolia_key", "Algolia key", "Algolia documentation, API keys"),
        "secret.algolia_key",
        (&["algolia"], "[a-f0-9]{32}", is_short),
        &[concat!("ALGOLIA_API_KEY=17384bb952b599bd", "50c76987a1d2291f")],
        &[
            "the algolia api key is missing",
            concat!("algolia_trace=", "17384bb952b599bd", "50c76987a1d2291f"),
            "algolia_api_key = ${ALGOLIA_KEY}",
        ],
    ),
    named(
        ("secret.codecov_token", "Codecov token", "Codecov documentation, upload tokens"),
        "secret.codecov_token",
        (&["codecov"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("CODECOV_API_KEY=fCC9ae0C-F6fa-Ded4", "-aABE-Beaef2c1cEce")],
        &[
            "the codecov api key is missing",
            concat!("codecov_trace=", "fCC9ae0C-F6fa-Ded4", "-aABE-Beaef2c1cEce"),
            "codecov_api_key = ${CODECOV_KEY}",
        ],
    ),
    named(
        ("secret.coveralls_token", "Coveralls token", "Coveralls documentation, repository tokens"),
        "secret.coveralls_token",
        (&["coveralls"], "[A-Za-z0-9]{33}|[A-Za-z0-9]{37}", is_short),
        &[concat!("coveralls_token: \"879z1rGUXjEy3QNg", "S5GwiwxxE8vi6wH2k\"")],
        &[
            "the coveralls api key is missing",
            concat!("coveralls_trace=", "879z1rGUXjEy3QNg", "S5GwiwxxE8vi6wH2k"),
            "coveralls_api_key = ${COVERALLS_KEY}",
        ],
    ),
    named(
        ("secret.travis_token", "Travis CI token", "Travis CI documentation, API authentication"),
        "secret.travis_token",
        (&["travis"], "[A-Za-z0-9_-]{22}", is_short),
        &[concat!("\"travisApiKey\": \"jjI1ppauuiT", "n00cfaszYUY\"")],
        &[
            "the travis api key is missing",
            concat!("travis_trace=", "jjI1ppauuiT", "n00cfaszYUY"),
            "travis_api_key = ${TRAVIS_KEY}",
        ],
    ),
    named(
        ("secret.circleci_legacy", "CircleCI token of the first kind", "CircleCI documentation, API tokens"),
        "secret.circleci_legacy",
        (&["circleci", "circle_ci", "circle_token"], "[a-f0-9]{40}", is_short),
        &[concat!("const circleciSecret = 'fdb8405a6ec00aa1acd7", "cf13e285f4c3d60fc4ab';")],
        &[
            "the circleci api key is missing",
            concat!("circleci_trace=", "fdb8405a6ec00aa1acd7", "cf13e285f4c3d60fc4ab"),
            "circleci_api_key = ${CIRCLECI_KEY}",
        ],
    ),
    named(
        ("secret.jenkins_token", "Jenkins token", "Jenkins documentation, API tokens: 11 and 32 hexadecimal digits"),
        "secret.jenkins_token",
        (&["jenkins"], "11[a-f0-9]{32}|[a-f0-9]{32}", is_short),
        &[concat!("my jenkins token is 11a72df3af49687de", "4a0534feb2b9a78c9")],
        &[
            "the jenkins api key is missing",
            concat!("jenkins_trace=", "11a72df3af49687de", "4a0534feb2b9a78c9"),
            "jenkins_api_key = ${JENKINS_KEY}",
        ],
    ),
    named(
        ("secret.saucelabs_key", "Sauce Labs key", "Sauce Labs documentation, access keys"),
        "secret.saucelabs_key",
        (&["sauce"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("<add key=\"sauceApiKey\" value=\"1EcE1C9e-d88D-C34D", "-DfF3-0A4AacdCF4b3\" />")],
        &[
            "the sauce api key is missing",
            concat!("sauce_trace=", "1EcE1C9e-d88D-C34D", "-DfF3-0A4AacdCF4b3"),
            "sauce_api_key = ${SAUCE_KEY}",
        ],
    ),
    named(
        ("secret.browserstack_key", "BrowserStack key", "BrowserStack documentation, access keys"),
        "secret.browserstack_key",
        (&["browserstack"], "[A-Za-z0-9]{20}", is_short),
        &[concat!("- name: BROWSERSTACK_TOKEN\n  value: rdz2M25d7O", "TD1jmKcEK3")],
        &[
            "the browserstack api key is missing",
            concat!("browserstack_trace=", "rdz2M25d7O", "TD1jmKcEK3"),
            "browserstack_api_key = ${BROWSERSTACK_KEY}",
        ],
    ),
    named(
        ("secret.gitea_token", "Gitea or Forgejo token", "Gitea documentation, API usage"),
        "secret.gitea_token",
        (&["gitea", "forgejo", "codeberg"], "[a-f0-9]{40}", is_short),
        &[concat!("GITEA_API_KEY=e04dc84bcfdd4afea5e4", "23cf232f8fbb3cedf9c2")],
        &[
            "the gitea api key is missing",
            concat!("gitea_trace=", "e04dc84bcfdd4afea5e4", "23cf232f8fbb3cedf9c2"),
            "gitea_api_key = ${GITEA_KEY}",
        ],
    ),
    named(
        (
            "secret.azure_devops",
            "Azure DevOps token",
            "Azure DevOps documentation, personal access tokens: 52 characters of base32",
        ),
        "secret.azure_devops",
        (&["azure_devops", "azuredevops", "devops_pat", "ado_pat"], "[a-z2-7]{52}|[A-Z2-7]{52}", is_short),
        &[concat!("azure_devops_token: \"7yyfqotyirx72rpqwklaot52ag", "7dxq5brxve4as4ssg45k2ueb23\"")],
        &[
            "the azure_devops api key is missing",
            concat!("azure_devops_trace=", "7yyfqotyirx72rpqwklaot52ag", "7dxq5brxve4as4ssg45k2ueb23"),
            "azure_devops_api_key = ${AZURE_DEVOPS_KEY}",
        ],
    ),
    named(
        ("secret.hetzner_token", "Hetzner token", "Hetzner documentation, API tokens"),
        "secret.hetzner_token",
        (&["hcloud", "hetzner"], "[A-Za-z0-9]{64}", is_short),
        &[concat!("\"hcloudApiKey\": \"XFOKpB02HEcevQsdwL1ImZT9cjyGkBJl", "itO2FHUMrR14zD6EX8xPjWDHXVnnQjR4\"")],
        &[
            "the hcloud api key is missing",
            concat!("hcloud_trace=", "XFOKpB02HEcevQsdwL1ImZT9cjyGkBJl", "itO2FHUMrR14zD6EX8xPjWDHXVnnQjR4"),
            "hcloud_api_key = ${HCLOUD_KEY}",
        ],
    ),
    named(
        ("secret.linode_token", "Linode token", "Akamai Linode documentation, API tokens"),
        "secret.linode_token",
        (&["linode"], "[a-f0-9]{64}", is_short),
        &[concat!("const linodeSecret = '5bce4b479f6b47ff1422483717af4bf5", "bf2e383556847071a6183f72ca42a7ac';")],
        &[
            "the linode api key is missing",
            concat!("linode_trace=", "5bce4b479f6b47ff1422483717af4bf5", "bf2e383556847071a6183f72ca42a7ac"),
            "linode_api_key = ${LINODE_KEY}",
        ],
    ),
    named(
        ("secret.vultr_key", "Vultr key", "Vultr documentation, API keys"),
        "secret.vultr_key",
        (&["vultr"], "[A-Z0-9]{36}", is_short),
        &[concat!("my vultr token is DSJ75CXOEEUWYWC3ZZ", "2SU78DL7VB1ZZU4NLS")],
        &[
            "the vultr api key is missing",
            concat!("vultr_trace=", "DSJ75CXOEEUWYWC3ZZ", "2SU78DL7VB1ZZU4NLS"),
            "vultr_api_key = ${VULTR_KEY}",
        ],
    ),
    named(
        ("secret.scaleway_secret", "Scaleway secret", "Scaleway documentation, API keys"),
        "secret.scaleway_secret",
        (
            &["scaleway", "scw_secret"],
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            is_short,
        ),
        &[concat!("<add key=\"scalewayApiKey\" value=\"f6aA4FD1-587c-BcdC", "-aA55-cd4e1B104Ecd\" />")],
        &[
            "the scaleway api key is missing",
            concat!("scaleway_trace=", "f6aA4FD1-587c-BcdC", "-aA55-cd4e1B104Ecd"),
            "scaleway_api_key = ${SCALEWAY_KEY}",
        ],
    ),
    named(
        ("secret.ibm_cloud", "IBM Cloud key", "IBM Cloud documentation, API keys"),
        "secret.ibm_cloud",
        (&["ibm_cloud", "ibmcloud", "ibm_api", "watson"], "[A-Za-z0-9_-]{44}", is_short),
        &[concat!("- name: IBM_CLOUD_TOKEN\n  value: mn6929-Ck7PBRWw9E_jZGL", "Q5R-axfzjR9dv6lSDm70yn")],
        &[
            "the ibm_cloud api key is missing",
            concat!("ibm_cloud_trace=", "mn6929-Ck7PBRWw9E_jZGL", "Q5R-axfzjR9dv6lSDm70yn"),
            "ibm_cloud_api_key = ${IBM_CLOUD_KEY}",
        ],
    ),
    named(
        ("secret.railway_token", "Railway token", "Railway documentation, tokens"),
        "secret.railway_token",
        (&["railway"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("RAILWAY_API_KEY=7e8A19ec-9ABa-EC53", "-9EB6-97DaECA8FDaa")],
        &[
            "the railway api key is missing",
            concat!("railway_trace=", "7e8A19ec-9ABa-EC53", "-9EB6-97DaECA8FDaa"),
            "railway_api_key = ${RAILWAY_KEY}",
        ],
    ),
    named(
        ("secret.influx_token", "InfluxDB token", "InfluxData documentation, API tokens"),
        "secret.influx_token",
        (&["influx"], "[A-Za-z0-9_-]{86}==", is_short),
        &[concat!(
            "influx_token: \"CXn-tjjv4eaIpfMoX5QkoCmk6tZ7f0vMPKEu9-gxS_wZ",
            "koXnySGGbPQHiQPFo4cDzYClp5Bzht27S_LDoo3hzA==\""
        )],
        &[
            "the influx api key is missing",
            concat!(
                "influx_trace=",
                "CXn-tjjv4eaIpfMoX5QkoCmk6tZ7f0vMPKEu9-gxS_wZ",
                "koXnySGGbPQHiQPFo4cDzYClp5Bzht27S_LDoo3hzA=="
            ),
            "influx_api_key = ${INFLUX_KEY}",
        ],
    ),
    named(
        ("secret.elastic_key", "Elasticsearch key", "Elastic documentation, API keys"),
        "secret.elastic_key",
        (&["elastic"], "[A-Za-z0-9]{24}|[A-Za-z0-9_-]{58}==", is_short),
        &[concat!("\"elasticApiKey\": \"IkCizRb8Groy", "DkpwvKGPNIPV\"")],
        &[
            "the elastic api key is missing",
            concat!("elastic_trace=", "IkCizRb8Groy", "DkpwvKGPNIPV"),
            "elastic_api_key = ${ELASTIC_KEY}",
        ],
    ),
    named(
        ("secret.yandex_named", "Yandex token", "Yandex Cloud documentation, service accounts"),
        "secret.yandex_named",
        (&["yandex"], "YC[A-Za-z0-9_-]{38}|AQVN[A-Za-z0-9_-]{35,38}", is_short),
        &[concat!("my yandex token is YCF-6mqvYYHGQVp-gNxT", "43ST920qyCf0TaW2Na3f")],
        &[
            "the yandex api key is missing",
            concat!("yandex_trace=", "YCF-6mqvYYHGQVp-gNxT", "43ST920qyCf0TaW2Na3f"),
            "yandex_api_key = ${YANDEX_KEY}",
        ],
    ),
    named(
        ("secret.kubernetes_bootstrap", "Kubernetes bootstrap token", "Kubernetes documentation, bootstrap tokens"),
        "secret.kubernetes_bootstrap",
        (&["kubeadm", "bootstrap_token"], r"[a-z0-9]{6}\.[a-z0-9]{16}", is_short),
        &[concat!("<add key=\"kubeadmApiKey\" value=\"zazjjd.slsw", "ke4ouzhazo74\" />")],
        &[
            "the kubeadm api key is missing",
            concat!("kubeadm_trace=", "zazjjd.slsw", "ke4ouzhazo74"),
            "kubeadm_api_key = ${KUBEADM_KEY}",
        ],
    ),
    named(
        ("secret.netlify_named", "Netlify token of the first kind", "Netlify documentation, personal access tokens"),
        "secret.netlify_named",
        (&["netlify"], "[A-Za-z0-9=_-]{40,46}", is_short),
        &[concat!("- name: NETLIFY_TOKEN\n  value: Uxk5L_6aJSfIkSKRp_Pmdk", "BbcuRBsGq7EwzqhhFCMXe6")],
        &[
            "the netlify api key is missing",
            concat!("netlify_trace=", "Uxk5L_6aJSfIkSKRp_Pmdk", "BbcuRBsGq7EwzqhhFCMXe6"),
            "netlify_api_key = ${NETLIFY_KEY}",
        ],
    ),
    named(
        ("secret.vercel_named", "Vercel token of the first kind", "Vercel documentation, tokens"),
        "secret.vercel_named",
        (&["vercel"], "[A-Za-z0-9]{24}", is_short),
        &[concat!("VERCEL_API_KEY=g4NKYY6A5tvJ", "IHTeQxhCBwp6")],
        &[
            "the vercel api key is missing",
            concat!("vercel_trace=", "g4NKYY6A5tvJ", "IHTeQxhCBwp6"),
            "vercel_api_key = ${VERCEL_KEY}",
        ],
    ),
    named(
        ("secret.azure_openai", "Azure AI key", "Microsoft Foundry documentation, keys of services"),
        "secret.azure_openai",
        (&["azure_openai", "azureopenai", "azure_ai", "cognitive", "azure_search"], "[a-f0-9]{32}", is_short),
        &[concat!("\"azure_openaiApiKey\": \"14df711a54a900e6", "c4b7e9db9d4b1907\"")],
        &[
            "the azure_openai api key is missing",
            concat!("azure_openai_trace=", "14df711a54a900e6", "c4b7e9db9d4b1907"),
            "azure_openai_api_key = ${AZURE_OPENAI_KEY}",
        ],
    ),
    named(
        ("secret.npm_uuid", "npm token of the old form", "npm documentation, access tokens before 2021"),
        "secret.npm_uuid",
        (&["npm_token", "npm_auth"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_short),
        &[concat!("NPM_TOKEN=", "5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615")],
        &[concat!("npm_trace=", "5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615"), "NPM_TOKEN=${NPM_TOKEN}"],
    ),
    named(
        ("secret.airtable_key", "Airtable key", "Airtable documentation, API keys before personal access tokens"),
        "secret.airtable_key",
        (&["airtable"], "key[A-Za-z0-9]{14}", is_short),
        &[concat!("AIRTABLE_API_KEY=keyzyTzb", "mncNnz5Bh")],
        &["the airtable key is missing", "airtable_key = ${AIRTABLE_KEY}"],
    ),
    named(
        ("secret.ghost_key", "Ghost admin key", "Ghost documentation, Admin API: key id, colon, secret"),
        "secret.ghost_key",
        (&["ghost_admin", "ghost_api", "ghostadmin"], "[a-f0-9]{24}:[a-f0-9]{64}", is_short),
        &[concat!(
            "GHOST_ADMIN_API_KEY=34b459e42220d8c947e0dedc:8b137913993ed6da209",
            "da99098b260ff3ac1c97570cf1dcb92107c907cbeac0d"
        )],
        &["the ghost_admin key is missing", "ghost_admin_key = ${GHOST_ADMIN_KEY}"],
    ),
];
