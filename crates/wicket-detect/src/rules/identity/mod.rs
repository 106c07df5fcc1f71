//! Identity, tax and insurance numbers of the world, region by region. A check digit lets one number in ten through,
//! so all but the strongest forms need words in front of them; [`super::context`] knows those of each country.

pub mod americas;
pub mod any;
pub mod asia;
pub mod east;
pub mod social;
pub mod west;
