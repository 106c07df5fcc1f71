//! A name server that says what a story wants.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{net::UdpSocket, task::JoinHandle};

/// What the server says about a name.
#[derive(Clone, Copy, Debug)]
pub enum Says {
    /// It leads there.
    Address(Ipv4Addr),
    /// There is no such name.
    Unknown,
    /// The server has failed.
    Failure,
    /// It leads there, told after a while.
    Late(Ipv4Addr, Duration),
}

/// A name server for `NAME.example.test`; the first part of a name says which answer is given.
pub struct Names {
    pub address: Ipv4Addr,
    says: Arc<Mutex<Vec<(&'static str, Says)>>>,
    serving: JoinHandle<()>,
}

impl Names {
    /// Starts it on an address of this machine's own. An error where port 53 is not to be had.
    pub async fn start(says: &[(&'static str, Says)]) -> std::io::Result<Names> {
        // Each test run has an address of its own: names are asked at one port only.
        let [high, low] = ((std::process::id() % 0xfff0) as u16 + 1).to_be_bytes();
        let address = Ipv4Addr::new(127, 77, high, low);
        let socket = Arc::new(UdpSocket::bind((address, 53)).await?);
        let says = Arc::new(Mutex::new(says.to_vec()));
        let known = says.clone();
        let serving = tokio::spawn(async move {
            let mut asked = [0; 512];
            while let Ok((len, from)) = socket.recv_from(&mut asked).await {
                let Some(question) = Question::read(&asked[..len]) else { continue };
                let found =
                    known.lock().expect("no panic there").iter().find(|(name, _)| *name == question.name).copied();
                let said = found.map_or(Says::Unknown, |(_, said)| said);
                let (socket, answer) = (socket.clone(), question.answer(said));
                tokio::spawn(async move {
                    if let Says::Late(_, pause) = said {
                        tokio::time::sleep(pause).await;
                    }
                    let _ = socket.send_to(&answer, from).await;
                });
            }
        });
        Ok(Names { address, says, serving })
    }

    /// From now on `name` is answered otherwise.
    pub fn change(&self, name: &'static str, said: Says) {
        let mut says = self.says.lock().expect("no panic there");
        says.retain(|(known, _)| *known != name);
        says.push((name, said));
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A question (RFC 1035, section 4.1).
struct Question<'q> {
    /// The first label.
    name: &'q str,
    wants_ipv4: bool,
    /// Head and question as they came.
    bytes: &'q [u8],
}

impl Question<'_> {
    fn read(bytes: &[u8]) -> Option<Question<'_>> {
        let mut at = 12;
        let name = std::str::from_utf8(bytes.get(13..13 + usize::from(*bytes.get(at)?))?).ok()?;
        while *bytes.get(at)? != 0 {
            at += 1 + usize::from(bytes[at]);
        }
        Some(Question { name, wants_ipv4: bytes.get(at + 1..at + 3)? == [0, 1], bytes: bytes.get(..at + 5)? })
    }

    fn answer(&self, said: Says) -> Vec<u8> {
        let (code, address) = match said {
            Says::Address(address) | Says::Late(address, _) => (0, Some(address).filter(|_| self.wants_ipv4)),
            Says::Failure => (2, None),
            Says::Unknown => (3, None),
        };
        let mut answer = self.bytes.to_vec();
        // Flags: an answer, by a server that recurses. Counts: one question, the answers, nothing else.
        answer[2..12].copy_from_slice(&[0x81, 0x80 | code, 0, 1, 0, u8::from(address.is_some()), 0, 0, 0, 0]);
        if let Some(address) = address {
            answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]);
            answer.extend(address.octets());
        }
        answer
    }
}
