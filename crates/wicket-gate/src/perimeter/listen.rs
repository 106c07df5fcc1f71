//! Listening sockets: one for each thread, all on the same address, so that the kernel spreads connections and no
//! thread waits for another.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpStream;

/// Connections that the kernel keeps for us between two accepts.
const BACKLOG: i32 = 4096;
/// Rest after an accept that failed for want of something, such as file descriptors.
const REST: Duration = Duration::from_millis(100);

/// Opens `count` sockets on `address`. Port 0 takes one free port for all of them.
///
/// # Errors
/// The address is taken, does not exist here, or needs a privilege.
pub fn open(address: SocketAddr, count: usize) -> io::Result<Vec<TcpListener>> {
    must_be_free(address)?;
    let first = bind(address)?;
    let address = first.local_addr()?;
    let mut sockets = vec![first];
    for _ in 1..count {
        sockets.push(bind(address)?);
    }
    Ok(sockets)
}

/// Fails where somebody listens on `address` already. Another gate would share the port as our own sockets do, and each of
/// the two would get some of the calls. A socket that shares with nobody tells; connections that are about to end do not
/// keep it from binding.
fn must_be_free(address: SocketAddr) -> io::Result<()> {
    if address.port() == 0 {
        return Ok(());
    }
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    // Accepted connections inherit it: an event of a stream must not wait for the next one.
    socket.set_tcp_nodelay(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Accepts connections one after the other, and survives whatever accepting may bring.
#[derive(Debug)]
pub struct Door {
    listener: tokio::net::TcpListener,
    complained: Option<Instant>,
}

impl Door {
    /// Takes a socket into the runtime of this thread.
    ///
    /// # Errors
    /// The runtime cannot watch the socket.
    pub fn new(listener: TcpListener) -> io::Result<Self> {
        Ok(Door { listener: tokio::net::TcpListener::from_std(listener)?, complained: None })
    }

    /// The next connection.
    pub async fn next(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok(arrived) => return arrived,
                Err(error) if is_the_visitors_own(&error) => {}
                Err(error) => {
                    self.complain(&error);
                    // Out of descriptors: the socket stays readable, so trying again at once would spin a core while
                    // the streams under way, whose end would free descriptors, get less of it.
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    fn complain(&mut self, error: &io::Error) {
        if self.complained.is_none_or(|last| last.elapsed() >= Duration::from_secs(1)) {
            self.complained = Some(Instant::now());
            tracing::warn!(%error, "cannot accept connections");
        }
    }
}

/// The visitor left between knocking and being let in; the next one may be fine.
fn is_the_visitors_own(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sockets_share_the_port_that_was_free() {
        let sockets = open("127.0.0.1:0".parse().unwrap(), 3).unwrap();
        let ports: Vec<u16> = sockets.iter().map(|socket| socket.local_addr().unwrap().port()).collect();
        assert!(ports[0] != 0 && ports.iter().all(|port| *port == ports[0]), "{ports:?}");
    }

    #[test]
    fn a_port_on_which_somebody_listens_is_not_shared_and_free_again_afterwards() {
        let sockets = open("127.0.0.1:0".parse().unwrap(), 2).unwrap();
        let address = sockets[0].local_addr().unwrap();
        // A connection that was open when its listener went does not keep the next one from listening.
        let visitor = std::net::TcpStream::connect(address).unwrap();
        assert_eq!(open(address, 2).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(sockets);
        assert_eq!(open(address, 2).unwrap().len(), 2);
        drop(visitor);
    }
}
