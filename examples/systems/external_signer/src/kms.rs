//! The stand-in for a KMS: `openssl` creates keys, exports public keys and signs. No private key is read here.

use std::error::Error;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jwt_codec::{Algorithm, Es256, Es384, Sign, SignError, Verify, jwa};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// How long to wait for a signature, here and over a network.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The service, with a folder for its keys.
pub struct Openssl {
    folder: TempDir,
    version: String,
    keys: AtomicUsize,
}

/// The client's end: the name of a key, and how to ask for a signature.
#[derive(Clone, Debug)]
pub struct ExternalKey {
    algorithm: Algorithm,
    signature_len: usize,
    public_pem: String,
    program: &'static str,
    private_key: PathBuf,
    timeout: Duration,
}

impl Openssl {
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let output = Command::new("openssl").arg("version").output().map_err(|error| missing("openssl", &error))?;
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Self { folder: TempDir::with_prefix("external_signer-")?, version, keys: AtomicUsize::new(0) })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Creates a key pair. Only the public key comes back.
    pub fn create_key(&self, algorithm: Algorithm) -> Result<ExternalKey, Box<dyn Error>> {
        let kind: &[&str] = match algorithm {
            Algorithm::ES256 => &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            Algorithm::ES384 => &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            Algorithm::RS256 => &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            _ => return Err(format!("no key for {algorithm}").into()),
        };
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        let private_key = self.folder.path().join(format!("{number}.pem"));
        // The file exists with its mode before it has content: openssl keeps the mode.
        let file = std::fs::File::create_new(&private_key)?;
        file.set_permissions(PermissionsExt::from_mode(0o600))?;
        run(Command::new("openssl").arg("genpkey").args(kind).arg("-out").arg(&private_key))?;
        let public = run(Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(&private_key))?;
        let public_pem = String::from_utf8(public)?;
        // The length of signatures follows from the public key: 64 and 96 bytes, or that of the modulus.
        let signature_len = jwa::verifying_key_from_pem(algorithm, &public_pem)?.signature_len();
        Ok(ExternalKey { algorithm, signature_len, public_pem, program: "openssl", private_key, timeout: TIMEOUT })
    }
}

impl ExternalKey {
    pub fn verifying_key(&self) -> Result<Box<dyn Verify>, Box<dyn Error>> {
        Ok(jwa::verifying_key_from_pem(self.algorithm, &self.public_pem)?)
    }

    /// Signs without blocking the thread, for a program that awaits.
    pub async fn sign_async(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.in_the_form_of_a_token(&self.sign_raw(message).await?)
    }

    /// Signs, in the form in which the service gives signatures.
    pub async fn sign_raw(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let answer = async {
            // If the limit is over, `openssl` ends too.
            let mut child = tokio::process::Command::from(self.command()).kill_on_drop(true).spawn()?;
            let mut input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
            // If it ended already, its answer says why.
            let _ = input.write_all(message).await;
            drop(input);
            child.wait_with_output().await
        };
        let answer = tokio::time::timeout(self.timeout, answer).await;
        self.signature_of(answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        let hash = if self.algorithm == Algorithm::ES384 { "-sha384" } else { "-sha256" };
        command.args(["dgst", hash, "-sign"]).arg(&self.private_key);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn signature_of(&self, answer: io::Result<Output>) -> Result<Vec<u8>, SignError> {
        let output = answer.map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => SignError::Key(format!("no answer within {:?}", self.timeout)),
            _ => SignError::Key(missing(self.program, &error)),
        })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        // What it writes to its standard error names files of the service: that is for its own log.
        Err(SignError::Key(format!("{} refused to sign: {}", self.program, output.status)))
    }

    /// ECDSA comes in DER, and a token has `r || s`. RSA signatures are the same in both.
    fn in_the_form_of_a_token(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        match self.algorithm {
            Algorithm::ES256 => jwa::ecdsa_signature_from_der::<Es256>(signature),
            Algorithm::ES384 => jwa::ecdsa_signature_from_der::<Es384>(signature),
            _ => Ok(signature.to_vec()),
        }
    }
}

impl Sign for ExternalKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn signature_len(&self) -> usize {
        self.signature_len
    }

    /// Blocks the thread until openssl has answered, or the limit is over.
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
        let answer = self.command().spawn().and_then(|mut child| {
            let mut input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
            let message = message.to_vec();
            // In another thread, because openssl may not read it. That thread ends with openssl.
            thread::spawn(move || input.write_all(&message));
            wait(child, self.timeout)
        });
        let signed = self.in_the_form_of_a_token(&self.signature_of(answer)?)?;
        if signed.len() != signature.len() {
            return Err(SignError::Key("a signature of another length".into()));
        }
        signature.copy_from_slice(&signed);
        Ok(())
    }
}

/// Ends the child if it has no answer within the limit. The answer is short: it fits into the pipe before anybody reads it.
fn wait(mut child: Child, limit: Duration) -> io::Result<Output> {
    let start = Instant::now();
    loop {
        if start.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        if child.try_wait()?.is_some() {
            return child.wait_with_output();
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// For the demonstration of what goes wrong.
impl ExternalKey {
    pub fn file_mode(&self) -> io::Result<u32> {
        Ok(self.private_key.metadata()?.permissions().mode() & 0o777)
    }

    pub fn delete(&self) -> io::Result<()> {
        std::fs::remove_file(&self.private_key)
    }

    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    pub fn with_program(self, program: &'static str) -> Self {
        Self { program, ..self }
    }
}

fn run(command: &mut Command) -> Result<Vec<u8>, Box<dyn Error>> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| missing("openssl", &error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!("openssl: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()).into())
}

fn missing(program: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("the command `{program}` is not installed, or not in PATH"),
        _ => format!("{program}: {error}"),
    }
}
