//! Secrets that we hand out: they are kept as hashes alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The hash by which a secret is kept.
pub type Hash = [u8; 32];

/// A fresh secret of 256 bits, as text, beginning with what it is for: `qgs_…`.
///
/// # Errors
/// The machine gives no random numbers.
pub fn fresh(purpose: &str) -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{purpose}_{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The hash by which it is kept. Secrets are random, so that one round is enough.
#[must_use]
pub fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}
