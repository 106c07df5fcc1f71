//! Keys without a start of their own, told by the vendor's word in the name that they are assigned to: mail, messages, monitoring.

use super::{is_short, named};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    named(
        ("secret.datadog_key", "Datadog key", "Datadog documentation, API and application keys"),
        "secret.datadog_key",
        (&["datadog", "dd_api", "dd_app"], "[a-f0-9]{40}|[a-f0-9]{32}", is_short),
        &[concat!("DATADOG_API_KEY=84eb5470b47da23dd272", "ce8339e7ac218c9f45d2")],
        &[
            "the datadog api key is missing",
            concat!("datadog_trace=", "84eb5470b47da23dd272", "ce8339e7ac218c9f45d2"),
            "datadog_api_key = ${DATADOG_KEY}",
        ],
    ),
    named(
        ("secret.asana_secret", "Asana secret or token", "Asana developer documentation, personal access tokens"),
        "secret.asana_secret",
        (&["asana"], "(?:[0-2]/)?(?:[0-9]{16}/)?[0-9]{16}:[a-f0-9]{32}|[a-f0-9]{32}", is_short),
        &[concat!("asana_token: \"7536447273136421/1428510686074337", ":f192c219fb6cf58ce1206869195bcf0c\"")],
        &[
            "the asana api key is missing",
            concat!("asana_trace=", "7536447273136421/1428510686074337", ":f192c219fb6cf58ce1206869195bcf0c"),
            "asana_api_key = ${ASANA_KEY}",
        ],
    ),
    named(
        ("secret.sumologic_access", "Sumo Logic access id or key", "Sumo Logic documentation, access keys"),
        "secret.sumologic_access",
        (&["sumologic", "sumo_access", "sumo_api"], "su[A-Za-z0-9]{12}|[A-Za-z0-9]{64}", is_short),
        &[concat!("my sumologic token is suMB8P3", "oDbALYC")],
        &[
            "the sumologic api key is missing",
            concat!("sumologic_trace=", "suMB8P3", "oDbALYC"),
            "sumologic_api_key = ${SUMOLOGIC_KEY}",
        ],
    ),
    named(
        ("secret.okta_named", "Okta API token", "Okta developer documentation, API tokens"),
        "secret.okta_named",
        (&["okta"], "00[A-Za-z0-9_-]{40}", is_short),
        &[concat!("my okta token is 009ZyefSM6QrJWR9jkZ8j", "76RdgbwPogrBvq5MeL1G1")],
        &[
            "the okta api key is missing",
            concat!("okta_trace=", "009ZyefSM6QrJWR9jkZ8j", "76RdgbwPogrBvq5MeL1G1"),
            "okta_api_key = ${OKTA_KEY}",
        ],
    ),
    named(
        ("secret.mailgun_signing", "Mailgun signing or private key", "Mailgun documentation, API keys"),
        "secret.mailgun_signing",
        (&["mailgun"], "[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}|[a-f0-9]{32}", is_short),
        &[concat!("mailgun_token: \"ae19214d1b4c550e8f6ced2b9", "4adbcf0-9ec1a44c-57a1414f\"")],
        &[
            "the mailgun api key is missing",
            concat!("mailgun_trace=", "ae19214d1b4c550e8f6ced2b9", "4adbcf0-9ec1a44c-57a1414f"),
            "mailgun_api_key = ${MAILGUN_KEY}",
        ],
    ),
    named(
        ("secret.mailjet_key", "Mailjet key or secret", "Mailjet developer documentation, authentication"),
        "secret.mailjet_key",
        (&["mailjet"], "[a-f0-9]{32}", is_short),
        &[concat!("\"mailjetApiKey\": \"7ad98ed228c926e6", "ea9d9e8b972a410f\"")],
        &[
            "the mailjet api key is missing",
            concat!("mailjet_trace=", "7ad98ed228c926e6", "ea9d9e8b972a410f"),
            "mailjet_api_key = ${MAILJET_KEY}",
        ],
    ),
    named(
        ("secret.twilio_auth", "Twilio auth token", "Twilio documentation, auth tokens"),
        "secret.twilio_auth",
        (&["twilio"], "[a-f0-9]{32}", is_short),
        &[concat!("const twilioSecret = 'a13aca2323eaf84b", "3909e7e9bc4c75ea';")],
        &[
            "the twilio api key is missing",
            concat!("twilio_trace=", "a13aca2323eaf84b", "3909e7e9bc4c75ea"),
            "twilio_api_key = ${TWILIO_KEY}",
        ],
    ),
    named(
        ("secret.messagebird_key", "MessageBird key", "MessageBird developer documentation, API access"),
        "secret.messagebird_key",
        (
            &["messagebird", "message_bird", "message-bird"],
            "(?:live_|test_)?[A-Za-z0-9]{25}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            is_short,
        ),
        &[concat!("my messagebird token is Zb5b3Flz701k", "5AGU5nL7vrgWD")],
        &[
            "the messagebird api key is missing",
            concat!("messagebird_trace=", "Zb5b3Flz701k", "5AGU5nL7vrgWD"),
            "messagebird_api_key = ${MESSAGEBIRD_KEY}",
        ],
    ),
    named(
        ("secret.plivo_token", "Plivo auth token", "Plivo documentation, authentication"),
        "secret.plivo_token",
        (&["plivo"], "[A-Za-z0-9]{40}", is_short),
        &[concat!("<add key=\"plivoApiKey\" value=\"gctdXhMVnjPbS1fpQiVc", "EXw6AfFKSbSnjOgxjH42\" />")],
        &[
            "the plivo api key is missing",
            concat!("plivo_trace=", "gctdXhMVnjPbS1fpQiVc", "EXw6AfFKSbSnjOgxjH42"),
            "plivo_api_key = ${PLIVO_KEY}",
        ],
    ),
    named(
        ("secret.vonage_secret", "Vonage secret", "Vonage developer documentation, authentication"),
        "secret.vonage_secret",
        (&["vonage", "nexmo"], "[A-Za-z0-9]{16}", is_short),
        &[concat!("- name: VONAGE_TOKEN\n  value: B7x6ZwUG", "vL2gD3BF")],
        &[
            "the vonage api key is missing",
            concat!("vonage_trace=", "B7x6ZwUG", "vL2gD3BF"),
            "vonage_api_key = ${VONAGE_KEY}",
        ],
    ),
    named(
        ("secret.pusher_secret", "Pusher secret", "Pusher Channels documentation, app keys"),
        "secret.pusher_secret",
        (&["pusher"], "[a-f0-9]{20}", is_short),
        &[concat!("PUSHER_API_KEY=20ef74d553", "4db2d01606")],
        &[
            "the pusher api key is missing",
            concat!("pusher_trace=", "20ef74d553", "4db2d01606"),
            "pusher_api_key = ${PUSHER_KEY}",
        ],
    ),
    named(
        ("secret.ably_key", "Ably key", "Ably documentation, API keys: app id, key id and secret"),
        "secret.ably_key",
        (&["ably"], r"[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{6}:[A-Za-z0-9_-]{22,43}", is_short),
        &[concat!("ably_token: \"_XE_NG.HYpY8T:kcKl", "MoF3mMjeuRXNRifoZj\"")],
        &[
            "the ably api key is missing",
            concat!("ably_trace=", "_XE_NG.HYpY8T:kcKl", "MoF3mMjeuRXNRifoZj"),
            "ably_api_key = ${ABLY_KEY}",
        ],
    ),
    named(
        ("secret.sendbird_token", "Sendbird token", "Sendbird documentation, API tokens"),
        "secret.sendbird_token",
        (&["sendbird"], "[a-f0-9]{40}", is_short),
        &[concat!("\"sendbirdApiKey\": \"501ff9cead0e06b18491", "790c770677ffea0bf3c0\"")],
        &[
            "the sendbird api key is missing",
            concat!("sendbird_trace=", "501ff9cead0e06b18491", "790c770677ffea0bf3c0"),
            "sendbird_api_key = ${SENDBIRD_KEY}",
        ],
    ),
    named(
        ("secret.zendesk_token", "Zendesk secret or token", "Zendesk developer documentation, API tokens"),
        "secret.zendesk_token",
        (&["zendesk"], "[A-Za-z0-9]{40}", is_short),
        &[concat!("const zendeskSecret = 'fwU2UhlzPCeezmgb5NYT", "fslN1744NlPGuSkks32J';")],
        &[
            "the zendesk api key is missing",
            concat!("zendesk_trace=", "fwU2UhlzPCeezmgb5NYT", "fslN1744NlPGuSkks32J"),
            "zendesk_api_key = ${ZENDESK_KEY}",
        ],
    ),
    named(
        ("secret.freshdesk_key", "Freshdesk key", "Freshdesk developer documentation, authentication"),
        "secret.freshdesk_key",
        (&["freshdesk", "freshservice"], "[A-Za-z0-9]{20}", is_short),
        &[concat!("my freshdesk token is GYKwDNpAjr", "wS4k0KzUsx")],
        &[
            "the freshdesk api key is missing",
            concat!("freshdesk_trace=", "GYKwDNpAjr", "wS4k0KzUsx"),
            "freshdesk_api_key = ${FRESHDESK_KEY}",
        ],
    ),
    named(
        ("secret.postmark_token", "Postmark server token", "Postmark developer documentation, API overview"),
        "secret.postmark_token",
        (&["postmark"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("<add key=\"postmarkApiKey\" value=\"0FfD4344-966b-C75c", "-67b6-a015f79DB29D\" />")],
        &[
            "the postmark api key is missing",
            concat!("postmark_trace=", "0FfD4344-966b-C75c", "-67b6-a015f79DB29D"),
            "postmark_api_key = ${POSTMARK_KEY}",
        ],
    ),
    named(
        ("secret.sparkpost_key", "SparkPost key", "SparkPost documentation, API keys"),
        "secret.sparkpost_key",
        (&["sparkpost"], "[a-f0-9]{40}", is_short),
        &[concat!("- name: SPARKPOST_TOKEN\n  value: c872f1cd237690c3034a", "2df510816b056edcc2e7")],
        &[
            "the sparkpost api key is missing",
            concat!("sparkpost_trace=", "c872f1cd237690c3034a", "2df510816b056edcc2e7"),
            "sparkpost_api_key = ${SPARKPOST_KEY}",
        ],
    ),
    named(
        ("secret.pagerduty_key", "PagerDuty key", "PagerDuty documentation, API access keys"),
        "secret.pagerduty_key",
        (
            &["pagerduty", "pager_duty", "pd_api"],
            r"(?:u\+|y_)[A-Za-z0-9_-]{18}|[A-Za-z0-9_-]{20}|[a-f0-9]{32}",
            is_short,
        ),
        &[concat!("PAGERDUTY_API_KEY=u+At0ziQn3", "g7DXA7SxYE")],
        &[
            "the pagerduty api key is missing",
            concat!("pagerduty_trace=", "u+At0ziQn3", "g7DXA7SxYE"),
            "pagerduty_api_key = ${PAGERDUTY_KEY}",
        ],
    ),
    named(
        ("secret.opsgenie_key", "Opsgenie key", "Atlassian Opsgenie documentation, API key management"),
        "secret.opsgenie_key",
        (&["opsgenie"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("opsgenie_token: \"2C95E0A0-2C6c-D0C3", "-8C4B-7fE4F7Bc1FC4\"")],
        &[
            "the opsgenie api key is missing",
            concat!("opsgenie_trace=", "2C95E0A0-2C6c-D0C3", "-8C4B-7fE4F7Bc1FC4"),
            "opsgenie_api_key = ${OPSGENIE_KEY}",
        ],
    ),
    named(
        ("secret.rollbar_token", "Rollbar token", "Rollbar documentation, access tokens"),
        "secret.rollbar_token",
        (&["rollbar"], "[a-f0-9]{32}", is_short),
        &[concat!("\"rollbarApiKey\": \"e0a4f26cac8fd0fb", "f87ebb662e4bd3f2\"")],
        &[
            "the rollbar api key is missing",
            concat!("rollbar_trace=", "e0a4f26cac8fd0fb", "f87ebb662e4bd3f2"),
            "rollbar_api_key = ${ROLLBAR_KEY}",
        ],
    ),
    named(
        ("secret.bugsnag_key", "BugSnag key", "BugSnag documentation, notifier API keys"),
        "secret.bugsnag_key",
        (&["bugsnag"], "[a-f0-9]{32}", is_short),
        &[concat!("const bugsnagSecret = 'be6c7717ca02dce3", "c70dd5de06dabb97';")],
        &[
            "the bugsnag api key is missing",
            concat!("bugsnag_trace=", "be6c7717ca02dce3", "c70dd5de06dabb97"),
            "bugsnag_api_key = ${BUGSNAG_KEY}",
        ],
    ),
    named(
        ("secret.airbrake_key", "Airbrake key", "Airbrake documentation, project keys"),
        "secret.airbrake_key",
        (&["airbrake"], "[a-f0-9]{32}|[a-f0-9]{40}", is_short),
        &[concat!("my airbrake token is c63ad1cc5de4bb20", "594bc987a6ed79fd")],
        &[
            "the airbrake api key is missing",
            concat!("airbrake_trace=", "c63ad1cc5de4bb20", "594bc987a6ed79fd"),
            "airbrake_api_key = ${AIRBRAKE_KEY}",
        ],
    ),
    named(
        ("secret.loggly_token", "Loggly token", "SolarWinds Loggly documentation, customer tokens"),
        "secret.loggly_token",
        (&["loggly"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("<add key=\"logglyApiKey\" value=\"D1De90b4-2590-CFA4", "-8f1a-CfBF3aBCbFc0\" />")],
        &[
            "the loggly api key is missing",
            concat!("loggly_trace=", "D1De90b4-2590-CFA4", "-8f1a-CfBF3aBCbFc0"),
            "loggly_api_key = ${LOGGLY_KEY}",
        ],
    ),
    named(
        ("secret.splunk_hec", "Splunk collector token", "Splunk documentation, HTTP Event Collector"),
        "secret.splunk_hec",
        (&["splunk"], "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", is_short),
        &[concat!("- name: SPLUNK_TOKEN\n  value: E72b91Ed-10A4-3d59", "-e3ae-Bd25334E0FBF")],
        &[
            "the splunk api key is missing",
            concat!("splunk_trace=", "E72b91Ed-10A4-3d59", "-e3ae-Bd25334E0FBF"),
            "splunk_api_key = ${SPLUNK_KEY}",
        ],
    ),
    named(
        ("secret.shodan_key", "Shodan key", "Shodan developer documentation"),
        "secret.shodan_key",
        (&["shodan"], "[A-Za-z0-9]{32}", is_short),
        &[concat!("\"shodanApiKey\": \"9K43y9r7r72fCwaE", "cwCWsJxX3DEa3r6V\"")],
        &[
            "the shodan api key is missing",
            concat!("shodan_trace=", "9K43y9r7r72fCwaE", "cwCWsJxX3DEa3r6V"),
            "shodan_api_key = ${SHODAN_KEY}",
        ],
    ),
    named(
        ("secret.virustotal_key", "VirusTotal key", "VirusTotal documentation, API keys"),
        "secret.virustotal_key",
        (&["virustotal", "vt_api"], "[a-f0-9]{64}", is_short),
        &[concat!("const virustotalSecret = '49842ff9abaf3fbe5047f3bf68849f6b", "e30128bd9962139181e49d8a580ec5aa';")],
        &[
            "the virustotal api key is missing",
            concat!("virustotal_trace=", "49842ff9abaf3fbe5047f3bf68849f6b", "e30128bd9962139181e49d8a580ec5aa"),
            "virustotal_api_key = ${VIRUSTOTAL_KEY}",
        ],
    ),
    named(
        ("secret.meraki_key", "Meraki key", "Cisco Meraki documentation, Dashboard API keys"),
        "secret.meraki_key",
        (&["meraki"], "[a-f0-9]{40}", is_short),
        &[concat!("my meraki token is c610d56a611a3dc6a43f", "c52ca27147271dfcad23")],
        &[
            "the meraki api key is missing",
            concat!("meraki_trace=", "c610d56a611a3dc6a43f", "c52ca27147271dfcad23"),
            "meraki_api_key = ${MERAKI_KEY}",
        ],
    ),
    named(
        ("secret.trello_key", "Trello key", "Atlassian developer documentation, Trello API keys"),
        "secret.trello_key",
        (&["trello"], "[a-f0-9]{64}|[a-f0-9]{32}", is_short),
        &[concat!(
            "- name: TRELLO_TOKEN\n  value: efc239bbb54a2892f79db9c5125069c0",
            "3d82e3d36a0835dea8c3ace980f13dce"
        )],
        &[
            "the trello api key is missing",
            concat!("trello_trace=", "efc239bbb54a2892f79db9c5125069c0", "3d82e3d36a0835dea8c3ace980f13dce"),
            "trello_api_key = ${TRELLO_KEY}",
        ],
    ),
    named(
        ("secret.gitter_token", "Gitter token", "Gitter developer documentation, authentication"),
        "secret.gitter_token",
        (&["gitter"], "[a-f0-9]{40}", is_short),
        &[concat!("GITTER_API_KEY=65076c40b3ab27d83676", "40969e8393103737ddfb")],
        &[
            "the gitter api key is missing",
            concat!("gitter_trace=", "65076c40b3ab27d83676", "40969e8393103737ddfb"),
            "gitter_api_key = ${GITTER_KEY}",
        ],
    ),
    named(
        ("secret.mattermost_token", "Mattermost token", "Mattermost documentation, personal access tokens"),
        "secret.mattermost_token",
        (&["mattermost"], "[a-z0-9]{26}", is_short),
        &[concat!("mattermost_token: \"jxearyfbwj32b", "jtii4f6k8o7re\"")],
        &[
            "the mattermost api key is missing",
            concat!("mattermost_trace=", "jxearyfbwj32b", "jtii4f6k8o7re"),
            "mattermost_api_key = ${MATTERMOST_KEY}",
        ],
    ),
    named(
        ("secret.zulip_key", "Zulip key", "Zulip documentation, API keys"),
        "secret.zulip_key",
        (&["zulip"], "[A-Za-z0-9]{32}", is_short),
        &[concat!("\"zulipApiKey\": \"EO2xqKJXvUtfGkPg", "GcwXx3AoTUbOJyrk\"")],
        &[
            "the zulip api key is missing",
            concat!("zulip_trace=", "EO2xqKJXvUtfGkPg", "GcwXx3AoTUbOJyrk"),
            "zulip_api_key = ${ZULIP_KEY}",
        ],
    ),
    named(
        ("secret.pushover_token", "Pushover token", "Pushover API documentation"),
        "secret.pushover_token",
        (&["pushover"], "[a-z0-9]{30}", is_short),
        &[concat!("const pushoverSecret = 'hhuwnfkfj9fvg41", "k2k4wd4g3l32hou';")],
        &[
            "the pushover api key is missing",
            concat!("pushover_trace=", "hhuwnfkfj9fvg41", "k2k4wd4g3l32hou"),
            "pushover_api_key = ${PUSHOVER_KEY}",
        ],
    ),
    named(
        ("secret.logzio_token", "Logz.io token", "Logz.io documentation, shipping and API tokens"),
        "secret.logzio_token",
        (&["logzio", "logz_io"], "[A-Za-z]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", is_short),
        &[concat!("LOGZIO_TOKEN=QXbhGLbitAhCrNip", "RHjXFZfTvMUHoXTB")],
        &["the logzio key is missing", "logzio_key = ${LOGZIO_KEY}"],
    ),
];
