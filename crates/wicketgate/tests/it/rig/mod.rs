//! A house to try the door of: a strict pretend provider, a real gate process in front of it, keys made by the command
//! line, and clients that show bytes as they came.
//!
//! What the provider kept is the truth; what the gate says is compared with it.

mod bodies;
mod http;
mod kept;
mod load;
pub mod memory;
pub mod names;
mod process;
mod record;
mod scale;
pub mod search;

use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

pub use bodies::{all_text, ask, chat, dialects, hex, planned, streamed, text_of};
pub use http::{Answer, Stream, exchange, head_and_body};
pub use kept::{Kept, resident, worked};
pub use load::Load;
use pretend_provider::{Handle, Options, Provider};
pub use process::{Ran, Running, Start, bound_files, run, run_until};
pub use record::Entry;
pub use scale::full;
use serde_json::Value;
use tempfile::TempDir;

/// The key that the gate shows its providers; a caller must never see it.
pub const PROVIDER_KEY: &str = "sk-pretend-7Hq2mZ9vXc4LpT1wKd8R";
/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A folder with a configuration, a pretend provider, and a gate that runs or not.
pub struct House {
    pub folder: TempDir,
    pub provider: Handle,
    pub gate: Option<Running>,
}

/// A caller's key.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: String,
    pub secret: String,
}

impl House {
    /// Provider, configuration and a running gate. `extra` is the part of the file below listeners and providers.
    pub async fn open(extra: &str) -> House {
        let mut house = House::closed(extra).await;
        house.start().await;
        house
    }

    /// The same without a running gate.
    pub async fn closed(extra: &str) -> House {
        let provider = Provider::start(Options::default()).await.expect("a free port");
        let house = House { folder: tempfile::tempdir().expect("a folder"), provider, gate: None };
        fs::set_permissions(house.folder.path(), fs::Permissions::from_mode(0o700)).expect("a folder of our own");
        house.private("provider.key", PROVIDER_KEY);
        house.configure(&house.usual(extra));
        house
    }

    /// A whole configuration: both protocols lead to the pretend provider.
    pub fn usual(&self, extra: &str) -> String {
        let url = format!("http://{}", self.provider.addr());
        format!(
            "{}{}{}{extra}\n",
            LISTEN,
            provider("openai", "openai", &url, "\"gpt-*\", \"text-embedding-*\", \"pretend-1\""),
            provider("anthropic", "anthropic", &url, "\"claude-*\"")
        )
    }

