//! A connection that is kept for many calls, and what the gate's process uses meanwhile.

use std::{fs, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Answer, PATIENCE};

/// A connection that is kept.
pub struct Kept {
    tcp: TcpStream,
    read: Vec<u8>,
}

impl Kept {
    pub async fn open(addr: SocketAddr) -> Kept {
        let tcp = TcpStream::connect(addr).await.expect("a listening gate");
        tcp.set_nodelay(true).expect("a socket");
        Kept { tcp, read: Vec::new() }
    }

    /// Sends a call, or several in a row.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.tcp.write_all(bytes).await.expect("a connection");
    }

    /// Reads one answer with a length.
    pub async fn answer(&mut self) -> Answer {
        loop {
            if let Some(length) = whole(&self.read) {
                let rest = self.read.split_off(length);
                return Answer::read(std::mem::replace(&mut self.read, rest));
            }
            let mut piece = vec![0; 16 << 10];
            let n = timeout(PATIENCE, self.tcp.read(&mut piece)).await.expect("an answer").expect("a connection");
            assert!(n > 0, "the gate has closed after {}", String::from_utf8_lossy(&self.read));
            self.read.extend_from_slice(&piece[..n]);
        }
    }

    pub async fn ask(&mut self, bytes: &[u8]) -> Answer {
        self.send(bytes).await;
        self.answer().await
    }
}

/// Length of the first answer in `bytes` once all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let lines = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = lines.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    Some(head + length.expect("an answer with a length")).filter(|end| *end <= bytes.len())
}

/// Resident bytes of a process.
pub fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a figure") << 10
}

/// Processor time of a process so far, its own and the system's for it, in hundredths of a second.
pub fn worked(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a running process");
    // Behind the name, which may hold anything, the figures are the 12th and 13th.
    let figures = stat.rsplit_once(") ").expect("a name").1;
    figures.split(' ').skip(11).take(2).map(|figure| figure.parse::<u64>().expect("a figure")).sum()
}
