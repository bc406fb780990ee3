//! As much of WebDriver (<https://www.w3.org/TR/webdriver2/>) as the test needs.

use std::error::Error;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::PATIENCE;

/// `chromedriver`, on a port that it chose. Ends with the test.
pub struct Chromedriver {
    child: Child,
    port: u16,
}

pub struct Browser {
    http: Client,
    session: String,
}

impl Chromedriver {
    /// Returns nothing if it is not installed.
    pub fn start() -> Result<Option<Self>, Box<dyn Error>> {
        let mut child = match Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            child => child?,
        };
        let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        // "ChromeDriver was started successfully on port 41234."
        for line in lines {
            let line = line?;
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port = port.trim_end_matches('.').parse()?;
                return Ok(Some(Self { child, port }));
            }
        }
        Err("chromedriver did not start".into())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Opens a headless Chromium at this address.
    pub async fn open(driver: &Chromedriver, url: &str) -> Result<Self, Box<dyn Error>> {
        let http = Client::builder().no_proxy().build()?;
        let base = format!("http://127.0.0.1:{}/session", driver.port);
        // Containers have no sandbox, and a small /dev/shm.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-proxy-server",
            "--window-size=900,1400",
        ];
        let capabilities = json!({ "alwaysMatch": { "goog:chromeOptions": { "args": arguments } } });
        let answer = ask(&http, Method::POST, &base, &json!({ "capabilities": capabilities })).await?;
        let id = answer["sessionId"].as_str().ok_or("no session")?;
        let browser = Self { http, session: format!("{base}/{id}") };
        browser.command("url", json!({ "url": url })).await?;
        Ok(browser)
    }

    pub async fn close(&self) -> Result<(), Box<dyn Error>> {
        ask(&self.http, Method::DELETE, &self.session, &json!({})).await.map(|_| ())
    }

    pub async fn reload(&self) -> Result<(), Box<dyn Error>> {
        self.command("refresh", json!({})).await.map(|_| ())
    }

    pub async fn resize(&self, width: u32, height: u32) -> Result<(), Box<dyn Error>> {
        self.command("window/rect", json!({ "width": width, "height": height })).await.map(|_| ())
    }

    /// Types as a user does.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let element = self.element(selector).await?;
        self.command(&format!("element/{element}/clear"), json!({})).await?;
        self.command(&format!("element/{element}/value"), json!({ "text": text })).await.map(|_| ())
    }

    pub async fn click(&self, selector: &str) -> Result<(), Box<dyn Error>> {
        let element = self.element(selector).await?;
        self.command(&format!("element/{element}/click"), json!({})).await.map(|_| ())
    }

    pub async fn text(&self, selector: &str) -> Result<String, Box<dyn Error>> {
        let text = self.evaluate(&format!("document.querySelector({selector:?}).textContent")).await?;
        Ok(text.as_str().ok_or("no text")?.to_owned())
    }

    pub async fn text_is(&self, selector: &str, expected: &str) -> Result<(), Box<dyn Error>> {
        let found = self.text(selector).await?;
        if found == expected { Ok(()) } else { Err(format!("{selector}: {found:?}, not {expected:?}").into()) }
    }

    pub async fn until_text(&self, selector: &str, expected: &str) -> Result<(), Box<dyn Error>> {
        self.until(&format!("document.querySelector({selector:?}).textContent === {expected:?}")).await
    }

    /// Requires a JavaScript expression to be true.
    pub async fn holds(&self, what: &str, expression: &str) -> Result<(), Box<dyn Error>> {
        if self.evaluate(expression).await? == true { Ok(()) } else { Err(format!("not so: {what}").into()) }
    }

    /// Asks until an expression is true.
    pub async fn until(&self, expression: &str) -> Result<(), Box<dyn Error>> {
        let begin = Instant::now();
        while !self.evaluate(&format!("Boolean({expression})")).await?.as_bool().unwrap_or_default() {
            if begin.elapsed() > PATIENCE {
                let page = self.evaluate("document.body.innerText").await?;
                return Err(format!("never: {expression}\n{page}").into());
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// The value of a JavaScript expression, which may have an `await` in it.
    pub async fn evaluate(&self, expression: &str) -> Result<Value, Box<dyn Error>> {
        let script = format!("return (async () => {expression})()");
        self.command("execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// A cookie as the browser has it.
    pub async fn cookie(&self, name: &str) -> Result<Value, Box<dyn Error>> {
        ask(&self.http, Method::GET, &format!("{}/cookie/{name}", self.session), &Value::Null).await
    }

    /// Leaves a picture in the folder `SCREENSHOTS`, if there is one.
    pub async fn screenshot(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let Some(folder) = env::var_os("SCREENSHOTS").map(PathBuf::from) else { return Ok(()) };
        let picture = ask(&self.http, Method::GET, &format!("{}/screenshot", self.session), &Value::Null).await?;
        fs::create_dir_all(&folder)?;
        // As it comes: base64 of a PNG. `base64 -d` turns it into one.
        fs::write(folder.join(format!("{name}.png.base64")), picture.as_str().ok_or("no picture")?)?;
        Ok(())
    }

    async fn element(&self, selector: &str) -> Result<String, Box<dyn Error>> {
        let found = self.command("element", json!({ "using": "css selector", "value": selector })).await?;
        // The one member has a name that the specification made up, so that no other object looks like an element.
        let id = found.as_object().and_then(|element| element.values().next()).and_then(Value::as_str);
        Ok(id.ok_or("no element")?.to_owned())
    }

    async fn command(&self, command: &str, body: Value) -> Result<Value, Box<dyn Error>> {
        ask(&self.http, Method::POST, &format!("{}/{command}", self.session), &body).await
    }
}

async fn ask(http: &Client, method: Method, url: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
    let request = http.request(method.clone(), url);
    let request = if method == Method::POST { request.json(body) } else { request };
    let mut answer: Value = request.send().await?.json().await?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"]).into()),
        None => Ok(value),
    }
}
