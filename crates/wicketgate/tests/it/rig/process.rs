//! The real binary: commands that end, and a gate that runs.

use std::{
    net::SocketAddr,
    path::Path,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use rustix::process::Signal;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    sync::watch,
    time::timeout,
};

use super::PATIENCE;

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// A write beyond the bound of `bound_files` is to fail as on a full disk, not to end the process.
const IGNORE: &str = "trap '' XFSZ; exec \"$0\" \"$@\"";

fn command(program: &str, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn started(folder: &Path, args: &[&str], input: &str) -> Child {
    let mut child = command(env!("CARGO_BIN_EXE_wicketgate"), folder, args).spawn().expect("the binary");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A command that reads nothing may have ended before the input is written.
    let _ = stdin.write_all(input.as_bytes()).await;
    child
}

/// Runs the binary, which says little, and kills it without a word after `time`; `None` where it had not ended by then.
pub async fn run_until(folder: &Path, args: &[&str], input: &str, time: Duration) -> Option<Ran> {
    let mut child = started(folder, args, input).await;
    if timeout(time, child.wait()).await.is_err() {
        child.kill().await.expect("a running process");
    }
    let done = child.wait_with_output().await.expect("an end");
    done.status.code()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Ran { code: done.status.code(), out: text(&done.stdout), err: text(&done.stderr) })
}

/// Runs the binary with `input` on its standard input until it ends.
pub async fn run(folder: &Path, args: &[&str], input: &str) -> Ran {
    let child = started(folder, args, input).await;
    let done = timeout(PATIENCE, child.wait_with_output()).await.expect("a command that ends").expect("an end");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: done.status.code(), out: text(&done.stdout), err: text(&done.stderr) }
}

/// How a gate is started where it is not as usual.
#[derive(Default)]
pub struct Start<'a> {
    /// Further flags of `serve`.
    pub flags: &'a [&'a str],
    /// Its environment, which is empty otherwise.
    pub variables: &'a [(&'a str, &'a str)],
    /// What a shell does before it becomes the gate.
    pub before: &'a str,
    /// Whether `before` may change what is mounted where, seen by this gate alone; takes the superuser.
    pub own_mounts: bool,
}

/// A gate that runs.
pub struct Running {
    pub gate: SocketAddr,
    pub admin: SocketAddr,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Running {
    /// Starts it and waits until it says where it listens; what it said where it ends instead.
    pub async fn start(folder: &Path, how: &Start<'_>) -> Result<Running, String> {
        let script = format!("{}\n{IGNORE}", how.before);
        let mut args = vec!["-c", &script, env!("CARGO_BIN_EXE_wicketgate"), "serve", "--init", "--threads", "2"];
        args.extend_from_slice(how.flags);
        let program = if how.own_mounts {
            args.splice(0..0, ["--mount", "/bin/sh"]);
            "unshare"
        } else {
            "/bin/sh"
        };
        let mut child =
            command(program, folder, &args).envs(how.variables.iter().copied()).spawn().expect("the binary");
        let said = Arc::new(Mutex::new(String::new()));
        let (tell, mut listens) = watch::channel(None);
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let written = said.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(found) = addresses(&line) {
                    let _ = tell.send(Some(found));
                }
                let mut written = written.lock().expect("no panic there");
                written.push_str(&line);
                written.push('\n');
            }
        });
        let found = timeout(PATIENCE, listens.wait_for(Option::is_some)).await.expect("a start or an end");
        let found = found.ok().and_then(|found| *found);
        match found {
            Some((gate, admin)) => Ok(Running { gate, admin, child, said }),
            None => Err(said.lock().expect("no panic there").clone()),
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("a running process")
    }

    /// All that it has said on standard error.
    pub fn said(&self) -> String {
        self.said.lock().expect("no panic there").clone()
    }

    /// Asks it to stop and leaves it to that.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    pub fn signal(&self, signal: Signal) {
        let id = rustix::process::Pid::from_raw(self.id().try_into().expect("a process id")).expect("a process id");
        rustix::process::kill_process(id, signal).expect("a running process");
    }

    /// Waits for its end; the exit code.
    pub async fn ended(self) -> Option<i32> {
        self.end().await.code()
    }

    /// Waits for its end, however it comes.
    pub async fn end(mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("a gate that ends").expect("an end")
    }

    pub async fn stop(self) -> Option<i32> {
        self.terminate();
        self.ended().await
    }

    /// Kills it without a word.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a running process");
    }
}

/// Reads `the gate listens on A, the admin side on B`.
fn addresses(line: &str) -> Option<(SocketAddr, SocketAddr)> {
    let (gate, admin) = line.strip_prefix("the gate listens on ")?.split_once(", the admin side on ")?;
    Some((gate.parse().ok()?, admin.parse().ok()?))
}

/// Bounds the size of files that process `id` may write until it is dropped: writes beyond fail as on a full disk.
pub fn bound_files(id: u32, bytes: u64) -> FileBound {
    let id = rustix::process::Pid::from_raw(id.try_into().expect("a process id")).expect("a process id");
    let before = rustix::process::getrlimit(rustix::process::Resource::Fsize);
    let bound = rustix::process::Rlimit { current: Some(bytes), maximum: before.maximum };
    rustix::process::prlimit(Some(id), rustix::process::Resource::Fsize, bound).expect("a bound on the process");
    FileBound { id, before }
}

/// The bound on the files of a process.
pub struct FileBound {
    id: rustix::process::Pid,
    before: rustix::process::Rlimit,
}

impl Drop for FileBound {
    fn drop(&mut self) {
        let before = rustix::process::Rlimit { current: self.before.current, maximum: self.before.maximum };
        rustix::process::prlimit(Some(self.id), rustix::process::Resource::Fsize, before).expect("no bound any more");
    }
}
