//! Names of persons that their field or their title tells, beside those that the tagger of [`crate::names`] finds.

pub mod asia;
pub mod fields;
