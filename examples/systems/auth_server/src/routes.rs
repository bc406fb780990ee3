//! The routes.

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jwt_codec::jwt::{NumericDate, bearer_token};
use serde::Deserialize;
use serde_json::json;

use crate::cookie;
use crate::error::{RefreshReason, Refused};
use crate::keys::Signing;
use crate::page;
use crate::passwords::Password;
use crate::server::App;
use crate::sessions::{Family, RefreshToken};
use crate::trace::Trace;

/// Names, passwords and nothing else come in bodies.
const MAX_BODY: usize = 4 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUp {
    name: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    name: String,
    password: String,
    /// The API that the tokens are for. The one here, if absent.
    audience: Option<String>,
}

pub fn router(app: App) -> Router {
    Router::new()
        .route("/users", post(sign_up))
        .route("/session", post(log_in).delete(log_out))
        .route("/session/refresh", post(refresh))
        .route("/api/me", get(me))
        .route("/.well-known/jwks.json", get(key_set))
        .merge(page::router())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), same_origin))
        .with_state(app)
}

async fn sign_up(State(app): State<App>, body: Result<Json<SignUp>, JsonRejection>) -> Response {
    answer(app.trace.clone(), "POST /users", async move {
        let Json(SignUp { name, password }) = body.map_err(|_| Refused::Form("body: not the JSON of a sign-up"))?;
        app.users.sign_up(&name, Password(password)).await?;
        let created = (StatusCode::CREATED, Json(json!({ "name": name }))).into_response();
        Ok((created, format!("user {name}: the password is stored as an argon2id hash")))
    })
    .await
}

async fn log_in(State(app): State<App>, headers: HeaderMap, body: Result<Json<LogIn>, JsonRejection>) -> Response {
    answer(app.trace.clone(), "POST /session", async move {
        let Json(LogIn { name, password, audience }) =
            body.map_err(|_| Refused::Form("body: not the JSON of a log-in"))?;
        let audience = audience.as_deref().unwrap_or(app.config.api);
        if ![app.config.api, app.config.other_api].contains(&audience) {
            return Err(Refused::UnknownAudience);
        }
        app.users.check(&name, Password(password)).await?;
        let now = app.clock.now();
        let key = app.keys.signing(now)?;
        // The browser forgets the cookie that it sent, so nobody could log out of its family any more.
        let what = match app.sessions.end(cookie::read(&headers)).await? {
            0 => "a new family",
            _ => "a new family, the one before has ended",
        };
        let (token, family) = app.sessions.start(&name, audience, now).await?;
        tokens(&app, key, now, &token, &family, what)
    })
    .await
}

async fn refresh(State(app): State<App>, headers: HeaderMap) -> Response {
    let answer = answer(app.trace.clone(), "POST /session/refresh", async move {
        // Two cookies of the name are as good as none: one of them is not from us.
        let token: Result<[RefreshToken; 1], _> = cookie::read(&headers).try_into();
        let [token] = token.map_err(|_| Refused::Refresh(RefreshReason::NoCookie))?;
        let now = app.clock.now();
        // First what may fail: the refresh token is used up only if there is an access token to return.
        let key = app.keys.signing(now)?;
        let (token, family) = app.sessions.refresh(token, now).await?;
        tokens(&app, key, now, &token, &family, "the next of its family")
    });
    let answer = answer.await;
    // The cookie is of no use any more.
    if answer.status() == StatusCode::UNAUTHORIZED {
        ([(SET_COOKIE, cookie::clear())], answer).into_response()
    } else {
        answer
    }
}

async fn log_out(State(app): State<App>, headers: HeaderMap) -> Response {
    answer(app.trace.clone(), "DELETE /session", async move {
        let ended = app.sessions.end(cookie::read(&headers)).await?;
        let answer = (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie::clear())]);
        Ok((answer.into_response(), format!("families ended: {ended}; cookie cleared")))
    })
    .await
}

/// The protected route. An API of its own would have this, and no database.
async fn me(State(app): State<App>, headers: HeaderMap) -> Response {
    answer(app.trace.clone(), "GET /api/me", async move {
        let token = bearer_token(headers.get_all(AUTHORIZATION))?;
        let claims = app.api.verify(token)?;
        let user = claims.registered.subject.unwrap_or_default();
        let log = format!("access token {} of {user}", short(claims.registered.jwt_id.as_deref().unwrap_or("-")));
        Ok((Json(json!({ "name": user, "client": claims.custom.client_id })).into_response(), log))
    })
    .await
}

async fn key_set(State(app): State<App>) -> Response {
    answer(app.trace.clone(), "GET /.well-known/jwks.json", async move {
        let set = app.keys.to_jwk_set();
        let max_age = format!("public, max-age={}", app.config.key_set_max_age.as_secs());
        let json = serde_json::to_vec(&set).map_err(|error| Refused::Failed(error.into()))?;
        let headers = [(CONTENT_TYPE, "application/jwk-set+json".to_owned()), (CACHE_CONTROL, max_age)];
        Ok(((headers, json).into_response(), format!("keys published: {}", app.keys.verifying().load().len())))
    })
    .await
}

/// The access token in the body, where a script takes it; the refresh token in a cookie, where no script sees it.
fn tokens(
    app: &App,
    key: Signing,
    now: NumericDate,
    refresh: &RefreshToken,
    family: &Family,
    what: &str,
) -> Result<(Response, String), Refused> {
    let issued = app.issuer.issue(&family.user, &family.audience, key, now)?;
    let log = format!(
        "access token {} for {}, signed with key {}; refresh token: {what}",
        short(&issued.jwt_id),
        family.user,
        short(&issued.key_id)
    );
    let body = json!({
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": app.config.access_lifetime.as_secs(),
    });
    Ok((([(SET_COOKIE, cookie::set(refresh, family.remaining(now)))], Json(body)).into_response(), log))
}

/// Cookies know no ports, and `SameSite` no subdomains: a page on http://localhost:1 is of the same site. So whatever
/// changes something must come from our own origin. Programs other than browsers send no `Origin`.
async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_ours = match request.headers().get(ORIGIN) {
        None => true,
        Some(origin) => app.origins.iter().any(|ours| ours.as_bytes() == origin.as_bytes()),
    };
    if is_ours || request.method() == Method::GET {
        return next.run(request).await;
    }
    answer(app.trace.clone(), "from another page", async move { Err(Refused::ForeignOrigin) }).await
}

/// Turns the outcome of a route into its answer, and a line of the log. In a task of its own, which goes on if the client
/// disconnects: a refresh token that was used up, or a thief who was noticed, is in the log in any case.
async fn answer<R>(trace: Trace, request: &'static str, route: R) -> Response
where
    R: Future<Output = Result<(Response, String), Refused>> + Send + 'static,
{
    let task = tokio::spawn(async move { finish(&trace, request, route.await) });
    task.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn finish(trace: &Trace, request: &str, outcome: Result<(Response, String), Refused>) -> Response {
    let (mut response, log) = match outcome {
        Ok(done) => done,
        Err(refused) => {
            let (status, code, challenge) = refused.answer();
            let mut response = (status, Json(json!({ "error": code }))).into_response();
            if let Some(challenge) = challenge {
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge.parse().expect("ASCII"));
            }
            (response, format!("refused, {refused}"))
        }
    };
    response.headers_mut().entry(CACHE_CONTROL).or_insert("no-store".parse().expect("ASCII"));
    trace.served(request, response.status(), &log);
    response
}

/// Enough of an ID to tell two apart.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}
