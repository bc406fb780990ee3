//! What `openssl` made: recorded in `tests/data/openssl`, or made now where it is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_codec::Algorithm;

/// The message under all the signatures.
pub(crate) const MESSAGE: &[u8] = b"a message that openssl signs";

/// A folder with what `make.sh` makes.
pub(crate) struct Folder {
    path: PathBuf,
    _scratch: Option<Scratch>,
}

impl Folder {
    /// What was made once, and is the same everywhere.
    pub(crate) fn recorded() -> Self {
        Self { path: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/openssl"), _scratch: None }
    }

    /// What the `openssl` of this machine makes now; `None`, with a note, where there is none.
    pub(crate) fn fresh(name: &str) -> Option<Self> {
        if !is_installed() {
            return None;
        }
        let folder = Scratch::new(name);
        fs::create_dir_all(&folder.0).unwrap();
        let script = Self::recorded().path.join("make.sh");
        let made = Command::new("sh").arg(script).arg(&folder.0).output().unwrap();
        assert!(made.status.success(), "make.sh: {}", String::from_utf8_lossy(&made.stderr));
        Some(Self { path: folder.0.clone(), _scratch: Some(folder) })
    }

    #[track_caller]
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[track_caller]
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }
}

/// Whether `openssl` can be called. A test that needs it says that it was skipped.
pub(crate) fn is_installed() -> bool {
    let installed = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !installed {
        println!("skipped: openssl is not installed");
    }
    installed
}

/// Calls `openssl` and gives what it prints.
#[track_caller]
pub(crate) fn run(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A file for `openssl` to read.
pub(crate) fn file(name: &str, contents: &[u8]) -> Scratch {
    let file = Scratch::new(name);
    fs::write(&file.0, contents).unwrap();
    file
}

/// A path that no other running test has, of this process or another one. When it is dropped, what is there is removed.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let unique = format!("{}-{}-{name}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique))
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let removed = if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
        if let Err(error) = removed {
            println!("{}: {error}", self.0.display());
        }
    }
}

/// The pairs in a folder: the beginning of the names of a pair's files, an algorithm, and the name of its signature.
pub(crate) const PAIRS: [(&str, Algorithm, &str); 24] = [
    ("rsa-2048", Algorithm::RS256, "rsa-2048-rs256.sig"),
    ("rsa-2048", Algorithm::RS384, "rsa-2048-rs384.sig"),
    ("rsa-2048", Algorithm::RS512, "rsa-2048-rs512.sig"),
    ("rsa-2048", Algorithm::PS256, "rsa-2048-ps256.sig"),
    ("rsa-2048", Algorithm::PS384, "rsa-2048-ps384.sig"),
    ("rsa-2048", Algorithm::PS512, "rsa-2048-ps512.sig"),
    ("rsa-3072", Algorithm::RS256, "rsa-3072-rs256.sig"),
    ("rsa-3072", Algorithm::RS384, "rsa-3072-rs384.sig"),
    ("rsa-3072", Algorithm::RS512, "rsa-3072-rs512.sig"),
    ("rsa-3072", Algorithm::PS256, "rsa-3072-ps256.sig"),
    ("rsa-3072", Algorithm::PS384, "rsa-3072-ps384.sig"),
    ("rsa-3072", Algorithm::PS512, "rsa-3072-ps512.sig"),
    ("rsa-4096", Algorithm::RS256, "rsa-4096-rs256.sig"),
    ("rsa-4096", Algorithm::RS384, "rsa-4096-rs384.sig"),
    ("rsa-4096", Algorithm::RS512, "rsa-4096-rs512.sig"),
    ("rsa-4096", Algorithm::PS256, "rsa-4096-ps256.sig"),
    ("rsa-4096", Algorithm::PS384, "rsa-4096-ps384.sig"),
    ("rsa-4096", Algorithm::PS512, "rsa-4096-ps512.sig"),
    ("p-256", Algorithm::ES256, "p-256.sig"),
    ("p-384", Algorithm::ES384, "p-384.sig"),
    ("p-521", Algorithm::ES512, "p-521.sig"),
    ("secp256k1", Algorithm::ES256K, "secp256k1.sig"),
    ("ed25519", Algorithm::EdDSA, "ed25519.sig"),
    ("ed25519", Algorithm::Ed25519, "ed25519.sig"),
];

/// The pairs that `make_ml_dsa.py` made, since `openssl` knows them only from version 3.5 on: only in the recorded folder.
const ML_DSA_PAIRS: [(&str, Algorithm, &str); 3] = [
    ("ml-dsa-44", Algorithm::MlDsa44, "ml-dsa-44.sig"),
    ("ml-dsa-65", Algorithm::MlDsa65, "ml-dsa-65.sig"),
    ("ml-dsa-87", Algorithm::MlDsa87, "ml-dsa-87.sig"),
];

/// The pairs of the recorded folder, for every algorithm.
pub(crate) fn recorded_pairs() -> impl Iterator<Item = (&'static str, Algorithm, &'static str)> {
    PAIRS.into_iter().chain(ML_DSA_PAIRS)
}
