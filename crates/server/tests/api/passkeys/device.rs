//! A device with passkeys, as Web Authentication has it, that can be told to behave badly.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claimdesk_server::ids;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 0b0000_0001;
const VERIFIED: u8 = 0b0000_0100;
const ATTESTED: u8 = 0b0100_0000;

/// A device with one passkey.
#[derive(Clone)]
pub struct Device {
    key: SigningKey,
    pub id: Vec<u8>,
    /// What the account is called, once it was told.
    pub handle: Vec<u8>,
    pub host: String,
    pub origin: String,
    /// It asked for a fingerprint.
    pub verifies: bool,
    pub count: u32,
    /// In the place of the challenge that was asked.
    pub answers: Option<String>,
    /// In the place of what is done.
    pub says: Option<&'static str>,
}

impl Device {
    /// One that does as it should.
    pub fn good() -> Self {
        Self {
            key: SigningKey::from_slice(&ids::key().unwrap()).unwrap(),
            id: ids::key().unwrap().to_vec(),
            handle: Vec::new(),
            host: "claims.example".to_owned(),
            origin: "https://claims.example".to_owned(),
            verifies: true,
            count: 0,
            answers: None,
            says: None,
        }
    }

    /// The same with another key.
    pub fn with_another_key(&self) -> Self {
        Self {
            key: Self::good().key,
            ..self.clone()
        }
    }

    /// Makes its passkey.
    pub fn make(&mut self, options: &Value) -> Value {
        let handle = options["user"]["id"].as_str().unwrap();
        self.handle = URL_SAFE_NO_PAD.decode(handle).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend_from_slice(point.x().unwrap());
        cose.extend_from_slice(&[0x22, 0x58, 0x20]);
        cose.extend_from_slice(point.y().unwrap());
        let mut told = self.told(ATTESTED);
        told.extend_from_slice(&[0; 16]);
        told.extend_from_slice(&u16::try_from(self.id.len()).unwrap().to_be_bytes());
        told.extend_from_slice(&self.id);
        told.extend_from_slice(&cose);
        let mut object = vec![0xa3, 0x63];
        object.extend_from_slice(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(told.len()).unwrap());
        object.extend_from_slice(&told);
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "attestationObject": text(&object),
                "clientDataJSON": text(&self.client(options, "webauthn.create")),
                "transports": ["internal"],
            },
        })
    }

    /// Signs with its passkey.
    pub fn sign(&mut self, options: &Value) -> Value {
        self.count += 1;
        let client = self.client(options, "webauthn.get");
        let told = self.told(0);
        let mut signed = told.clone();
        signed.extend_from_slice(&Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": text(&told),
                "clientDataJSON": text(&client),
                "signature": text(signature.to_der().as_bytes()),
                "userHandle": text(&self.handle),
            },
        })
    }

    fn told(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut told = Sha256::digest(self.host.as_bytes()).to_vec();
        told.push(PRESENT | verified | flags);
        told.extend_from_slice(&self.count.to_be_bytes());
        told
    }

    fn client(&self, options: &Value, does: &str) -> Vec<u8> {
        let asked = options["challenge"].as_str().unwrap();
        let client = json!({
            "type": self.says.unwrap_or(does),
            "challenge": self.answers.as_deref().unwrap_or(asked),
            "origin": self.origin,
            "crossOrigin": false,
        });
        client.to_string().into_bytes()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
