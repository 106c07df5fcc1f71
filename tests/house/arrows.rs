//! Arrows between crates point one way, and the pure crates reach for nothing outside.

use std::path::Path;

use crate::{none, tree};

/// What each crate may depend on, from the bottom up.
const MAY_USE: &[(&str, &[&str])] = &[
    ("wicket-types", &[]),
    ("wicket-detect", &["wicket-types", "wicket-encoder"]),
    ("wicket-wire", &["wicket-types"]),
    ("wicket-encoder", &[]),
    ("wicket-store", &["wicket-types", "wicket-detect", "wicket-wire"]),
    ("wicket-gate", &["wicket-types", "wicket-detect", "wicket-wire", "wicket-store"]),
    ("pretend-provider", &[]),
    (
        "wicketgate",
        &["wicket-types", "wicket-detect", "wicket-wire", "wicket-store", "wicket-gate", "pretend-provider"],
    ),
];

/// The crates to which text, time and random bytes are arguments.
const PURE: &[&str] = &["wicket-types", "wicket-detect", "wicket-wire", "wicket-encoder"];

/// Crates and types by which a pure crate would reach outside.
const OUTSIDE: &[&str] =
    &["tokio", "hyper", "hyper_util", "rustls", "sqlx", "socket2", "rand", "getrandom", "SystemTime", "Instant"];

/// The same by modules of `std`; addresses are plain values and so may be named.
const OUTSIDE_OF_STD: &[&str] = &["fs", "env", "process", "thread", "TcpStream", "TcpListener", "UdpSocket"];

#[test]
fn every_crate_has_its_place() {
    let placed: Vec<_> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    none(&tree::crates().into_iter().filter(|name| !placed.contains(name)).collect::<Vec<_>>());
}

#[test]
fn manifests_point_downward() {
    let mut problems = Vec::new();
    for (name, allowed) in MAY_USE {
        let manifest = tree::text(Path::new(&format!("crates/{name}/Cargo.toml"))).expect("a manifest");
        let manifest: toml::Table = manifest.parse().expect("a manifest");
        // What only tests use is left out: an end-to-end test of a low crate may start a high one.
        for section in ["dependencies", "build-dependencies"] {
            let used = manifest.get(section).and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys());
            problems.extend(
                used.filter(|used| MAY_USE.iter().any(|(ours, _)| ours == used) && !allowed.contains(&used.as_str()))
                    .map(|used| format!("crates/{name}/Cargo.toml: {name} may not depend on {used}")),
            );
        }
    }
    none(&problems);
}

#[test]
fn training_stands_beside_the_product() {
    let of_training = |name: &str| name.starts_with("wicket-train-");
    let mut problems = Vec::new();
    for path in tree::files("", "/Cargo.toml") {
        let manifest: toml::Table = tree::text(&path).expect("a manifest").parse().expect("a manifest");
        let is_training = path.starts_with("training");
        let used =
            manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys());
        for used in used {
            // What training shares with the product is what judges: it starts no gate.
            let is_high = MAY_USE.iter().any(|(name, _)| name == used) && !PURE.contains(&used.as_str());
            if of_training(used) || is_training && is_high {
                problems.push(format!("{}: may not depend on {used}", path.display()));
            }
        }
    }
    none(&problems);
}

#[test]
fn use_lines_point_downward() {
    let mut problems = Vec::new();
    for (name, allowed) in MAY_USE {
        let forbidden: Vec<String> = MAY_USE
            .iter()
            .filter(|(o, _)| o != name && !allowed.contains(o))
            .map(|(o, _)| o.replace('-', "_"))
            .collect();
        for path in sources(name) {
            let code = tree::code(&path);
            let met = forbidden.iter().filter(|other| code.contains(&format!("{other}::")));
            problems.extend(met.map(|other| format!("{}: {name} may not use {other}", path.display())));
        }
    }
    none(&problems);
}

#[test]
fn pure_crates_reach_for_nothing_outside() {
    let mut problems = Vec::new();
    for path in PURE.iter().flat_map(|name| sources(name)) {
        let code = tree::code(&path);
        let named = tree::words(&code).filter(|word| OUTSIDE.contains(word));
        let mut met: Vec<String> = named.map(str::to_owned).collect();
        for part in code.split("std::").skip(1) {
            // `std::fs…`, or one of `std::{fs, io}`.
            let group = part.strip_prefix('{').map(|rest| rest.split(';').next().unwrap_or_default());
            let reached = tree::words(group.unwrap_or(part)).take(if group.is_some() { usize::MAX } else { 2 });
            met.extend(reached.filter(|word| OUTSIDE_OF_STD.contains(word)).map(|word| format!("std's {word}")));
        }
        problems.extend(met.iter().map(|word| format!("{}: a pure crate may not use {word}", path.display())));
    }
    none(&problems);
}

/// The source files of a crate, without files of tests.
fn sources(name: &str) -> Vec<std::path::PathBuf> {
    tree::files(&format!("crates/{name}/src"), ".rs").into_iter().filter(|path| !tree::is_test(path)).collect()
}
