//! The gate's own certificate: read from PEM files, read again when they change, TLS 1.2 and 1.3 only.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use rustls::{
    RootCertStore, ServerConfig,
    server::{NoServerSessionStorage, WebPkiClientVerifier},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use crate::settings::TlsFiles;

/// Largest PEM file that is read.
const MAX_FILE: u64 = 1 << 20;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Others than the owner may read the key.
    #[error("the private key `{path}` can be read by others (mode {mode:03o})\nhint: chmod 600 {path}")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A file holds no usable PEM.
    #[error("`{path}` holds no {what} in PEM")]
    Pem {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// Certificate and key do not go together, or the authorities are not usable.
    #[error("the certificate cannot be used: {0}")]
    Unusable(String),
}

/// What the gate shows to clients; swapped whole when the files change.
#[derive(Debug)]
pub struct Identity {
    files: TlsFiles,
    config: ArcSwap<ServerConfig>,
    seen: Mutex<Vec<Option<SystemTime>>>,
}

impl Identity {
    /// Reads the files.
    ///
    /// # Errors
    /// A file is missing, malformed or exposed, or key and certificate do not match.
    pub fn load(files: TlsFiles) -> Result<Arc<Identity>, TlsError> {
        let seen = Mutex::new(files.changed());
        let config = ArcSwap::from_pointee(files.read()?);
        Ok(Arc::new(Identity { files, config, seen }))
    }

    /// The configuration for the next handshake.
    pub fn current(&self) -> Arc<ServerConfig> {
        self.config.load_full()
    }

    /// Reads the files again if one has changed; tells whether the new certificate is in use.
    ///
    /// # Errors
    /// As `load`; the old certificate stays, and the same files are not tried again before they change.
    pub fn refresh(&self) -> Result<bool, TlsError> {
        let changed = self.files.changed();
        let before = std::mem::replace(&mut *self.seen.lock(), changed.clone());
        if before == changed {
            return Ok(false);
        }
        self.config.store(Arc::new(self.files.read()?));
        Ok(true)
    }
}

impl TlsFiles {
    fn changed(&self) -> Vec<Option<SystemTime>> {
        [Some(&self.cert), Some(&self.key), self.client_ca.as_ref()]
            .into_iter()
            .flatten()
            .map(|path| fs::metadata(path).and_then(|meta| meta.modified()).ok())
            .collect()
    }

    fn read(&self) -> Result<ServerConfig, TlsError> {
        check_mode(&self.key)?;
        let chain = certificates(&self.cert)?;
        let key = PrivateKeyDer::from_pem_slice(&slurp(&self.key)?)
            .map_err(|_| TlsError::Pem { path: self.key.clone(), what: "private key" })?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(unusable)?;
        let builder = match &self.client_ca {
            None => builder.with_no_client_auth(),
            Some(path) => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates(path)? {
                    roots.add(certificate).map_err(unusable)?;
                }
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
                builder.with_client_cert_verifier(verifier.map_err(unusable)?)
            }
        };
        let mut config = builder.with_single_cert(chain, key).map_err(unusable)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        if self.client_ca.is_some() {
            // A resumed session would carry a client's certificate past the swap of its authority.
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
        Ok(config)
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let what = || TlsError::Pem { path: path.to_owned(), what: "certificate" };
    let found: Vec<_> = CertificateDer::pem_slice_iter(&slurp(path)?).collect::<Result<_, _>>().map_err(|_| what())?;
    if found.is_empty() { Err(what()) } else { Ok(found) }
}

fn slurp(path: &Path) -> Result<Vec<u8>, TlsError> {
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE).read_to_end(&mut text))
        .map_err(|source| TlsError::Read { path: path.to_owned(), source })?;
    Ok(text)
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt;
    let meta = fs::metadata(path).map_err(|source| TlsError::Read { path: path.to_owned(), source })?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(TlsError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path) -> Result<(), TlsError> {
    Ok(())
}

fn unusable(error: impl std::fmt::Display) -> TlsError {
    TlsError::Unusable(error.to_string())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, time::Duration};

    use super::*;

    fn write(files: &TlsFiles, name: &str) {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        fs::write(&files.cert, made.cert.pem()).unwrap();
        fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn files(dir: &tempfile::TempDir) -> TlsFiles {
        TlsFiles { cert: dir.path().join("cert.pem"), key: dir.path().join("key.pem"), client_ca: None }
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(&dir);
        write(&files, "gate.example");
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Identity::load(files), Err(TlsError::Exposed { mode: 0o640, .. })));
    }

    #[test]
    fn a_renewed_certificate_is_taken_and_a_broken_one_leaves_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(&dir);
        write(&files, "gate.example");
        let identity = Identity::load(files.clone()).unwrap();
        let first = identity.current();
        assert!(!identity.refresh().unwrap());
        let touch = |seconds| {
            let later = SystemTime::now() + Duration::from_secs(seconds);
            File::options().write(true).open(&files.cert).unwrap().set_modified(later).unwrap();
        };
        write(&files, "gate.example");
        touch(10);
        assert!(identity.refresh().unwrap());
        let second = identity.current();
        assert!(!Arc::ptr_eq(&first, &second));
        fs::write(&files.cert, "nonsense").unwrap();
        touch(20);
        assert!(identity.refresh().is_err());
        assert!(Arc::ptr_eq(&second, &identity.current()));
        assert!(!identity.refresh().unwrap());
    }
}
