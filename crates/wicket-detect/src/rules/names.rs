//! Names of persons, places and organisations, and addresses of any shape: rows for what the tagger of [`crate::names`]
//! says. They stand in the order of its classes.

use wicket_types::Kind;

use super::{Find, Rule};

const SOURCE: &str = "linear-chain tagger, see crates/wicket-detect/models/names.md";

/// The rows, by class.
pub const RULES: &[Rule] = &[
    Rule {
        id: "pii.person",
        title: "Name of a person, by its words and their context",
        source: SOURCE,
        kind: Kind::of("pii.person"),
        confidence: 0.5,
        find: Find::Name,
        hits: &[
            "Please ask Maria Schneider to call me back tomorrow.",
            "Dear Dr. Okonkwo,\nthank you for your letter.",
            "{\"first_name\": \"Ines\", \"last_name\": \"Carvalho\"}",
            "Best regards,\nTomasz Nowak",
            "id,name,city\n1,Elena Petrova,Sofia\n",
        ],
        passes: &[
            "Please ask the support team to call me back tomorrow.",
            "class UserAccount extends BaseModel implements Serializable {}",
            "The meeting moved from Monday to Thursday in March.",
            "How to Configure the Network Settings",
        ],
    },
    Rule {
        id: "pii.location",
        title: "Name of a town, region or country, by its words and their context",
        source: SOURCE,
        kind: Kind::of("pii.location"),
        confidence: 0.5,
        find: Find::Name,
        hits: &["She moved from Lisbon to Toronto last year.", "Ich wohne seit drei Jahren in Hamburg."],
        passes: &["The file moved from the cache to the archive.", "Ich wohne seit drei Jahren hier."],
    },
    Rule {
        id: "pii.organization",
        title: "Name of an organisation, by its words and their context",
        source: SOURCE,
        kind: Kind::of("pii.organization"),
        confidence: 0.5,
        find: Find::Name,
        hits: &[
            "He has worked at Brightwater Logistics Ltd since 2019.",
            "Sie ist Ingenieurin bei der Falkenberg Maschinenbau GmbH.",
        ],
        passes: &["He has worked at the warehouse since 2019.", "The company has a new office."],
    },
    Rule {
        id: "pii.address.name",
        title: "Street address of a shape that no rule knows, by its words and their context",
        source: SOURCE,
        kind: Kind::of("pii.address"),
        confidence: 0.5,
        find: Find::Name,
        hits: &["We live at 77 Quarry Ridge, second floor, please ring twice."],
        passes: &["We have 77 open tickets, please answer twice."],
    },
];
