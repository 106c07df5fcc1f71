//! Archives, one in another, and bombs.

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Ground, MAIL};

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("an entry");
    }
    zip.finish().expect("a zip").into_inner()
}

fn tarred(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, *bytes).expect("an entry");
    }
    tar.into_inner().expect("a tar")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn archives_are_opened_one_in_another() {
    let ground = Ground::new();
    let mail = format!("\nto {MAIL}\n");
    let inner = gzipped(&tarred(&[("deep/a.txt", mail.as_bytes()), ("clean.txt", b"nothing")]));
    ground.put("all.zip", zipped(&[("x/inner.tgz", &inner), ("b.txt", mail.as_bytes()), ("empty/", b"")]));
    ground.put("one.log.gz", gzipped(mail.as_bytes()));
    ground.put("two.zst", [zstd(b"first frame\n"), zstd(mail.as_bytes())].concat());
    ground.put("three.tar.zst", zstd(&tarred(&[("c.txt", mail.as_bytes())])));
    let places = [
        "all.zip!x/inner.tgz!deep/a.txt:2:4",
        "all.zip!b.txt:2:4",
        "one.log.gz:2:4",
        "three.tar.zst!c.txt:2:4",
        "two.zst:3:4",
    ];
    let ran = ground.scan(&["."]);
    assert_eq!((ran.places(), ran.code), (places.to_vec(), 1), "{ran:?}");
    let log = ground.run(&["scan", "--format", "sarif", "all.zip"], b"").json();
    let result = &log["runs"][0]["results"][1];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"], serde_json::json!({ "startLine": 1 }));
    assert!(result["message"]["text"].as_str().is_some_and(|text| text.ends_with(", in b.txt:2:4")), "{result}");
    let shallow = ground.scan(&["--archive-depth", "1", "all.zip"]);
    assert_eq!(shallow.places(), ["all.zip!b.txt:2:4"]);
    assert!(
        shallow.err.contains("all.zip!x/inner.tgz: not looked into: an archive below `--archive-depth`"),
        "{}",
        shallow.err
    );
    let closed = ground.scan(&["--archive-depth", "0", "."]);
    assert_eq!((closed.lines().len(), closed.code), (0, 0), "{closed:?}");
    assert!(!closed.err.contains("not text"), "{}", closed.err);
    let strict = ["--archive-depth", "0", "--fail-on", "incomplete", "."];
    assert_eq!(ground.scan(&strict).code, 1);
}

#[test]
fn bombs_and_broken_archives_end_early_and_are_told() {
    let ground = Ground::new();
    let zeros = vec![b'0'; 40 << 20];
    let folded = gzipped(&gzipped(&zeros));
    ground.put("folded.gz", &folded);
    ground.put("flat.zip", zipped(&[("zeros", &zeros), ("behind.txt", MAIL.as_bytes())]));
    ground.put("many.tgz", gzipped(&tarred(&(0..40).map(|_| ("z", &zeros[..1 << 20])).collect::<Vec<_>>())));
    let quine = (0..30).fold(MAIL.as_bytes().to_vec(), |inside, _| gzipped(&inside));
    ground.put("nested.gz", quine);
    let mut broken = gzipped(format!("{MAIL}\n").as_bytes());
    broken.extend(b"no gzip");
    ground.put("broken.gz", broken);
    ground.put("other.xz", b"\xfd7zXZ\0 and so on");
    ground.put("broken.zip", &zipped(&[("a.txt", b"x")])[..40]);
    ground.put("behind.txt", MAIL);
    let begun = std::time::Instant::now();
    let ran = ground.scan(&["--max-unpacked", "8MiB", "--only", "pii", "."]);
    for told in [
        "flat.zip!zeros: not looked into to the end: unpacks to more than `--max-unpacked`",
        "folded.gz: not looked into to the end: unpacks to more",
        "many.tgz: not looked into to the end: unpacks to more",
        "nested.gz: not looked into: an archive below `--archive-depth`",
        "broken.gz: not looked into to the end: encrypted, broken",
        "broken.zip: not looked into to the end: encrypted, broken",
        "other.xz: not looked into to the end: encrypted, broken or packed in an unknown way",
    ] {
        assert!(ran.err.contains(told), "no {told:?} in {}", ran.err);
    }
    assert_eq!(ran.places(), ["behind.txt:1:1", "broken.gz:1:1"], "what came out before the end counts");
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
    let code = |fail_on, file| ground.scan(&["--only", "secrets", "--fail-on", fail_on, file]).code;
    assert_eq!((code("any", "broken.zip"), code("any,incomplete", "broken.zip")), (0, 1));
    assert_eq!(code("incomplete", "behind.txt"), 0);
}
