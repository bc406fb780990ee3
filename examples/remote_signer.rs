//! A key that another process holds: `Sign` implemented by hand, for a KMS, an HSM or an agent.
//!
//! The "service" here is a thread with a private key that never leaves it. It gets the signing input and gives the signature, as
//! RFC 7518 section 3.4 has it: `r` and `s`, 32 bytes each. (For services that give DER there is `jwa::ecdsa_signature_from_der`; for asynchronous ones
//! see the example `kms_signer`.)
//!
//! `cargo run --example remote_signer`

use std::error::Error;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use jwt_codec::{
    Algorithm, Claims, Es256, RegisteredClaims, Sign, SignError, Signer, SigningKey, Validation, Verifier,
};

struct Request {
    message: Vec<u8>,
    answer: Sender<Vec<u8>>,
}

/// The client's end: it knows the algorithm of the key, and where to ask.
#[derive(Debug)]
struct RemoteKey {
    requests: Sender<Request>,
}

impl Sign for RemoteKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }

    fn signature_len(&self) -> usize {
        64
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let (answer, answered) = mpsc::channel();
        let request = Request { message: message.to_vec(), answer };
        self.requests.send(request).map_err(|_| unavailable())?;
        let signed = answered.recv().map_err(|_| unavailable())?;
        if signed.len() != signature.len() {
            return Err(SignError::Key("a signature of another length".into()));
        }
        signature.copy_from_slice(&signed);
        Ok(())
    }
}

fn unavailable() -> SignError {
    SignError::Key("the signing service does not answer".into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = SigningKey::<Es256>::generate()?;
    let verifier = Verifier::new(key.verifying_key(), Validation::new());

    let (requests, served) = mpsc::channel::<Request>();
    let service = thread::spawn(move || {
        // One token, then the service goes away.
        let request = served.recv().ok()?;
        let mut signature = vec![0; key.signature_len()];
        key.sign(&request.message, &mut signature).ok()?;
        request.answer.send(signature).ok()
    });

    let signer = Signer::new(RemoteKey { requests }).key_id("kms/tokens/7");
    let claims = Claims::new(()).subject("alice").lifetime(Duration::from_secs(600));
    let token = signer.sign(&claims)?;
    let claims: RegisteredClaims = verifier.verify(&token)?;
    println!("signed by the service   {} characters, for {}", token.len(), claims.subject.unwrap_or_default());

    service.join().map_err(|_| "the service panicked")?;
    match signer.sign(&claims_of_nobody()) {
        Err(error) => println!("service gone            {error}"),
        Ok(_) => return Err("signed without a service".into()),
    }

    println!("\nShown: any type that implements `Sign` makes tokens, and its failures come back as `SignError::Key`.");
    Ok(())
}

fn claims_of_nobody() -> Claims<()> {
    Claims::new(()).lifetime(Duration::from_secs(600))
}
