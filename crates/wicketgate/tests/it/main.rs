//! Stories of the whole gate: the real binary between a strict pretend provider and clients that send any bytes.
//! Names begin with the id of the property where the plan of tests has one.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a story fails by panicking")]
#![allow(missing_docs, reason = "a story's name is its documentation")]

mod rig;

mod answers;
mod backups;
mod beginnings;
mod bystanders;
mod canaries;
mod changes;
mod clients;
mod config;
mod crash;
mod cuts;
mod destinations;
mod doors;
mod drain;
mod failover;
mod fall;
mod faults;
mod flow;
mod framing;
mod guards;
mod idle;
mod judges;
mod keys;
mod load;
mod masks;
mod memory;
mod money;
mod names;
mod pass;
mod privacy;
mod proxies;
mod rates;
mod records;
mod reloads;
mod restart;
mod rules;
mod scans;
mod second_looks;
mod slow;
mod store;
mod strings;
mod texts;
mod timing;
mod tokens;
mod values;
mod waits;
mod wiped;
