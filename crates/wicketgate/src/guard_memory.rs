//! What the process does for its secrets before anything else: no core dumps, and no reading of its memory by others.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Turns core dumps off and makes `/proc/PID` the superuser's. A system that refuses is left as it is: the gate runs in
/// containers where the limits are set from outside.
pub fn lock_down() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // A panic tells where it happened, and nothing of what it worked on.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(place, "a visit ended by a fault in the gate");
    }));
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::Command};

    use crate::{
        cli::{Color, Format, Global},
        say,
    };

    /// Set in the process that falls.
    const FALLS: &str = "WICKETGATE_TEST_FALLS";
    const PROMPT: &str = "the heron walks slowly through violet reeds";

    #[test]
    fn sec_04_a_panic_tells_its_place_and_nothing_of_its_data() {
        if std::env::var_os(FALLS).is_some() {
            fall();
        }
        let folder = tempfile::tempdir().expect("a folder");
        let fallen = Command::new("/bin/sh")
            .args(["-c", "ulimit -c unlimited; exec \"$0\" --nocapture --exact \"$1\""])
            .arg(std::env::current_exe().expect("this program"))
            .arg("guard_memory::tests::sec_04_a_panic_tells_its_place_and_nothing_of_its_data")
            .env(FALLS, "1")
            .env("RUST_BACKTRACE", "full")
            .current_dir(folder.path())
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&[fallen.stdout, fallen.stderr].concat()).into_owned();
        assert_eq!(fallen.status.signal(), Some(6), "{said}");
        assert!(!fallen.status.core_dumped(), "{said}");
        assert_eq!(said.matches("a visit ended by a fault in the gate").count(), 3, "{said}");
        assert_eq!(said.matches("guard_memory.rs:").count(), 3, "{said}");
        for word in ["heron", "reeds", "panicked"] {
            assert!(!said.contains(word), "{said}");
        }
        println!("figure SEC-04 3 panics over a prompt: 3 places told, 0 words of it, no core");
    }

    /// Panics that would print what they worked on, and then the end of the process.
    fn fall() -> ! {
        super::lock_down();
        say::set_up(&Global { config: None, format: Format::Text, color: Color::Never, quiet: false }, false);
        let faults: [fn(); 3] = [
            || panic!("cannot handle {PROMPT}"),
            || PROMPT.parse::<u64>().map_err(|_| PROMPT).map(drop).expect("a number"),
            || assert_eq!(PROMPT, ""),
        ];
        for fault in faults {
            assert!(std::thread::spawn(fault).join().is_err());
        }
        std::process::abort()
    }
}
