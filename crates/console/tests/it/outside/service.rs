//! A small sign-in service that says whatever a test wants it to say.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A key that signs.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    pub name: &'static str,
}

pub fn coded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SigningKey {
    pub fn fresh(name: &'static str) -> SigningKey {
        let (by, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let bytes = EcdsaKeyPair::generate_pkcs8(by, &random).unwrap();
        SigningKey { pair: EcdsaKeyPair::from_pkcs8(by, bytes.as_ref(), &random).unwrap(), name }
    }

    /// As a service shows it.
    pub fn shown(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (coded(&point[1..33]), coded(&point[33..]));
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.name, "use": "sig"})
    }

    pub fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// A token of these claims.
    pub fn token(&self, claims: &Value) -> String {
        let head = json!({"alg": "ES256", "typ": "JWT", "kid": self.name});
        let words = format!("{}.{}", coded(head.to_string()), coded(claims.to_string()));
        let signed = self.pair.sign(&SystemRandom::new(), words.as_bytes()).unwrap();
        format!("{words}.{}", coded(signed))
    }
}

/// What it says.
pub struct Says {
    pub document: Value,
    pub keys: Value,
    /// The status and body for a code.
    pub token: (u16, Value),
    pub about: Value,
    /// What it was asked for, and with which heads and bodies.
    pub asked: Vec<String>,
}

/// The service.
pub struct Service {
    pub issuer: String,
    pub key: SigningKey,
    pub says: Arc<Mutex<Says>>,
}

fn request(stream: &mut TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let (mut text, mut some) = (Vec::new(), [0; 4_096]);
    loop {
        let whole = String::from_utf8_lossy(&text).into_owned();
        if let Some((head, body)) = whole.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(whole);
            }
        }
        match stream.read(&mut some) {
            Ok(count @ 1..) => text.extend_from_slice(&some[..count]),
            _ => return None,
        }
    }
}

impl Service {
    pub fn start() -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = SigningKey::fresh("one");
        let at = |part: &str| format!("{issuer}/{part}");
        let says = Arc::new(Mutex::new(Says {
            document: json!({"issuer": issuer, "authorization_endpoint": at("begin?a=b"),
                "token_endpoint": at("token"), "jwks_uri": at("keys"),
                "userinfo_endpoint": at("about")}),
            keys: json!({"keys": [{"kty": "new", "kid": "x"}, key.shown()]}),
            token: (500, json!({})),
            about: json!({"sub": "s-1"}),
            asked: Vec::new(),
        }));
        let told = Arc::clone(&says);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(asked) = request(&mut stream) else { continue };
                let mut says = told.lock().unwrap();
                let path = asked.split(' ').nth(1).unwrap_or_default();
                let (status, body) = match path {
                    "/.well-known/openid-configuration" => (200, says.document.clone()),
                    "/keys" => (200, says.keys.clone()),
                    "/token" => says.token.clone(),
                    "/about" => (200, says.about.clone()),
                    _ => (404, json!({})),
                };
                says.asked.push(asked);
                drop(says);
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\n\
                     content-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
        Service { issuer, key, says }
    }

    pub fn says(&self) -> std::sync::MutexGuard<'_, Says> {
        self.says.lock().unwrap()
    }

    /// What it is asked for next is answered with this token.
    pub fn gives(&self, token: &str) {
        self.says().token = (
            200,
            json!({"id_token": token, "access_token": "a",
            "token_type": "Bearer"}),
        );
    }

    /// The bodies and heads of what was asked at a path.
    pub fn asked(&self, path: &str) -> Vec<String> {
        let fits = |asked: &&String| asked.split(' ').nth(1) == Some(path);
        self.says().asked.iter().filter(fits).cloned().collect()
    }
}
