//! History of real repositories, and what is staged.

use std::process::Command;

use super::{Ground, MAIL, SECRET};

impl Ground {
    fn git(&self, args: &[&str]) {
        let ran = Command::new("git")
            .args([
                "-c",
                "user.name=Ann \u{1b}[31m Lee",
                "-c",
                "user.email=ann@localhost",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(args)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    /// A repository whose first commit has a secret that the second takes out.
    fn repository() -> Self {
        let ground = Ground::new();
        ground.git(&["init", "--quiet", "-b", "main"]);
        ground.put("src/a b.py", format!("one\ntwo\nkey = \"{SECRET}\"\n"));
        ground.commit("first");
        ground.put("src/a b.py", "one\ntwo\nkey = load()\n");
        ground.put("é.txt", format!("++ b/other.py\n{MAIL}\n"));
        ground.commit("second");
        ground
    }
}

#[test]
fn every_added_line_of_every_commit_is_read_once() {
    let ground = Ground::repository();
    assert_eq!(ground.scan(&["src"]).code, 0, "nothing is left in the files");
    let ran = ground.scan(&["--git", "."]);
    assert_eq!((ran.places(), ran.code), (vec!["é.txt:2:1", "src/a b.py:3:8"], 1), "{ran:?}");
    assert!(ran.out.contains("commit ") && ran.out.contains("by Ann") && !ran.out.contains('\u{1b}'), "{}", ran.out);
    assert!(!ran.out.contains(SECRET));
    let found = ground.run(&["scan", "--git", "--format", "json"], b"").json();
    for found in found.as_array().expect("a list") {
        assert_eq!(found["commit"].as_str().map(str::len), Some(40), "{found}");
        assert!(found["date"].as_str().is_some_and(|date| date.contains('T')), "{found}");
    }
    assert_eq!(ground.scan(&["--git=HEAD~1..HEAD"]).places(), ["é.txt:2:1"]);
    assert_eq!(ground.scan(&["--git", "src"]).places(), ["src/a b.py:3:8"]);
}

#[test]
fn of_a_merge_only_its_own_lines_count() {
    let ground = Ground::repository();
    ground.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    ground.put("src/a b.py", "one\nside\n");
    ground.commit("side");
    ground.git(&["checkout", "--quiet", "main"]);
    let merge = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@localhost", "merge", "--quiet", "side"])
        .current_dir(&ground.0)
        .output();
    assert!(!merge.expect("git runs").status.success(), "the sides contradict each other");
    ground.put("src/a b.py", "one\ntwo\nbob.ray@example.com\n");
    ground.commit("merge");
    let ran = ground.scan(&["--git"]);
    assert_eq!(ran.places(), ["src/a b.py:3:1", "é.txt:2:1", "src/a b.py:3:8"], "{ran:?}");
}

#[test]
fn what_is_staged_is_read_before_it_is_committed() {
    let ground = Ground::repository();
    assert_eq!(ground.scan(&["--staged"]).code, 0);
    ground.put("new.py", format!("\n\n\nkey = \"{SECRET}\"\n"));
    ground.put("not_staged.py", format!("key = \"{SECRET}\"\n"));
    ground.git(&["add", "new.py"]);
    let ran = ground.scan(&["--staged"]);
    assert_eq!((ran.places(), ran.code), (vec!["new.py:4:8"], 1), "{ran:?}");
    assert!(!ran.out.contains("commit"), "{}", ran.out);
}

#[test]
fn what_patches_do_not_show_is_read_whole() {
    let ground = Ground::repository();
    let wide: Vec<u8> = format!("\u{feff}\nto {MAIL}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, MAIL.as_bytes()).expect("packed");
    ground.put("wide é.txt", &wide);
    ground.put("log.gz", packed.finish().expect("packed"));
    ground.put("image.png", [0; 100_000]);
    ground.put(".gitattributes", "*.hidden -diff\n");
    ground.put("a.hidden", format!("\n\n{MAIL}\n"));
    ground.git(&["add", "-A"]);
    let places = ["a.hidden:3:1", "log.gz:1:1", "wide é.txt:2:4"];
    let staged = ground.scan(&["--staged"]);
    assert_eq!(staged.places(), places, "{staged:?}");
    assert!(staged.err.contains("1 file not looked into: not text"), "{}", staged.err);
    ground.commit("third");
    ground.git(&["rm", "--quiet", "wide é.txt", "log.gz", "a.hidden", "image.png"]);
    ground.commit("fourth");
    let ran = ground.scan(&["--git=HEAD~2..HEAD"]);
    assert_eq!(ran.places(), places, "{ran:?}");
    assert_eq!(ran.out.matches(", commit ").count(), 3, "{}", ran.out);
}

#[test]
fn what_git_cannot_do_is_an_error_and_no_clean_scan() {
    let ground = Ground::new();
    for flag in ["--git", "--staged"] {
        let outside = ground.run_with(&["scan", flag], b"", &[("GIT_CEILING_DIRECTORIES", "/")]);
        assert!(outside.code == 2 && outside.err.contains("`.` lies in no git repository\nhint: "), "{outside:?}");
        assert_eq!(outside.err.lines().count(), 2, "{outside:?}");
    }
    let without = ground.run_with(&["scan", "--staged"], b"", &[("PATH", "/nonexistent")]);
    assert!(
        without.code == 2 && without.err.contains("cannot run `git`") && without.err.contains("hint:"),
        "{without:?}"
    );
    let ground = Ground::repository();
    for range in ["nowhere..HEAD", "--output=pwned"] {
        let ran = ground.scan(&[&format!("--git={range}")]);
        assert!(ran.code == 2 && ran.err.contains("`git` failed"), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    }
    assert!(!ground.path("pwned").exists());
}

#[test]
fn settings_of_a_foreign_repository_run_nothing() {
    let ground = Ground::repository();
    ground.put(".gitattributes", "*.py diff=odd\n");
    ground.put("src/a b.py", "changed\n");
    ground.git(&["add", "-A"]);
    let touch = format!("touch {}", ground.path("pwned").display());
    for key in ["diff.external", "core.fsmonitor", "core.pager", "diff.odd.textconv", "diff.odd.command", "gpg.program"]
    {
        ground.git(&["config", key, &touch]);
    }
    ground.git(&["config", "log.showSignature", "true"]);
    ground.git(&["config", "diff.noprefix", "true"]);
    assert_eq!(ground.scan(&["--git"]).places(), ["é.txt:2:1", "src/a b.py:3:8"]);
    assert_eq!(ground.scan(&["--staged"]).code, 0);
    assert!(!ground.path("pwned").exists());
}

#[test]
fn what_a_repository_holds_is_read_whatever_its_gitignore_says() {
    let ground = Ground::repository();
    ground.put(".gitignore", "*.env\nlogs/\n");
    ground.put(".wicketignore", "left.env\n");
    for name in ["prod.env", "left.env", "logs/a.txt", "src/b.env", "logs/untracked.txt"] {
        ground.put(name, format!("key = \"{SECRET}\"\n"));
    }
    ground.git(&["add", "--force", "prod.env", "left.env", "logs/a.txt", "src/b.env"]);
    let secrets = |args: &[&str]| {
        let ran = ground.scan(&[&["--only", "secrets"], args].concat());
        ran.places().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(secrets(&["."]), ["logs/a.txt:1:8", "prod.env:1:8", "src/b.env:1:8"]);
    assert_eq!(secrets(&["src"]), ["src/b.env:1:8"]);
    assert_eq!(secrets(&["--no-ignore", "."]).len(), 5);
    let without = ground.run_with(&["scan", "--only", "secrets", "."], b"", &[("PATH", "/nonexistent")]);
    assert_eq!((without.code, without.out.as_str()), (0, ""), "without git the ignore files alone say it");
}
