//! A gate starts no programs, and has the kernel see to it: whatever a visitor, a provider or a fault makes of the process,
//! `execve` fails from here on.

/// Takes the right to start programs from all threads, for good. Commands that need `git` are other processes.
///
/// # Errors
/// The system does not take the filter; the gate is then as safe as its own code.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub fn forbid() -> Result<(), seccompiler::Error> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

    let arch = std::env::consts::ARCH.try_into()?;
    // A call without conditions matches whatever its arguments are.
    let calls = [libc::SYS_execve, libc::SYS_execveat].map(|call| (call, Vec::new()));
    let denied = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(calls.into(), SeccompAction::Allow, denied, arch)?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter_all_threads(&program)
}

/// There is no such filter here.
///
/// # Errors
/// Never.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub fn forbid() -> Result<(), std::convert::Infallible> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    /// Set in the process that gives the right away.
    const GIVES_UP: &str = "WICKETGATE_TEST_GIVES_UP";

    #[test]
    fn sec_06_a_process_without_the_right_starts_no_program() {
        if std::env::var_os(GIVES_UP).is_some() {
            assert!(Command::new("/bin/true").status().is_ok_and(|ended| ended.success()));
            super::forbid().expect("a filter");
            let refused = Command::new("/bin/true").status().expect_err("the right is gone");
            assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
            let thread = std::thread::spawn(|| Command::new("/bin/true").status().is_err());
            assert!(thread.join().expect("a thread"));
            return;
        }
        let ended = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "no_programs::tests::sec_06_a_process_without_the_right_starts_no_program"])
            .env(GIVES_UP, "1")
            .output()
            .expect("this program once more");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    }
}
