//! Names of accounts that a sign of their own tells: `@name` of networks, `name#1234` of games.

use crate::rules::{Rule, always, labelled::labelled};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.handle", "Name of an account behind an at sign", "Social networks, as they write the names of accounts"),
        "pii.username",
        (
            &[
                "handle",
                "username",
                "instagram",
                "insta",
                "twitter",
                "telegram",
                "tiktok",
                "snapchat",
                "mastodon",
                "threads",
                "bluesky",
                "discord",
                "skype",
                "ig:",
                "ig",
                "follow me",
                "dm me",
                "pm me",
                "message me",
                "msg me",
                "dm",
                "pm",
                "find me",
                "tag me",
                "hmu",
                "rt",
                "follow them",
                "follow us",
                "follow him",
                "follow her",
                "shoutout to",
            ],
            "@[A-Za-z0-9_][A-Za-z0-9._]{1,30}[A-Za-z0-9_]",
            |value| !AT_WORDS.contains(&value),
        ),
        &["Instagram: @pale.harbour", "my handle is @otter_writes", "RT @pale_harbour: proud of it"],
        &["a twitter thread", "handle @media queries well", "telegram @ noon"],
    ),
    labelled(
        ("pii.numbered_handle", "Name of an account with its number", "Discord: a name and four digits behind a sign"),
        "pii.username",
        (&["discord", "battletag", "battle.net"], "[A-Za-z][A-Za-z0-9._]{1,30}#[0-9]{4,6}", always),
        &["on Discord as paleharbour#4821", "BattleTag: Otter#11482"],
        &["discord issue #4821", "the discord server #general"],
    ),
];

/// What style sheets, programs and chats write behind an at sign.
const AT_WORDS: &[&str] = &[
    "@media",
    "@import",
    "@keyframes",
    "@layer",
    "@supports",
    "@property",
    "@override",
    "@everyone",
    "@here",
    "@channel",
    "@all",
    "@param",
    "@return",
];