    /// Writes the configuration file.
    pub fn configure(&self, text: &str) {
        self.private("wicketgate.toml", text);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that only its owner may read.
    pub fn private(&self, name: &str, text: &str) {
        // A reload must never see half a file, so it is put in place by a rename.
        let next = self.path(&format!("{name}.next"));
        fs::write(&next, text).expect("a written file");
        fs::set_permissions(&next, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::rename(next, self.path(name)).expect("a renamed file");
    }

    /// Starts the gate and waits until it listens.
    pub async fn start(&mut self) {
        self.start_as(&Start::default()).await;
    }

    /// The same in another way than usual.
    pub async fn start_as(&mut self, how: &Start<'_>) {
        self.gate = Some(Running::start(self.folder.path(), how).await.unwrap_or_else(|said| panic!("{said}")));
    }

    /// Starts the gate where it may refuse to; what it said then.
    pub async fn try_start(&mut self, flags: &[&str]) -> Result<(), String> {
        self.gate = Some(Running::start(self.folder.path(), &Start { flags, ..Start::default() }).await?);
        Ok(())
    }

    pub fn running(&mut self) -> &mut Running {
        self.gate.as_mut().expect("a running gate")
    }

    pub fn addr(&self) -> SocketAddr {
        self.gate.as_ref().expect("a running gate").gate
    }

    /// Stops the gate as an operator does, and waits for its end; the exit code.
    pub async fn stop(&mut self) -> Option<i32> {
        self.gate.take().expect("a running gate").stop().await
    }

    /// Runs a command of the binary here.
    pub async fn run(&self, args: &[&str]) -> Ran {
        run(self.folder.path(), args, "").await
    }

    /// Makes a key with further flags of `key create`, and waits until the running gate knows it.
    pub async fn key(&self, flags: &[&str]) -> Key {
        let mut args = vec!["key", "create", "--name", "story", "--format", "json"];
        args.extend_from_slice(flags);
        let told = self.run(&args).await.json();
        let text = |name: &str| told[name].as_str().expect("a key").to_owned();
        let key = Key { id: text("id"), secret: text("key") };
        if self.gate.is_some() {
            self.eventually("the key to be known", async || {
                let head = format!(
                    "GET /v1/unknown HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
                    key.secret
                );
                exchange(self.addr(), head.as_bytes()).await.status != 401
            })
            .await;
        }
        key
    }

    /// Asks until the answer is yes; fails the story after a bound.
    pub async fn eventually(&self, what: &str, mut asked: impl AsyncFnMut() -> bool) {
        let begun = std::time::Instant::now();
        while !asked().await {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A JSON call with a bearer key.
    pub async fn post(&self, key: &Key, path: &str, body: &Value) -> Answer {
        self.post_bytes(key, path, &[], body.to_string().as_bytes()).await
    }

    /// The same with exact bytes and further headers.
    pub async fn post_bytes(&self, key: &Key, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        exchange(self.addr(), &self.request(key, path, headers, body)).await
    }

    /// The bytes of a call.
    pub fn request(&self, key: &Key, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let kind = if headers.iter().any(|(name, _)| *name == "content-type") {
            ""
        } else {
            "content-type: application/json\r\n"
        };
        let version = if path.contains("/messages") { "anthropic-version: 2023-06-01\r\n" } else { "" };
        head_and_body(
            &format!(
                "POST {path} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\n{kind}{version}{more}",
                key.secret
            ),
            body,
        )
    }

    pub async fn chat(&self, key: &Key, body: &Value) -> Answer {
        self.post(key, CHAT, body).await
    }

    /// Begins a call and leaves the answer to be read piece by piece.
    pub async fn stream(&self, key: &Key, path: &str, body: &Value) -> Stream {
        Stream::open(self.addr(), &self.request(key, path, &[], body.to_string().as_bytes())).await
    }

    /// Gets a path of the admin side.
    pub async fn admin(&self, path: &str) -> Answer {
        let admin = self.gate.as_ref().expect("a running gate").admin;
        exchange(admin, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).await
    }

    /// The record as it lies on the disk now.
    pub fn record(&self) -> Vec<Entry> {
        self.record_in("data")
    }

    /// The record of another data folder.
    pub fn record_in(&self, data: &str) -> Vec<Entry> {
        record::read(&self.path(data).join("audit"))
    }

    /// Waits until the record has `count` entries that `fits` admits, and hands them over.
    pub async fn recorded(&self, count: usize, fits: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let mut found = Vec::new();
        self.eventually("the record", async || {
            found = self.record();
            found.retain(&fits);
            found.len() >= count
        })
        .await;
        found
    }

    /// The record verifies; how many entries it has.
    pub async fn verified(&self) -> u64 {
        self.verified_by(&["audit", "verify", "--format", "json"]).await
    }

    /// The record of another data folder of this store verifies; how many entries it has.
    pub async fn verified_in(&self, data: &str) -> u64 {
        self.verified_by(&["audit", "verify", &format!("{data}/audit"), "--format", "json"]).await
    }

    async fn verified_by(&self, args: &[&str]) -> u64 {
        let ran = self.run(args).await;
        assert_eq!(ran.json()["ok"], true, "{}", ran.out);
        ran.json()["records"].as_u64().expect("a number")
    }

    /// Dollars that scope `scope` has spent and holds.
    pub async fn spent(&self, scope: &str) -> (f64, f64) {
        let rows = self.run(&["budget", "list", "--format", "json"]).await.json();
        let row = rows.as_array().into_iter().flatten().find(|row| row["scope"] == scope).cloned().unwrap_or_default();
        let figure = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
        (figure("spent_usd"), figure("held_usd"))
    }
}

pub const CHAT: &str = "/v1/chat/completions";
pub const MESSAGES: &str = "/v1/messages";
pub const RESPONSES: &str = "/v1/responses";

const LISTEN: &str = "[listen]\ngate = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\n";

/// The section of one provider.
pub fn provider(name: &str, protocol: &str, url: &str, models: &str) -> String {
    format!(
        "[providers.{name}]\nprotocol = \"{protocol}\"\nurl = \"{url}\"\nkey = \"file:provider.key\"\nmodels = [{models}]\n"
    )
}

/// The same chat call so many times at once; the answers in any order.
pub async fn at_once(house: &House, key: &Key, headers: &[(&str, &str)], body: &Value, times: usize) -> Vec<Answer> {
    let request = house.request(key, CHAT, headers, body.to_string().as_bytes());
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..times {
        let (addr, request) = (house.addr(), request.clone());
        calls.spawn(async move { Stream::open(addr, &request).await.rest().await });
    }
    calls.join_all().await
}
