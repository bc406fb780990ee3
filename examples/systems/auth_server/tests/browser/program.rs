//! The server as a user starts it: `auth_server serve`.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// Ends with the test, whatever becomes of it.
pub struct Program {
    child: Child,
    url: String,
    log: Arc<Mutex<String>>,
}

impl Program {
    pub fn serve() -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_auth_server")).arg("serve").stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let first = lines.next().ok_or("the server said nothing")??;
        let url = first.split_whitespace().find(|word| word.starts_with("http://")).ok_or("no address")?.to_owned();
        let log = Arc::new(Mutex::new(first));
        let kept = Arc::clone(&log);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = kept.lock().expect("nobody panics with the log");
                log.push('\n');
                log.push_str(&line);
            }
        });
        Ok(Self { child, url, log })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn log(&self) -> String {
        self.log.lock().expect("nobody panics with the log").clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
