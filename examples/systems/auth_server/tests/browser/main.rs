//! The page in headless Chromium: each screen, and what scripts can and cannot read.
//!
//! Needs `chromium` and `chromedriver`: `apt-get install chromium chromium-driver`. With `SCREENSHOTS=folder` it leaves
//! pictures there.

mod program;
mod webdriver;

use std::error::Error;
use std::time::Duration;

use program::Program;
use webdriver::{Browser, Chromedriver};

const OTHER_PASSWORD: &str = "Tr0ub4dor and 3";
const PASSWORD: &str = "correct horse battery staple";

#[tokio::test]
async fn every_screen() -> Result<(), Box<dyn Error>> {
    let Some(driver) = Chromedriver::start()? else {
        // Said with an error: a test that tests nothing must not pass.
        return Err("no chromedriver: apt-get install chromium chromium-driver".into());
    };
    let server = Program::serve()?;
    let browser = Browser::open(&driver, server.url()).await?;
    let outcome = screens(&browser).await;
    browser.close().await?;
    no_secret(&server.log(), &outcome?)
}

/// Returns the refresh tokens that were in the cookie.
async fn screens(page: &Browser) -> Result<Vec<String>, Box<dyn Error>> {
    page.until("document.body.dataset.ready").await?;
    screen_before_log_in(page).await?;
    screen_after_wrong_password(page).await?;
    let first = screen_after_sign_up(page).await?;
    screen_of_the_api(page).await?;
    let mut cookies = vec![refresh_token(page).await?];
    screen_after_refresh(page, &first).await?;
    cookies.push(refresh_token(page).await?);
    screen_of_what_scripts_read(page).await?;
    screen_after_reload(page).await?;
    screens_fit_a_telephone(page).await?;
    text_stays_text(page).await?;
    screens_without_an_answer(page).await?;
    log_out_waits_for_its_turn(page).await?;
    cookies.push(refresh_token(page).await?);
    screen_after_log_out(page).await?;
    Ok(cookies)
}

async fn screen_before_log_in(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.holds("the form is there", "!document.getElementById('log-in').hidden").await?;
    page.holds(
        "nothing of a session is",
        "document.getElementById('session').hidden && document.getElementById('token').hidden",
    )
    .await?;
    page.text_is("#reads-storage", "nothing").await?;
    page.text_is("#reads-http-only", "there is none now").await?;
    page.screenshot("1-before").await
}

async fn screen_after_wrong_password(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.fill("input[name=name]", "alice").await?;
    page.fill("input[name=password]", OTHER_PASSWORD).await?;
    page.click("button[value=log-in]").await?;
    page.until_text("#outcome", "Name or password is wrong.").await?;
    page.holds("still at the form", "!document.getElementById('log-in').hidden").await?;
    page.screenshot("2-wrong-password").await
}

/// Returns the ID of the first token.
async fn screen_after_sign_up(page: &Browser) -> Result<String, Box<dyn Error>> {
    page.fill("input[name=password]", PASSWORD).await?;
    page.click("button[value=sign-up]").await?;
    page.until_text("#outcome", "Welcome, alice.").await?;
    page.text_is("#name", "alice").await?;
    page.holds("the form is gone", "document.getElementById('log-in').hidden").await?;
    page.holds("the password is forgotten", "document.querySelector('[name=password]').value === ''").await?;
    page.holds(
        "the claims are told as not verified",
        "document.querySelector('#token .warning').checkVisibility() && document.querySelector('#token .warning').textContent.includes('not verified')",
    )
    .await?;
    let claims = page.text("#claims").await?;
    for part in ["alice", "https://id.example", "https://api.example", "at+jwt", "ES256"] {
        assert!(claims.contains(part), "{part} in {claims}");
    }
    page.holds(
        "it expires within five minutes",
        "/^(5:00|4:\\d\\d) min$/.test(document.getElementById('remaining').textContent)",
    )
    .await?;
    page.screenshot("3-logged-in").await?;
    token_id(page).await
}

async fn screen_of_the_api(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.click("#call").await?;
    page.until_text("#outcome", "The API verified the token. It knows you as alice.").await?;
    page.screenshot("4-api").await
}

async fn screen_after_refresh(page: &Browser, first: &str) -> Result<(), Box<dyn Error>> {
    page.click("#refresh").await?;
    page.until_text("#outcome", "A new access token, and a new cookie. The old cookie is used up.").await?;
    assert_ne!(token_id(page).await?, first, "another token");
    Ok(())
}

/// The screen, and the same questions asked by a script of ours.
async fn screen_of_what_scripts_read(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.text_is("#reads-storage", "nothing").await?;
    page.text_is("#reads-cookie", "theme=plain").await?;
    page.text_is("#reads-http-only", "nothing, although the browser sends it with each request").await?;
    page.click("#store").await?;
    assert!(page.text("#reads-storage").await?.starts_with("the access token: eyJ"));
    page.holds("a script reads the whole token", "localStorage.getItem('access_token').split('.').length === 3")
        .await?;
    page.holds("a script does not see the cookie", "document.cookie === 'theme=plain'").await?;
    page.holds(
        "nor does the newer interface",
        "(await cookieStore.getAll()).map((cookie) => cookie.name).join() === 'theme'",
    )
    .await?;
    // The browser has it all the same, and with what the server asked for.
    let cookie = page.cookie("__Host-refresh").await?;
    assert_eq!(cookie["httpOnly"], true);
    assert_eq!(cookie["secure"], true);
    assert_eq!(cookie["sameSite"], "Strict");
    assert_eq!(cookie["path"], "/");
    page.screenshot("5-what-scripts-read").await?;
    // What the policy of the page forbids.
    page.holds(
        "no script of another origin",
        &is_forbidden("const script = document.createElement('script'); script.src = 'http://127.0.0.1:1/x.js'"),
    )
    .await?;
    let report =
        "addEventListener('securitypolicyviolation', (event) => report(event.effectiveDirective), { once: true })";
    let request = "fetch('http://127.0.0.1:1/').catch(() => {})";
    page.holds(
        "no token is sent to another origin",
        &format!("await new Promise((report) => {{ {report}; {request} }}) === 'connect-src'"),
    )
    .await
}

