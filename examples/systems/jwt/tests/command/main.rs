//! The built command: what it prints, where, and with which exit code.

mod decode;
mod generate;
mod openssl;
mod sign;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const JWT: &str = env!("CARGO_BIN_EXE_jwt");

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one line: {}", self.out);
        serde_json::from_str(&self.out).expect("JSON")
    }

    /// Nothing that a terminal would obey.
    #[track_caller]
    fn is_harmless(&self) {
        for text in [&self.out, &self.err] {
            let is_hidden = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!text.contains(is_hidden), "{text:?}");
        }
    }
}

fn jwt(arguments: &[&str]) -> Run {
    jwt_reading(b"", arguments)
}

fn jwt_reading(input: &[u8], arguments: &[&str]) -> Run {
    run(Command::new(JWT).args(arguments).env_remove("NO_COLOR"), input)
}

fn run(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // It may end before it has read everything.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let code = output.status.code().expect("no signal ended it");
    Run { code, out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with the keys of `jwt generate ALG`, whose names begin with `key`.
struct Keys {
    folder: TempDir,
}

impl Keys {
    #[track_caller]
    fn generate(algorithm: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let run = jwt(&["generate", algorithm, "--out", path(&folder.path().join("key"))]);
        assert_eq!((run.code, &*run.err), (0, ""), "{algorithm}");
        Self { folder }
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.path().join(format!("key{ending}"))
    }

    /// The file to sign with.
    fn private(&self) -> PathBuf {
        let pem = self.file(".private.pem");
        if pem.exists() { pem } else { self.file(".secret") }
    }

    #[track_caller]
    fn sign(&self, arguments: &[&str]) -> String {
        let private = self.private();
        let run = jwt(&[&["sign", "--key", path(&private)], arguments].concat());
        assert_eq!((run.code, &*run.err), (0, ""), "{arguments:?}");
        run.out.trim().to_owned()
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
