//! Where a provider is, and which addresses may be connected to for it.
//!
//! One parser reads the URL, for checking and for connecting. What could mean another host to another parser is
//! refused as written, before it is normalised into something harmless.

pub mod reach;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
};

use ipnet::IpNet;
use url::{Host, Url};

use reach::Reach;

/// Names of metadata services; they hand out the machine's own credentials.
const METADATA: [&str; 5] =
    ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"];

/// A provider's place on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    tls: bool,
    host: Host<String>,
    port: u16,
    prefix: String,
    private: Private,
}

/// Which addresses of the operator's own network the name of a provider may lead to. An address that is written out
/// needs no leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Private {
    /// None: the name leads to public addresses.
    None,
    /// Any, and public ones.
    Any,
    /// Those of these networks, and no other address at all: whoever can change what a name server says cannot lead
    /// calls to another machine of the house.
    Within(Vec<IpNet>),
}

/// Why a provider's URL is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL, or one that two parsers may read differently.
    #[error("not a plain URL: {0}")]
    Malformed(&'static str),
    /// Only `https` and `http` are spoken.
    #[error("the scheme is neither https nor http")]
    Scheme,
    /// The host can never be a provider.
    #[error("the host is a metadata service or lies in a range where no provider lives")]
    Host,
    /// The name resolves to an address that is not allowed for it.
    #[error(
        "`{name}` resolves to {address}, where it may not lead\nhint: name the network in `private = [\"NETWORK\"]` if it is yours"
    )]
    Resolved {
        /// The name that was asked for.
        name: String,
        /// What it led to.
        address: IpAddr,
    },
}

impl Destination {
    /// Reads the URL that an operator wrote: scheme, host, optional port and path. A private address is fine where it
    /// is written out, for exactly that host; `private` allows a name that leads to one.
    ///
    /// # Errors
    /// Anything ambiguous, any other scheme, credentials, query or fragment, and hosts where no provider lives.
    pub fn parse(text: &str, private: Private) -> Result<Self, AddressError> {
        let written = written_host(text)?;
        let url = Url::parse(text).map_err(|_| AddressError::Malformed("it cannot be parsed"))?;
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(AddressError::Scheme),
        };
        let host = url.host().ok_or(AddressError::Malformed("it has no host"))?.to_owned();
        let port = url.port_or_known_default().filter(|port| *port != 0);
        let port = port.ok_or(AddressError::Malformed("it has no port"))?;
        // `0x7f.1`, `127.1`, `2130706433` and `017700000001` all parse as 127.0.0.1. An address is taken only in the
        // one spelling that nobody reads differently.
        if !written.eq_ignore_ascii_case(&host.to_string()) {
            return Err(AddressError::Malformed("its host has more than one spelling"));
        }
        check_host(&host)?;
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Destination { tls, host, port, prefix, private })
    }

    /// Whether a connection to `address` may be made for this provider.
    pub fn permits(&self, address: IpAddr) -> bool {
        match (&self.host, reach::of(address)) {
            (_, Reach::Never) => false,
            (Host::Ipv4(own), _) => address == IpAddr::V4(*own),
            (Host::Ipv6(own), _) => address == IpAddr::V6(*own),
            (Host::Domain(name), Reach::Loopback) if name == "localhost" => true,
            (Host::Domain(_), reach) => match &self.private {
                Private::None => reach == Reach::Public,
                Private::Any => true,
                Private::Within(networks) => networks.iter().any(|network| network.contains(&address)),
            },
        }
    }

    /// Whether TLS is spoken.
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The host, as an address or a name.
    pub fn host(&self) -> &Host<String> {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Path in front of every call, without a slash at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What the `host` header says: the port only where it is not the scheme's own.
    pub fn authority(&self) -> String {
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => self.host.to_string(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }
}

/// The URL, with its path and without a slash at its end.
impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

/// The host as it stands in the text, before any parser makes something of it.
fn written_host(text: &str) -> Result<&str, AddressError> {
    let plain =
        |b: u8| b.is_ascii_graphic() && !matches!(b, b'\\' | b'@' | b'%' | b'?' | b'#' | b';' | b'"' | b'<' | b'>');
    if text.len() > 2048 || !text.bytes().all(plain) {
        return Err(AddressError::Malformed("it holds characters that do not belong there"));
    }
    let (scheme, rest) = text.split_once("://").ok_or(AddressError::Malformed("it has no `://`"))?;
    if scheme != "https" && scheme != "http" {
        return Err(AddressError::Scheme);
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if path.split('/').any(|part| matches!(part, "." | "..")) || path.contains("//") || path.starts_with('/') {
        return Err(AddressError::Malformed("its path is not normal"));
    }
    let port_at = if authority.starts_with('[') {
        authority.find(']').map(|end| end + 1).filter(|end| matches!(authority.as_bytes().get(*end), None | Some(b':')))
    } else {
        Some(authority.find(':').unwrap_or(authority.len()))
    };
    let (host, port) = port_at
        .and_then(|at| authority.split_at_checked(at))
        .ok_or(AddressError::Malformed("its address is not closed by `]`"))?;
    let port_fine = match port.strip_prefix(':') {
        None => port.is_empty(),
        Some(digits) => {
            (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
        }
    };
    if host.is_empty() || !port_fine {
        return Err(AddressError::Malformed("its host or port is malformed"));
    }
    Ok(host)
}

fn check_host(host: &Host<String>) -> Result<(), AddressError> {
    match host {
        Host::Ipv4(address) if reach::of(IpAddr::V4(*address)) == Reach::Never => Err(AddressError::Host),
        Host::Ipv6(address) if reach::of(IpAddr::V6(*address)) == Reach::Never => Err(AddressError::Host),
        Host::Domain(name) => check_name(name),
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), AddressError> {
    let label = |label: &str| {
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(fine) && !label.starts_with('-') && !label.ends_with('-')
    };
    if name.len() > 253 || !name.split('.').all(label) || name.split('.').any(|label| label.starts_with("xn--")) {
        return Err(AddressError::Malformed("its host is not a plain ASCII name"));
    }
    // Names that some resolvers read as numbers, and services that lead any address through a public name.
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    let lower = name.to_ascii_lowercase();
    if numeric || METADATA.contains(&lower.as_str()) || embeds_special_address(&lower) {
        Err(AddressError::Host)
    } else {
        Ok(())
    }
}

/// `10.0.0.1.example.test` and `10-0-0-1.example.test`: wildcard names that spell the address they lead to.
fn embeds_special_address(name: &str) -> bool {
    let numbers: Vec<Option<u8>> = name.split(['.', '-']).map(|part| part.parse().ok()).collect();
    numbers.windows(4).any(|four| match four {
        [Some(a), Some(b), Some(c), Some(d)] => reach::of(IpAddr::V4(Ipv4Addr::new(*a, *b, *c, *d))) != Reach::Public,
        _ => false,
    })
}

#[cfg(test)]
mod tests;
