//! Top-level modules of a crate that need each other in a circle: a knot, which has to be read as one piece.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{none, tree};

type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_make_no_knot() {
    let mut problems = Vec::new();
    for name in tree::crates() {
        let arrows = arrows_of(&name);
        for knot in knots(&arrows) {
            let inside = |from: &String| arrows.get(from).into_iter().flatten().filter(|to| knot.contains(*to));
            let arrows: Vec<_> =
                knot.iter().flat_map(|from| inside(from).map(move |to| format!("{from} → {to}"))).collect();
            problems.push(format!("{name}: modules need each other in a circle: {}", arrows.join(", ")));
        }
    }
    none(&problems);
}

#[test]
fn a_circle_is_found_and_a_chain_is_not() {
    let arrows = |pairs: &[(&str, &str)]| {
        let mut arrows = Arrows::new();
        for (from, to) in pairs {
            arrows.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        arrows
    };
    assert!(knots(&arrows(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    let found = knots(&arrows(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found, [BTreeSet::from(["b".to_owned(), "c".to_owned()])]);
}

/// Which top-level module of a crate names which.
fn arrows_of(name: &str) -> Arrows {
    let folder = format!("crates/{name}/src");
    let roots = ["lib.rs", "main.rs"].map(|root| format!("{folder}/{root}"));
    let root = roots.iter().map(Path::new).find(|root| tree::text(root).is_some()).expect("lib.rs or main.rs");
    let root = tree::code(root);
    let modules: BTreeSet<&str> =
        root.lines().filter_map(|line| line.trim().strip_suffix(';')?.split("mod ").nth(1)).collect();
    let moved = moved_up(&root, &modules);
    let mut arrows = Arrows::new();
    for module in &modules {
        let files = tree::files(&folder, ".rs").into_iter().filter(|path| !tree::is_test(path));
        let inside = files.filter(|path| {
            let rest = path.to_string_lossy().replacen(&format!("{folder}/"), "", 1);
            rest == format!("{module}.rs") || rest.starts_with(&format!("{module}/"))
        });
        for path in inside {
            for named in named_from_root(&tree::code(&path)) {
                let target = modules.get(named.as_str()).copied().or_else(|| moved.get(&named).copied());
                if let Some(target) = target.filter(|target| target != module) {
                    arrows.entry((*module).to_owned()).or_default().insert(target.to_owned());
                }
            }
        }
    }
    arrows
}

/// Names that the root takes from a module, `pub use breaker::Breaker`, and the module of each.
fn moved_up<'r>(root: &'r str, modules: &BTreeSet<&'r str>) -> BTreeMap<String, &'r str> {
    let mut moved = BTreeMap::new();
    for statement in root.split("pub use ").skip(1) {
        let mut words = tree::words(statement.split(';').next().unwrap_or_default());
        if let Some(module) = words.next().and_then(|first| modules.get(first)) {
            moved.extend(words.map(|word| (word.to_owned(), *module)));
        }
    }
    moved
}

/// What follows `crate::` in some code: one name, or the first names of a group.
fn named_from_root(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let Some(group) = part.strip_prefix('{') else {
            named.extend(tree::words(part).next().map(str::to_owned));
            continue;
        };
        let (mut depth, mut item) = (0_u32, String::new());
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    named.extend(tree::words(&item).next().map(str::to_owned));
                    item.clear();
                }
                _ if depth == 0 => item.push(character),
                _ => {}
            }
        }
        named.extend(tree::words(&item).next().map(str::to_owned));
    }
    named
}

/// Sets of modules from each of which each other one is reached.
fn knots(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached = |start: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(module) = open.pop() {
            open.extend(arrows.get(module).into_iter().flatten().filter(|next| seen.insert((*next).clone())));
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = arrows.keys().map(|module| (module, reached(module))).collect();
    let knot = |module: &String| -> BTreeSet<String> {
        reach[module]
            .iter()
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(module)))
            .cloned()
            .collect()
    };
    let found: BTreeSet<_> = arrows.keys().map(knot).filter(|knot| !knot.is_empty()).collect();
    found.into_iter().collect()
}
