//! From a destination to a connection: resolve once, check each address, connect to just that address.
//!
//! No proxy variables are read and no redirect is followed, so a connection goes where the operator's URL says or
//! nowhere.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    path::Path,
    sync::Arc,
};

use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::{
    net::{TcpSocket, TcpStream},
    sync::Semaphore,
};
use url::Host;

use super::error::{Kind, UpstreamError};
use crate::address::{AddressError, Destination};
use crate::perimeter::{
    guarded::{GuardedIo, Rewound},
    head::Writer,
};

/// Most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 4;

/// Gives the addresses of a name.
pub type Table = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// How names become addresses.
#[derive(Clone, Default)]
pub enum Resolver {
    /// As this machine does.
    #[default]
    System,
    /// As this table says; a gate without a resolver, and tests.
    Table(Table),
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resolver::System => "Resolver::System",
            Resolver::Table(_) => "Resolver::Table",
        })
    }
}

impl Resolver {
    async fn addresses(&self, there: &Destination, lookups: &Arc<Semaphore>) -> io::Result<Vec<IpAddr>> {
        match (there.host(), self) {
            (Host::Ipv4(address), _) => Ok(vec![IpAddr::V4(*address)]),
            (Host::Ipv6(address), _) => Ok(vec![IpAddr::V6(*address)]),
            (Host::Domain(name), Resolver::Table(table)) => Ok(table(name)),
            (Host::Domain(name), Resolver::System) => look_up(name, there.port(), lookups).await,
        }
    }
}

/// Lookups of one provider's name that may be under way at one time, all threads together.
pub(super) const LOOKUPS: usize = 4;

/// The machine's own lookup holds a helper thread for as long as the name server takes, also when nobody waits for it
/// any more. So it takes a permit along: a name server that dawdles holds up the calls of its provider, and the helpers
/// stay free for everyone else.
async fn look_up(name: &str, port: u16, lookups: &Arc<Semaphore>) -> io::Result<Vec<IpAddr>> {
    let permit = lookups.clone().acquire_owned().await.map_err(io::Error::other)?;
    let name = name.to_owned();
    let asked = tokio::task::spawn_blocking(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        drop(permit);
        Ok(found?.map(|found| found.ip()).collect())
    });
    asked.await.map_err(io::Error::other)?
}

/// Why TLS towards a provider cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file of authorities cannot be read or holds none.
    #[error("cannot take certificate authorities from `{path}`: {reason}")]
    Authorities {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The machine's own authorities cannot be used.
    #[error("cannot use the certificate authorities of this machine: {0}")]
    Platform(rustls::Error),
}

/// TLS towards providers: the machine's authorities, or only those of a PEM file.
///
/// # Errors
/// The authorities cannot be read.
pub fn trust(authorities: Option<&Path>) -> Result<Arc<ClientConfig>, TrustError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TrustError::Platform)?;
    let mut config = match authorities {
        None => builder.with_platform_verifier().map_err(TrustError::Platform)?.with_no_client_auth(),
        Some(path) => builder.with_root_certificates(read_authorities(path)?).with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn read_authorities(path: &Path) -> Result<RootCertStore, TrustError> {
    let fail = |reason: String| TrustError::Authorities { path: path.display().to_string(), reason };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| fail(error.to_string()))? {
        let certificate = certificate.map_err(|error| fail(error.to_string()))?;
        roots.add(certificate).map_err(|error| fail(error.to_string()))?;
    }
    if roots.is_empty() { Err(fail("it holds no certificate".to_owned())) } else { Ok(roots) }
}

/// A connection that speaks one of the two protocols; HTTP/1 under guard.
pub(super) enum Line {
    /// Clear text, HTTP/1.
    Plain(TokioIo<GuardedIo<TcpStream, ()>>),
    /// TLS, HTTP/1.
    Tls(TokioIo<GuardedIo<tokio_rustls::client::TlsStream<TcpStream>, ()>>),
    /// TLS, HTTP/2.
    Http2(TokioIo<Rewound<tokio_rustls::client::TlsStream<TcpStream>>>),
}

/// Connects to `there`.
pub(super) async fn connect(
    there: &Destination,
    resolver: &Resolver,
    lookups: &Arc<Semaphore>,
    tls: Option<&Arc<ClientConfig>>,
) -> Result<Line, UpstreamError> {
    let stream = reach(there, resolver, lookups).await?;
    let Some(tls) = tls else {
        return Ok(Line::Plain(TokioIo::new(GuardedIo::new(stream, (), Writer::Provider, &[]))));
    };
    let name = match there.host() {
        Host::Domain(name) => {
            ServerName::try_from(name.clone()).map_err(|e| UpstreamError::new(Kind::Address, false, e))?
        }
        Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
    };
    let connector = tokio_rustls::TlsConnector::from(tls.clone());
    let stream = connector.connect(name, stream).await.map_err(|e| UpstreamError::new(Kind::Refused, false, e))?;
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        return Ok(Line::Http2(TokioIo::new(Rewound::new(stream, Vec::new()))));
    }
    Ok(Line::Tls(TokioIo::new(GuardedIo::new(stream, (), Writer::Provider, &[]))))
}

async fn reach(there: &Destination, resolver: &Resolver, lookups: &Arc<Semaphore>) -> Result<TcpStream, UpstreamError> {
    let refused = |error: io::Error| UpstreamError::new(Kind::Refused, false, error);
    let addresses = resolver.addresses(there, lookups).await.map_err(refused)?;
    // One forbidden address spoils the name: an honest name does not mix them, and a rebinding one does.
    if let Some(address) = addresses.iter().find(|address| !there.permits(**address)) {
        let error = AddressError::Resolved { name: there.host().to_string(), address: *address };
        return Err(UpstreamError::new(Kind::Address, false, error));
    }
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in addresses.into_iter().take(MOST_ADDRESSES) {
        match dial(SocketAddr::new(address, there.port())).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(refused(last))
}

async fn dial(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_nodelay(true)?;
    socket.connect(address).await
}