/// An expression that is true if these statements throw.
fn is_forbidden(statements: &str) -> String {
    format!("(() => {{ try {{ {statements}; return false }} catch {{ return true }} }})()")
}

async fn screen_after_reload(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.reload().await?;
    page.until("document.body.dataset.ready").await?;
    page.text_is("#outcome", "Welcome back. The cookie brought a new access token.").await?;
    page.text_is("#name", "alice").await?;
    page.text_is("#reads-storage", "nothing").await
}

async fn screens_fit_a_telephone(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.resize(360, 800).await?;
    page.holds("nothing is wider than the screen", "document.documentElement.scrollWidth <= window.innerWidth").await?;
    page.screenshot("6-narrow").await?;
    page.resize(900, 1400).await
}

/// `require-trusted-types-for` in the policy: a mistake in the page cannot turn a name into a script.
async fn text_stays_text(page: &Browser) -> Result<(), Box<dyn Error>> {
    let html = "document.createElement('p').innerHTML = '<b>alice</b>'";
    page.holds("no text becomes HTML", &is_forbidden(html)).await
}

/// The network is down, or the server fails: the page does not say that it is logged out.
async fn screens_without_an_answer(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.evaluate("(window.ownFetch = window.fetch, null)").await?;
    for (fetch, call) in [
        ("async () => new Response('{}', { status: 500 })", "The server answered 500."),
        ("async () => new Response('<h1>Bad gateway</h1>', { status: 502 })", "There was no answer."),
        ("() => Promise.reject(new TypeError('no network'))", "There was no answer."),
    ] {
        page.evaluate(&format!("(window.fetch = {fetch}, null)")).await?;
        page.click("#call").await?;
        page.until_text("#outcome", call).await?;
        page.click("#log-out").await?;
        page.until_text("#outcome", "Not logged out. Try again.").await?;
        page.holds("still logged in", "!document.getElementById('session').hidden").await?;
    }
    page.evaluate("(window.fetch = window.ownFetch, null)").await.map(|_| ())
}

/// As if another tab were refreshing: whatever uses the cookie waits.
async fn log_out_waits_for_its_turn(page: &Browser) -> Result<(), Box<dyn Error>> {
    // The request fails, so that the session goes on for the next screen.
    page.evaluate(
        "(window.fetch = async () => { window.asked = true; return new Response('{}', { status: 500 }) }, null)",
    )
    .await?;
    page.evaluate("(navigator.locks.request('cookie', () => new Promise((done) => { window.release = done })), null)")
        .await?;
    page.until("window.release").await?;
    page.click("#log-out").await?;
    page.until("(await navigator.locks.query()).pending.length === 1").await?;
    page.holds("nothing is sent while another tab has the cookie", "window.asked === undefined").await?;
    page.evaluate("(window.release(), null)").await?;
    page.until("window.asked").await?;
    page.evaluate("(window.fetch = window.ownFetch, null)").await.map(|_| ())
}

async fn screen_after_log_out(page: &Browser) -> Result<(), Box<dyn Error>> {
    page.click("#log-out").await?;
    page.until_text(
        "#outcome",
        "Logged out. The server has ended the session, and the browser has forgotten the cookie.",
    )
    .await?;
    page.holds(
        "the form is back",
        "!document.getElementById('log-in').hidden && document.getElementById('token').hidden",
    )
    .await?;
    assert!(page.cookie("__Host-refresh").await.is_err(), "the cookie is gone");
    page.screenshot("7-logged-out").await?;
    page.reload().await?;
    page.until("document.body.dataset.ready").await?;
    page.holds("a reload does not log in again", "document.getElementById('session').hidden").await
}

async fn refresh_token(page: &Browser) -> Result<String, Box<dyn Error>> {
    Ok(page.cookie("__Host-refresh").await?["value"].as_str().ok_or("a cookie without a value")?.to_owned())
}

async fn token_id(page: &Browser) -> Result<String, Box<dyn Error>> {
    Ok(page.evaluate("JSON.parse(document.getElementById('raw-claims').textContent).jti").await?.to_string())
}

/// The log of the server has what happened, and no secret.
fn no_secret(log: &str, cookies: &[String]) -> Result<(), Box<dyn Error>> {
    assert!(log.contains("refused, name: unknown") && log.contains("families ended: 1; cookie cleared"), "{log}");
    assert!(!log.contains(PASSWORD) && !log.contains(OTHER_PASSWORD) && !log.contains("eyJ"), "a secret in the log");
    assert!(cookies.iter().all(|cookie| cookie.len() == 64 && !log.contains(cookie)), "a refresh token in the log");
    Ok(())
}

/// How long a screen may take.
const PATIENCE: Duration = Duration::from_secs(20);
