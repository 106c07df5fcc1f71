//! The lines of a patch that tell which file it is about: its name, its id, and where its lines stand.

/// The file's name in the first line of its patch: `--git a/NAME b/NAME`, or `--cc NAME` in a merge.
pub(super) fn diff_name(names: &[u8]) -> String {
    let names = names.strip_suffix(b"\n").unwrap_or(names);
    match names.strip_prefix(b"--git ") {
        // Both are the same, for renames are not looked for.
        Some(both) => file_name(both.get(both.len() / 2 + 1..).unwrap_or_default()),
        None => {
            let name = names.splitn(2, |byte| *byte == b' ').nth(1).unwrap_or_default();
            String::from_utf8_lossy(&plain(name)).into_owned()
        }
    }
}

/// The id behind the dots of `index OLD..NEW MODE`.
pub(super) fn new_id(ids: &[u8]) -> String {
    let ids = String::from_utf8_lossy(ids);
    let new = ids.split_once("..").map_or("", |(_, new)| new);
    new.split([' ', '\n']).next().unwrap_or_default().to_owned()
}

/// The file's name behind `+++ `; in quotation marks where it holds odd characters, as C has them.
pub(super) fn file_name(name: &[u8]) -> String {
    // Behind a name with a space in it stands a tab.
    let name = name.strip_suffix(b"\n").unwrap_or(name);
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let plain = plain(name);
    String::from_utf8_lossy(plain.strip_prefix(b"b/").unwrap_or(&plain)).into_owned()
}

/// A name without the quotation marks that it may stand in.
fn plain(name: &[u8]) -> Vec<u8> {
    let quoted = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\""));
    quoted.map_or_else(|| name.to_vec(), unquoted)
}

fn unquoted(name: &[u8]) -> Vec<u8> {
    let (mut plain, mut rest) = (Vec::new(), name);
    while let Some((byte, behind)) = rest.split_first() {
        (rest, plain) = match (byte, behind) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', rest @ ..]) => {
                plain.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                (rest, plain)
            }
            (b'\\', [escaped, rest @ ..]) => {
                plain.push(match escaped {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    other => *other,
                });
                (rest, plain)
            }
            _ => {
                plain.push(*byte);
                (behind, plain)
            }
        };
    }
    plain
}

/// The first line of a hunk in the new file, of `@@ -1,2 +3,4 @@`.
pub(super) fn first_line(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head);
    let new = head.split(' ').find_map(|part| part.strip_prefix('+')).unwrap_or_default();
    new.split(',').next().and_then(|line| line.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_git_writes_them() {
        for (written, name) in [
            ("b/src/main.rs\n", "src/main.rs"),
            ("b/with space.txt\t\n", "with space.txt"),
            ("\"b/a\\tb\\\"c\\303\\251\"\n", "a\tb\"c\u{e9}"),
        ] {
            assert_eq!(file_name(written.as_bytes()), name);
        }
        for (written, name) in [
            ("--git a/src/a b.rs b/src/a b.rs\n", "src/a b.rs"),
            ("--git \"a/\\303\\251\" \"b/\\303\\251\"\n", "é"),
            ("--cc b/c d\n", "b/c d"),
        ] {
            assert_eq!(diff_name(written.as_bytes()), name);
        }
        assert_eq!(new_id(b"0000..12ab 100644\n"), "12ab");
        assert_eq!(new_id(b"12ab,34cd..56ef\n"), "56ef");
        assert_eq!(first_line(b"@@ -0,0 +17,3 @@ fn main()\n"), 17);
        assert_eq!(first_line(b"@@@ -1,2 -3 +9 @@@\n"), 9);
    }
}
