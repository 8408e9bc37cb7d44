//! The key with which secrets are sealed that we have to read again, and links are marked as ours.

use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use sha2::{Digest, Sha256};

/// The file's name in the data folder: it belongs to the store, and backups have it.
pub const FILE: &str = store::sqlite::copies::KEY_FILE;

/// A key.
pub struct Key {
    sealing: LessSafeKey,
    marking: hmac::Key,
}

impl Key {
    /// The key that follows from a secret of the settings.
    #[must_use]
    pub fn of(secret: &str) -> Option<Key> {
        let hash = Sha256::new().chain_update(b"qungui sign-in\0").chain_update(secret.as_bytes());
        let key = UnboundKey::new(&CHACHA20_POLY1305, &hash.finalize()).ok()?;
        let hash = Sha256::new().chain_update(b"qungui links\0").chain_update(secret.as_bytes());
        let marking = hmac::Key::new(hmac::HMAC_SHA256, &hash.finalize());
        Some(Key { sealing: LessSafeKey::new(key), marking })
    }

    /// The key in a folder's file, which is made where there is none: for its owner alone.
    ///
    /// # Errors
    /// The file can't be read or written.
    pub fn in_folder(folder: &Path) -> std::io::Result<Key> {
        let path = folder.join(FILE);
        let mut text = String::new();
        let new = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        match new {
            Ok(mut file) => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
                text = STANDARD_NO_PAD.encode(bytes);
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                std::fs::File::open(&path)?.take(1_024).read_to_string(&mut text)?;
            }
            Err(error) => return Err(error),
        }
        let text = text.trim();
        let key = (text.len() >= 32).then(|| Key::of(text)).flatten();
        key.ok_or_else(|| std::io::Error::other(format!("{} 里没有密钥", path.display())))
    }

    /// Seals bytes for what `about` says: opened for anything else they are nothing.
    #[must_use]
    pub fn seal(&self, about: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let mut sealed = bytes.to_vec();
        let once = Nonce::assume_unique_for_key(nonce);
        self.sealing.seal_in_place_append_tag(once, Aad::from(about), &mut sealed).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// The mark that shows that we wrote something.
    #[must_use]
    pub fn mark(&self, bytes: &[u8]) -> Vec<u8> {
        hmac::sign(&self.marking, bytes).as_ref().to_vec()
    }

    /// Whether something has our mark.
    #[must_use]
    pub fn is_marked(&self, bytes: &[u8], mark: &[u8]) -> bool {
        hmac::verify(&self.marking, bytes, mark).is_ok()
    }

    /// Opens what was sealed.
    #[must_use]
    pub fn open(&self, about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let once = Nonce::assume_unique_for_key(*nonce);
        let mut bytes = sealed.to_vec();
        let opened = self.sealing.open_in_place(once, Aad::from(about), &mut bytes).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_alone() {
        let key = Key::of("one").unwrap();
        let sealed = key.seal(b"wang", b"secret").unwrap();
        assert_eq!(key.open(b"wang", &sealed).unwrap(), b"secret");
        assert_eq!(key.open(b"li", &sealed), None);
        assert_eq!(Key::of("two").unwrap().open(b"wang", &sealed), None);
        assert_eq!(key.open(b"wang", &[]), None);
        assert_ne!(key.seal(b"wang", b"secret").unwrap(), sealed);
    }

    #[test]
    fn a_folder_keeps_its_key_for_its_owner_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let sealed = Key::in_folder(folder.path()).unwrap().seal(b"", b"x").unwrap();
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(Key::in_folder(folder.path()).unwrap().open(b"", &sealed).is_some());
        std::fs::write(folder.path().join(FILE), "short").unwrap();
        assert!(Key::in_folder(folder.path()).is_err());
    }
}
