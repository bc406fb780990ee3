//! A client as a browser is one: it keeps the cookie and the access token, and sends each where it belongs.

use reqwest::header::{CACHE_CONTROL, COOKIE, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::error::Failure;
use crate::server::Server;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// `name=value`, as it goes into the header `Cookie`.
    pub cookie: Option<String>,
    pub access_token: Option<String>,
    /// What must not be in any log: passwords, access tokens and cookies.
    secrets: Vec<String>,
}

/// An answer of the server.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub challenge: Option<String>,
    pub cache_control: String,
    pub set_cookie: Option<String>,
}

impl Client {
    pub fn new(server: &Server) -> Self {
        // One proxy setting of the environment, and the requests would go elsewhere.
        let http = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
        Self { http, base: base(server), cookie: None, access_token: None, secrets: Vec::new() }
    }

    /// Another client of the same server, such as a thief who has seen the cookie.
    pub fn copy(&self) -> Self {
        self.clone()
    }

    /// Goes on with a server that was started again.
    pub fn reconnect(&mut self, server: &Server) {
        self.base = base(server);
    }

    pub async fn sign_up(&mut self, name: &str, password: &str) -> Result<Answer, Failure> {
        self.secrets.push(password.to_owned());
        self.send(self.request(Method::POST, "/users").json(&json!({ "name": name, "password": password }))).await
    }

    pub async fn log_in(&mut self, name: &str, password: &str) -> Result<Answer, Failure> {
        self.secrets.push(password.to_owned());
        let body = json!({ "name": name, "password": password });
        self.send(self.with_cookie(self.request(Method::POST, "/session")).json(&body)).await
    }

    pub async fn log_in_for(&mut self, name: &str, password: &str, audience: &str) -> Result<Answer, Failure> {
        let body = json!({ "name": name, "password": password, "audience": audience });
        self.send(self.request(Method::POST, "/session").json(&body)).await
    }

    pub async fn refresh(&mut self) -> Result<Answer, Failure> {
        self.send(self.with_cookie(self.request(Method::POST, "/session/refresh"))).await
    }

    /// What a page of another origin would make the browser send, were the cookie sent along.
    pub async fn refresh_from(&mut self, origin: &str) -> Result<Answer, Failure> {
        self.send(self.with_cookie(self.request(Method::POST, "/session/refresh")).header(ORIGIN, origin)).await
    }

    pub async fn log_out(&mut self) -> Result<Answer, Failure> {
        self.send(self.with_cookie(self.request(Method::DELETE, "/session"))).await
    }

    /// The protected route, with the access token.
    pub async fn me(&mut self) -> Result<Answer, Failure> {
        let request = self.request(Method::GET, "/api/me");
        let request = match &self.access_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        self.send(request).await
    }

    pub async fn me_with(&mut self, authorization: &str) -> Result<Answer, Failure> {
        self.send(self.request(Method::GET, "/api/me").header("authorization", authorization)).await
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer, Failure> {
        self.send(self.request(Method::GET, path)).await
    }

    pub fn remember_secret(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
    }

    pub fn secrets(&self) -> impl Iterator<Item = &String> {
        self.secrets.iter()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<Answer, Failure> {
        let response = request.send().await?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut answer = Answer {
            status: response.status().as_u16(),
            challenge: header(WWW_AUTHENTICATE),
            cache_control: header(CACHE_CONTROL).unwrap_or_default(),
            set_cookie: header(SET_COOKIE),
            body: Value::Null,
        };
        answer.body = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
        self.keep(&answer);
        Ok(answer)
    }

    /// Keeps the tokens of an answer, as the page and the browser do.
    fn keep(&mut self, answer: &Answer) {
        if let Some(token) = answer.body["access_token"].as_str() {
            self.access_token = Some(token.to_owned());
            self.secrets.push(token.to_owned());
        }
        if let Some(pair) = answer.set_cookie.as_deref().and_then(|cookie| cookie.split(';').next()) {
            let (_, value) = pair.split_once('=').unwrap_or_default();
            self.cookie = (!value.is_empty()).then(|| pair.to_owned());
            self.secrets.extend((!value.is_empty()).then(|| value.to_owned()));
        }
    }
}

impl Answer {
    pub fn is(&self, status: u16, error: &str) -> bool {
        self.status == status && self.body["error"] == error
    }

    /// The `error` of RFC 6750 section 3.1.
    pub fn challenge_is(&self, expected: &str) -> bool {
        self.challenge.as_deref() == Some(expected)
    }
}

fn base(server: &Server) -> String {
    format!("http://{}", server.address)
}
