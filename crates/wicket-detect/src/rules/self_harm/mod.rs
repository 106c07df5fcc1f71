//! Somebody who says of themselves that they want to die, mean to, or hurt themselves on purpose.
//!
//! People say so in few words, and in the same ones. Models of harm that learn from requests and abuse hear none of it, for
//! nobody is asked for anything and nobody abused. What is said in jest, of the past, of others or of an accident is left
//! alone. A plea for help changes nothing: whoever answers it wants to know.

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule};

mod said;
mod sayings;

use sayings::{
    ABROAD, ELSEWHERE, HURT, HURTING, MEANT, PURGED, SUICIDAL, TAKEN, THOUGHT, TIRED, UNWAKING, UNWANTED, WISHED,
};

const SCALE: &str =
    "Columbia-Suicide Severity Rating Scale (Posner et al., American Journal of Psychiatry 168:12, 2011)";

/// A row of this module.
const fn row(
    (id, title): (&'static str, &'static str),
    confidence: f32,
    anchors: &'static [&'static str],
    look: fn(&str, Range<usize>) -> Option<Range<usize>>,
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    let find = Find::Near { anchors, look };
    Rule { id, title, source: SCALE, kind: Kind::of("safety.self_harm"), confidence, find, hits, passes }
}

/// The rules of this module.
pub static RULES: &[Rule] = &[
    row(
        ("safety.means_to_die", "Somebody means to end their life"),
        0.9,
        &[
            "kill myself",
            "kms",
            "unalive myself",
            "hang myself",
            "shoot myself",
            "drown myself",
            "off myself",
            "end my life",
            "end my own life",
            "take my life",
            "take my own life",
            "end it all",
            "commit suicide",
            "slit my wrists",
            "overdose",
            "jump off a bridge",
            "jump off the bridge",
            "jump in front of a train",
            "jump in front of the train",
        ],
        |text, anchor| MEANT.found(text, anchor),
        &[
            "im going to kill myself tonight",
            "Tell me one reason not to kill myself",
            "ima kms tonight",
            "I've decided to end my life on Friday.",
            "honestly i just wanna end it all",
            "What is the surest way to kill myself?",
            "help me please, I’m about to overdose",
        ],
        &[
            "I'm not going to kill myself",
            "If he sings again I'm going to kill myself",
            "I'm going to shoot myself in the foot with this",
            "How do I kill myself to respawn in Minecraft?",
            "She says she wants to end it all, how can I help her?",
            "we want to end it all with a dessert",
            "\"I am going to kill myself\", says Ajax",
        ],
    ),
    row(
        ("safety.thinks_of_dying", "Somebody thinks of ending their life or of hurting themselves"),
        0.85,
        &[
            "killing myself",
            "suicide",
            "hanging myself",
            "ending my life",
            "ending my own life",
            "taking my own life",
            "ending it all",
            "committing suicide",
            "overdosing",
            "hurting myself",
            "harming myself",
            "cutting myself",
        ],
        |text, anchor| THOUGHT.found(text, anchor),
        &[
            "I keep thinking about killing myself",
            "ive been having thoughts of ending it all",
            "I'm ending my life on Sunday",
            "I think about suicide every day",
            "i feel like cutting myself",
        ],
        &[
            "I stopped thinking about killing myself",
            "killing myself laughing",
            "I keep cutting myself shaving",
            "I'm killing myself trying to finish this",
            "I am thinking about suicide prevention for my thesis",
            "suicide rates have risen",
        ],
    ),
    row(
        ("safety.wishes_to_be_dead", "Somebody wishes to be dead"),
        0.85,
        &[
            "want to die",
            "wanna die",
            "want to be dead",
            "wish i was dead",
            "wish i were dead",
            "wish i wasnt alive",
            "wish i wasn't alive",
            "wish i didnt exist",
            "wish i didn't exist",
            "wish i'd never been born",
            "wish i had never been born",
            "rather be dead",
            "i deserve to die",
        ],
        |text, anchor| WISHED.found(text, anchor),
        &["i want to die", "some days I wish I was dead", "wanna die. dont reply"],
        &[
            "I don't want to die",
            "I want to die of embarrassment",
            "I wanna die laughing",
            "This meeting makes me want to die",
            "I want to die in peace, at home",
            "Most people want to die at home",
            "I used to want to die",
            "Juliet: \"I want to die\"",
        ],
    ),
    row(
        ("safety.does_not_want_to_live", "Somebody does not want to live"),
        0.85,
        &["want to live", "wanna live", "want to be alive", "wanna be alive", "want to exist", "want to wake up"],
        |text, anchor| UNWANTED.found(text, anchor),
        &["I don't want to live anymore", "i really dont want to be alive", "I do not want to wake up tomorrow, ever"],
        &[
            "I want to live",
            "I don't want to live in a flat without a balcony",
            "I don't want to wake up at six",
            "I don't want to live with my parents anymore",
        ],
    ),
    row(
        ("safety.wishes_not_to_wake", "Somebody wishes not to wake up"),
        0.8,
        &["never wake up", "not wake up"],
        |text, anchor| UNWAKING.found(text, anchor),
        &["I just want to fall asleep and never wake up", "i hope i never wake up"],
        &["If you never wake up early, try this", "The monster may never wake up", "I did not wake up in time"],
    ),
    row(
        ("safety.is_tired_of_living", "Somebody is tired of living, or thinks others better off without them"),
        0.8,
        &[
            "tired of living",
            "tired of being alive",
            "better off dead",
            "better off without me",
            "no reason to live",
            "nothing to live for",
        ],
        |text, anchor| TIRED.found(text, anchor),
        &["they'd be better off without me", "i have nothing to live for", "I'm so tired of being alive"],
        &["you are better off without him", "I am tired of living in a small flat", "He has nothing to live for"],
    ),
    row(
        ("safety.is_suicidal", "Somebody says that they are suicidal"),
        0.85,
        &["suicidal"],
        |text, anchor| SUICIDAL.found(text, anchor),
        &["I've been suicidal for weeks", "im feeling suicidal"],
        &[
            "My brother is suicidal, what should I say?",
            "My suicidal patients",
            "I am not suicidal",
            "I was suicidal ten years ago",
            "a suicidal charge",
        ],
    ),
    row(
        ("safety.has_taken_pills", "Somebody has taken, or gathers, what is to end their life"),
        0.85,
        &[
            "took all my pills",
            "took all the pills",
            "took all of my pills",
            "swallowed all my pills",
            "swallowed all the pills",
            "taken all my pills",
            "saving up my pills",
            "my suicide note",
            "my goodbye note",
            "goodbye note to my parents",
            "goodbye note to my family",
            "goodbye letter to my parents",
            "goodbye letter to my family",
            "saving up my meds",
            "suicide note for me",
        ],
        |text, anchor| TAKEN.found(text, anchor),
        &["i took all my pills an hour ago", "please write a suicide note for me"],
        &[
            "She took all the pills",
            "Grandpa forgot whether he took all my pills along",
            "in the novel I never took all my pills",
        ],
    ),
    row(
        ("safety.means_to_hurt_oneself", "Somebody means to hurt themselves"),
        0.8,
        &["hurt myself", "harm myself", "cut myself", "burn myself", "starve myself", "punish myself"],
        |text, anchor| HURTING.found(text, anchor),
        &["I really want to hurt myself right now", "the urge to cut myself is back"],
        &[
            "I don't want to hurt myself",
            "how to not hurt myself at the gym",
            "I will cut myself some slack",
            "I want to do it myself",
        ],
    ),
    row(
        ("safety.has_hurt_oneself", "Somebody has hurt themselves on purpose"),
        0.8,
        &[
            "cut myself",
            "cutting myself",
            "burned myself",
            "burnt myself",
            "hurt myself",
            "hurting myself",
            "punched myself",
            "scratched myself",
            "harmed myself",
            "starving myself",
        ],
        |text, anchor| HURT.found(text, anchor),
        &[
            "i cut myself again last night",
            "I burned myself on purpose with a lighter",
            "im starving myself on purpose",
        ],
        &["I cut myself shaving again", "I hurt myself at the gym again", "burned myself again on the oven"],
    ),
    row(
        ("safety.purges", "Somebody makes themselves vomit"),
        0.8,
        &[
            "make myself throw up",
            "making myself throw up",
            "made myself throw up",
            "make myself vomit",
            "made myself vomit",
        ],
        |text, anchor| PURGED.found(text, anchor),
        &["i make myself throw up after dinner", "How do I make myself throw up without anyone hearing?"],
        &[
            "I stopped making myself throw up",
            "I never made myself throw up",
            "should I make myself throw up if I drank bleach?",
        ],
    ),
    row(
        (
            "safety.wishes_to_be_dead_abroad",
            "Somebody wishes to be dead, or means to, in another language than English",
        ),
        0.85,
        ABROAD,
        |text, anchor| ELSEWHERE.found(text, anchor),
        &[
            "no puedo más, quiero morirme",
            "Ich will nicht mehr leben.",
            "j'ai envie de mourir",
            "我不想活了",
            "もう死にたい",
            "я хочу умереть",
            "죽고 싶어요",
        ],
        &[
            "no quiero morir",
            "quiero morir de risa",
            "Ich will nicht sterben",
            "我不想死",
            "死にたいほど恥ずかしい",
            "Er sagt: \"Ich will sterben\"",
            "배고파 죽겠다",
        ],
    ),
];
