//! What is in this text? Personal data, credentials, prompt injection, data-carrying links, leaked instructions.
//!
//! Pure: text in, findings out. A [`Detector`] is built once and shared; [`Detector::scan`] reads a text in one canonical
//! reading (see [`reading`]), walks it once for anchors, digits and `@`, and asks the rules (see [`rules`]) only there.
//! Time is linear in the text whatever it holds. [`mask`] replaces what was found; [`window`] does both on a stream.
//!
//! ```
//! use wicket_detect::{Detector, Guard, Origin, Wants, mask};
//!
//! let detector = Detector::standard();
//! let text = "Refund Ann, ann@example.org, card 4111 1111 1111 1111.";
//! let scan = detector.scan(text, Origin::User, Wants::of(&[Guard::Pii, Guard::Injection]));
//! let kinds: Vec<&str> = scan.findings.iter().map(|finding| finding.kind.as_str()).collect();
//! assert_eq!(kinds, ["pii.email", "pii.credit_card"]);
//! assert!(scan.injection < 0.1);
//!
//! // Tokens that can be undone: the same value has the same token, and nobody without the map can tell which.
//! let mut names = mask::Pseudonyms::new(&mask::ScopeKey::new([7; 32])); // 32 random bytes of your own
//! let masked = names.mask(text, &scan.findings, false);
//! assert!(!masked.as_str().contains("4111"));
//! assert_eq!(names.unmask(masked.as_str(), false), text);
//! ```

mod bits;
pub mod checks;
pub mod custom;
pub mod fields;
pub mod leak;
pub mod mask;
pub mod model;
pub mod names;
mod packed;
pub mod reading;
pub mod rules;
pub mod scan;
mod scripts;
pub mod second;
mod wants;
pub mod window;

pub use checks::entropy;
pub use scan::{Detector, RULES_ODDS, Scan, Sign, Stages};
pub use second::{Second, SecondOpinion};
pub use wants::Wants;
// What a caller needs to name what it asks for and what it is told.
pub use wicket_types::{Confidence, Finding, Guard, Kind, Masked, Origin, Severity};
