//! Tokens of chat, telephony and mail.

use super::{is_long, is_mixed, is_random, token};
use crate::rules::Rule;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.slack_user", "Slack user token", "Slack API documentation, token types"),
        "secret.slack_user",
        (&["xoxp-", "xoxe-"], "xox[pe]-(?:[0-9]{9,13}-){2,3}[A-Za-z0-9]{20,36}", is_long),
        &[concat!("xoxp-476625588", "8278-05814685403-zWzL4BLO4ei2RxhAx6d9JzRrIo")],
        &["xoxp-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("xoxp-476", "6255888278-05814685403-z")],
    ),
    token(
        ("secret.slack_refresh", "Slack refresh token", "Slack API documentation, token rotation"),
        "secret.slack_refresh",
        (&["xoxe-1-", "xoxe-0-", "xoxe-2-"], "xoxe-[0-2]-[A-Za-z0-9]{100,180}", is_random),
        &[concat!(
            "xoxe-1-NrqBLd3",
            "aMq5U3bKaXKXIgyQzJESsrk4ssHNQGr7ugdcPcNTPEeSP20rXHaJsuYeFimk4cIbc7wj8rI9ZfNqjPOU19EPeWq5JgqkgPEl"
        )],
        &[
            "xoxe-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("xoxe-1-Nrq", "BLd3aMq5U3bKaXKXIgyQzJESsrk4ssHNQGr7ugdcPcNTPEeSP20rXHaJs"),
        ],
    ),
    token(
        ("secret.slack_rotated", "Slack rotated token", "Slack API documentation, token rotation"),
        "secret.slack_rotated",
        (&["xoxe.xoxb-", "xoxe.xoxp-"], r"xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{100,180}", is_random),
        &[concat!(
            "xoxe.xoxp-5-Ya",
            "LoCi12f7StlQzK3MQieAKe6sSTyEq63h46TJJstxnC89qWeXmVEhfu7FVa3ZWosi8uFeLOBLZbRLYlHbimcszMxtPByzoqkCsU"
        )],
        &[
            "xoxe.xoxb-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("xoxe.xoxp-5-Y", "aLoCi12f7StlQzK3MQieAKe6sSTyEq63h46TJJstxnC89qWeXmVEhfu"),
        ],
    ),
    token(
        ("secret.slack_workspace", "Slack workspace token", "Slack API documentation, legacy token types"),
        "secret.slack_workspace",
        (&["xoxa-", "xoxr-"], "xox[ar]-(?:[0-9]-)?(?:[0-9]{9,13}-){0,3}[A-Za-z0-9]{16,64}", is_long),
        &[concat!("xoxr-9-Pze2m0J", "ePLwnZXg9WiQlFm")],
        &["xoxa-xxxxxxxxxxxxxxxxxxxxxxxx", concat!("xoxr-9-P", "ze2m0")],
    ),
    token(
        ("secret.slack_legacy", "Slack legacy token", "Slack API documentation, legacy token types"),
        "secret.slack_legacy",
        (&["xoxs-", "xoxo-"], "xox[so]-[0-9]{6,13}-[0-9]{6,13}-[0-9]{6,13}-[A-Fa-f0-9]{10,64}", is_long),
        &[concat!("xoxo-376558863", "0-927079273965-564107512433-7feCCc9BfD0")],
        &["xoxs-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("xoxo-376", "5588630-927079273965-")],
    ),
    token(
        (
            "secret.slack_session",
            "Slack session token or cookie",
            "Slack API documentation, token types of its own clients",
        ),
        "secret.slack_session",
        (
            &["xoxc-", "xoxd-"],
            "xoxc-[0-9]{9,13}-[0-9]{9,13}-[0-9]{9,13}-[a-f0-9]{64}|xoxd-[A-Za-z0-9%+/=-]{40}[A-Za-z0-9%+/=-]{0,160}",
            is_long,
        ),
        &[concat!(
            "xoxc-146832503",
            "53-2389244438-642772643135-ccb6fd914c7726a0a70b5b0bc26399580017b4dd91e3ac5fa2988fc96d3b069a"
        )],
        &[
            "xoxc-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("xoxc-146", "83250353-2389244438-642772643135-ccb6fd914c7726a0a70b5b0"),
        ],
    ),
    token(
        ("secret.teams_webhook", "Microsoft Teams webhook", "Microsoft Teams documentation, incoming webhooks"),
        "secret.teams_webhook",
        (
            &["webhook.office.com/"],
            r"webhook\.office\.com/webhookb2/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/IncomingWebhook/[a-f0-9]{32}/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!(
            "https://acme.w",
            "ebhook.office.com/webhookb2/cdb93f30-9e98-889e-e65f-e80cd7e0e1a1@cb5917ec-336d-7e95-44ed-50c15f8d89ce/IncomingWebhook/234abe54d9af8aa8e4e42d0a9435cb5c/25989ac9-7bc0-dc03-f600-9354f72ec716"
        )],
        &[
            "webhook.office.com/webhookb2/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!(
                "https://acme.webhook.office.com/",
                "webhookb2/cdb93f30-9e98-889e-e65f-e80cd7e0e1a1@cb5917ec-336d-7e95-44ed-50c15f8d89ce/IncomingWebh"
            ),
        ],
    ),
    token(
        ("secret.google_chat_webhook", "Google Chat webhook", "Google Chat documentation, webhooks"),
        "secret.google_chat_webhook",
        (
            &["chat.googleapis.com/"],
            r"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{8,16}/messages\?key=[A-Za-z0-9_-]{39}&token=[A-Za-z0-9_%-]{30,64}",
            is_random,
        ),
        &[concat!(
            "https://chat.g",
            "oogleapis.com/v1/spaces/iZrkUti3UG73/messages?key=VSC0VjEKmIf41GpMumxxnQZ3VfDtc8TySIvomTX&token=P7r-KRR-0ngZiReD%GBoBtTzURk4Yk18i5"
        )],
        &[
            "chat.googleapis.com/v1/spaces/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("https://chat.googleapis.com/v1/sp", "aces/iZrkUti3UG73/messages?key=VSC0VjEKmIf41GpMumxxnQZ3Vf"),
        ],
    ),
    token(
        ("secret.dingtalk_webhook", "DingTalk robot webhook", "DingTalk Open Platform documentation, custom robots"),
        "secret.dingtalk_webhook",
        (&["oapi.dingtalk.com/"], r"oapi\.dingtalk\.com/robot/send\?access_token=[a-f0-9]{64}", is_random),
        &[concat!(
            "https://oapi.d",
            "ingtalk.com/robot/send?access_token=61ad5ee1f5e1c4d97146886c1a24f7090039da9c38c381c84ceab850288a2510"
        )],
        &[
            "oapi.dingtalk.com/robot/send?access_token=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("https://oapi.dingtalk.com/robot/send?access_t", "oken=61ad5ee1f5e1c4d97146"),
        ],
    ),
    token(
        ("secret.wecom_webhook", "WeCom robot webhook", "WeCom developer documentation, group robots"),
        "secret.wecom_webhook",
        (
            &["qyapi.weixin.qq.com/"],
            r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            is_random,
        ),
        &[concat!("https://qyapi.", "weixin.qq.com/cgi-bin/webhook/send?key=a70f7ded-2eb4-0905-f11f-52bb84410dac")],
        &[
            "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "?key="),
        ],
    ),
    token(
        ("secret.onesignal_key", "OneSignal key", "OneSignal documentation, keys"),
        "secret.onesignal_key",
        (&["os_v2_app_", "os_v2_org_"], "os_v2_(?:app|org)_[a-z0-9]{60,110}", is_random),
        &[concat!("os_v2_app_hk2a", "hr0p7zotouu8lnqjjbapl10d3gn911erigw3wng56insdr4egrcuu4f0hddrh8")],
        &[
            "os_v2_app_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("os_v2_app_hk2", "ahr0p7zotouu8lnqjjbapl10d3gn911"),
        ],
    ),
    token(
        ("secret.intercom_token", "Intercom token", "Intercom developer documentation: base64 that begins with `tok:`"),
        "secret.intercom_token",
        (&["dG9rO"], "dG9rO[A-Za-z0-9+/]{50,58}={0,2}", is_random),
        &[concat!("dG9rOPh1RqZjUv", "Z1jslXNExN/lwT72HBnFsIpHg8wL6M3HXONEbrjkR=")],
        &["dG9rOxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("dG9rOPh1", "RqZjUvZ1jslXNExN/lwT72H")],
    ),
    token(
        ("secret.ntfy_token", "ntfy token", "ntfy documentation, access tokens"),
        "secret.ntfy_token",
        (&["tk_"], "tk_[a-z0-9]{29}", is_random),
        &[concat!("tk_oeurogejhhl", "a4jgdoqyifmwky7n4d")],
        &["tk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("tk_oeu", "rogejhhla")],
    ),
    token(
        ("secret.courier_key", "Courier key", "Courier documentation, API keys"),
        "secret.courier_key",
        (&["pk_prod_", "pk_test_"], "pk_(?:prod|test)_[A-Z0-9]{28}", is_random),
        &[concat!("pk_prod_1BTMSN", "14LOSKGSFU0OL5LKV3KN4Z")],
        &["pk_prod_xxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("pk_prod_1BT", "MSN14LO")],
    ),
    token(
        ("secret.telnyx_key", "Telnyx key", "Telnyx developer documentation, API keys"),
        "secret.telnyx_key",
        (&["KEY0"], "KEY0[A-F0-9]{31}_[A-Za-z0-9]{22}", is_random),
        &[concat!("KEY0BE5EA876F9", "2D7B038525F628F4F4D16_3MnoxHCFLTTZRoGy0SFMsq")],
        &["KEY0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("KEY0BE5", "EA876F92D7B038525F628F4F4")],
    ),
    token(
        ("secret.mandrill_key", "Mandrill key", "Mailchimp Transactional documentation, API keys"),
        "secret.mandrill_key",
        (&["md-"], "md-[A-Za-z0-9_-]{22}", is_mixed),
        &[concat!("md-AZlkRUQvU", "5V_t0JcgolPKs")],
        &["md-xxxxxxxxxxxxxxxxxxxxxx", concat!("md-AZl", "kRUQ")],
    ),
    token(
        ("secret.resend_key", "Resend key", "Resend documentation, API keys"),
        "secret.resend_key",
        (&["re_"], "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,24}", is_mixed),
        &[concat!("re_OTONkG1f_P9", "tzvgtsjheD8JiLKXQmh")],
        &["re_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("re_OTO", "NkG1f_P9tz")],
    ),
    token(
        ("secret.mailersend_key", "MailerSend key", "MailerSend documentation, API tokens"),
        "secret.mailersend_key",
        (&["mlsn."], r"mlsn\.[a-f0-9]{64}", is_random),
        &[concat!("mlsn.dd099e41c", "6be5ef31fbcd39b7a692fe8ed723eccc771a9b4142bc87db8304f1a")],
        &["mlsn.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("mlsn.dd0", "99e41c6be5ef31fbcd39b7a692fe8ed7")],
    ),
    token(
        ("secret.kit_key", "Kit key", "Kit developer documentation, API keys"),
        "secret.kit_key",
        (&["kit_"], "kit_[a-f0-9]{32}", is_random),
        &[concat!("kit_485cc15bec", "259d12aafbf6df37fae4a9")],
        &["kit_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("kit_485", "cc15bec259d")],
    ),
    token(
        ("secret.smtp2go_key", "SMTP2GO key", "SMTP2GO documentation, API keys"),
        "secret.smtp2go_key",
        (&["api-"], "api-[A-F0-9]{32}", is_random),
        &[concat!("api-97A20B8E5B", "EF99A299A0AB407C6DBF96")],
        &["api-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("api-97A", "20B8E5BEF99")],
    ),
    token(
        ("secret.brevo_smtp", "Brevo SMTP key", "Brevo documentation, SMTP keys"),
        "secret.brevo_smtp",
        (&["xsmtpsib-"], "xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}", is_random),
        &[concat!("xsmtpsib-aaf4d", "7b1061c5a13a3fa3306ee76f5a5d67ed2af0064b63e13693c644e947127-8hF2jr0UJGWiyIHh")],
        &[
            "xsmtpsib-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            concat!("xsmtpsib-aaf", "4d7b1061c5a13a3fa3306ee76f5a5d67ed2af0064b"),
        ],
    ),
    token(
        ("secret.nylas_key", "Nylas key", "Nylas documentation, API keys"),
        "secret.nylas_key",
        (&["nyk_v0_"], "nyk_v0_[A-Za-z0-9]{64}", is_random),
        &[concat!("nyk_v0_1GC5vak", "Kr51XhTTGOTBuSjaIRkTKCQdAlm9ct5mrbCyt6oMvRuqReIkZfiwfDN1s")],
        &["nyk_v0_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("nyk_v0_1GC", "5vakKr51XhTTGOTBuSjaIRkTKCQdAlm")],
    ),
    token(
        ("secret.pubnub_secret", "PubNub secret key", "PubNub documentation, keys: base64 behind the mark sec-c-"),
        "secret.pubnub_secret",
        (&["sec-c-"], r"sec-c-[A-Za-z0-9]{48,64}", is_random),
        &[concat!("sec-c-t8sCG3CRKbKeyv6xQrM3h", "wwjhCS6jkdFKsvw8f46QqXYilvB")],
        &["sec-c-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", concat!("sec-c-t8s", "CG3")],
    ),
    token(
        (
            "secret.discord_mfa",
            "Discord user token",
            "Discord developer documentation, tokens of accounts with two factors",
        ),
        "secret.discord_mfa",
        (&["mfa."], r"mfa\.[A-Za-z0-9_-]{84}", is_random),
        &[concat!("mfa.SbELgGOBomUOLc877EgNB6bfbdUwFDrzIe3mGxHo", "L43ScQQYK8TUkl1JYnrw8tdVIIfHmxOCTQE8phIECUyU")],
        &["mfa.example.com", concat!("mfa.SbE", "LgG")],
    ),
];
