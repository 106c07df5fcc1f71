//! Where the gate listens, whom it serves, and with which certificate.

use std::net::{IpAddr, SocketAddr};

use wicket_gate::settings::{Listen, TlsFiles};

use super::Check;
use crate::config::file::{File, TlsFile};

impl Check<'_> {
    pub(super) fn listen(&mut self, file: &File, exceptions: &mut Vec<String>) -> Listen {
        let l = &file.listen;
        let gate = self.address("gate", &l.gate, 8080);
        let admin = self.address("admin", &l.admin, 9090);
        if gate == admin && gate.port() != 0 {
            self.wrong(
                &["listen", "admin"],
                "`listen.gate` and `listen.admin` are the same address",
                "give the admin side a port of its own",
            );
        }
        if !admin.ip().is_loopback() {
            self.wrong(
                &["listen", "admin"],
                format!("`listen.admin` is `{admin}`, which other machines reach"),
                "use 127.0.0.1 and a tunnel",
            );
        }
        let tls = l.tls.as_ref().and_then(|tls| self.tls(tls));
        if !gate.ip().is_loopback() && tls.is_none() {
            if l.plaintext_on_public_address {
                exceptions.push(format!(
                    "keys and prompts travel in the clear to {gate} (listen.plaintext_on_public_address)"
                ));
            } else {
                let hint = "set `listen.tls`, or listen on 127.0.0.1 behind a proxy; `plaintext_on_public_address = true` is the named exception";
                self.wrong(
                    &["listen", "gate"],
                    format!("`listen.gate` is `{gate}`, which other machines reach, without TLS"),
                    hint,
                );
            }
        }
        let allow = self.networks(&["listen", "allow"], &l.allow);
        let deny = self.networks(&["listen", "deny"], &l.deny);
        let trusted_proxies = self.networks(&["listen", "trusted_proxies"], &l.trusted_proxies);
        Listen { gate, admin, tls, allow, deny, trusted_proxies }
    }

    fn address(&mut self, key: &str, text: &str, port: u16) -> SocketAddr {
        text.parse().unwrap_or_else(|_| {
            self.wrong(
                &["listen", key],
                format!("`listen.{key}` is `{text}`, which is no address with a port"),
                format!("write it like \"127.0.0.1:{port}\""),
            );
            SocketAddr::from(([127, 0, 0, 1], port))
        })
    }

    pub(super) fn networks(&mut self, at: &[&str], texts: &[String]) -> Vec<ipnet::IpNet> {
        let mut networks = Vec::new();
        for (n, text) in texts.iter().enumerate() {
            match text.parse().or_else(|_| text.parse::<IpAddr>().map(ipnet::IpNet::from)) {
                Ok(network) => networks.push(network),
                Err(_) => self.wrong(
                    &[at, &[&n.to_string()]].concat(),
                    format!("`{text}` in `{}` is no network", at.join(".")),
                    "write it like \"10.0.0.0/8\" or \"2001:db8::/32\"",
                ),
            }
        }
        networks
    }

    fn tls(&mut self, tls: &TlsFile) -> Option<TlsFiles> {
        let cert = self.file_of(&["listen", "tls", "cert"], &tls.cert)?;
        let key = self.file_of(&["listen", "tls", "key"], &tls.key)?;
        let client_ca = match &tls.client_ca {
            Some(name) => Some(self.file_of(&["listen", "tls", "client_ca"], name)?),
            None => None,
        };
        Some(TlsFiles { cert, key, client_ca })
    }
}
