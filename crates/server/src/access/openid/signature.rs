//! Signatures of tokens, verified by `ring`: those with a public key alone. A token that is
//! signed with a secret, or not at all, has none that counts here.

use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as Unsound, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::signature::{
    self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: never,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Has the library verify so; once for the process.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    // Whoever installed another first is another test of the same process.
    ONCE.call_once(|| {
        let _ = PROVIDER.install_default();
    });
}

/// We sign no tokens.
fn never(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::InvalidAlgorithm.into())
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    if key.family() != algorithm.family() {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let by = by(*algorithm).ok_or_else(|| Error::from(ErrorKind::InvalidAlgorithm))?;
    Ok(Box::new(Verifies { algorithm: *algorithm, by, key: key.kind().clone() }))
}

/// What verifies.
#[derive(Clone, Copy)]
enum By {
    Rsa(&'static RsaParameters),
    Point(&'static dyn VerificationAlgorithm),
}

fn by(algorithm: Algorithm) -> Option<By> {
    Some(match algorithm {
        Algorithm::RS256 => By::Rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => By::Rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => By::Rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => By::Rsa(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => By::Rsa(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => By::Rsa(&signature::RSA_PSS_2048_8192_SHA512),
        Algorithm::ES256 => By::Point(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => By::Point(&signature::ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => By::Point(&signature::ED25519),
        _ => return None,
    })
}

struct Verifies {
    algorithm: Algorithm,
    by: By,
    key: DecodingKeyKind,
}

impl Verifier<Vec<u8>> for Verifies {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Unsound> {
        let verified = match (&self.by, &self.key) {
            (By::Rsa(by), DecodingKeyKind::RsaModulusExponent { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(by, message, signature)
            }
            (By::Point(by), DecodingKeyKind::SecretOrDer(point)) => {
                UnparsedPublicKey::new(*by, point).verify(message, signature)
            }
            _ => return Err(Unsound::new()),
        };
        verified.map_err(|_| Unsound::new())
    }
}

impl JwtVerifier for Verifies {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
