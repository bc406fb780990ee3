// The page of the example. Text from outside goes in through `textContent` alone, so none of it becomes HTML.

const $ = (id) => document.getElementById(id);

// The access token lives here, in the memory of the page. A reload forgets it, and the cookie brings a new one.
let accessToken = null;
let claims = null;

const STORAGE_KEY = "access_token";

/** Sends a request. The browser adds the cookie by itself; no script can. Without an answer, the status is 0. */
async function send(method, path, { body, token } = {}) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers["Authorization"] = `Bearer ${token}`;
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

/**
 * One tab at a time uses or replaces the cookie: two that send the same refresh token would look like a thief, and a
 * refresh that overtakes a log-out would leave a cookie behind.
 */
const withCookie = (request) => navigator.locks.request("cookie", request);

const refresh = () => withCookie(() => send("POST", "/session/refresh"));

/** Decodes the header and the claims. It does not verify anything: a client need not, and this page could not. */
function decode(token) {
  const [header, payload] = token.split(".").slice(0, 2).map((segment) => {
    const binary = atob(segment.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0))));
  });
  return { header, payload };
}

function logIn(token) {
  accessToken = token;
  const { header, payload } = decode(token);
  claims = payload;
  $("name").textContent = payload.sub;
  $("raw-header").textContent = JSON.stringify(header, null, 2);
  $("raw-claims").textContent = JSON.stringify(payload, null, 2);
  const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString();
  const rows = [
    ["who", payload.sub], ["issued by", payload.iss], ["for the API", payload.aud],
    ["issued at", time(payload.iat)], ["expires at", time(payload.exp)],
    ["kind", header.typ], ["algorithm", header.alg], ["token ID", payload.jti],
  ];
  $("claims").replaceChildren(...rows.flatMap(([name, value]) => {
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    description.textContent = value;
    return [term, description];
  }));
  show();
}

function logOut() {
  accessToken = claims = null;
  $("store").checked = false;
  show();
}

function show() {
  const isIn = accessToken !== null;
  $("log-in").hidden = isIn;
  $("session").hidden = $("token").hidden = !isIn;
  $("store").disabled = !isIn;
  if (isIn && $("store").checked) localStorage.setItem(STORAGE_KEY, accessToken);
  else localStorage.removeItem(STORAGE_KEY);
  showRemaining();
  showReach(isIn);
}

function showRemaining() {
  if (!claims) return;
  const left = Math.max(0, Math.round(claims.exp - Date.now() / 1000));
  $("remaining").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min`;
}

/** What any script on this page gets, by the same calls. */
function showReach(hasCookie) {
  const set = (id, text, kind) => {
    $(id).textContent = text;
    $(id).className = kind;
  };
  const stored = localStorage.getItem(STORAGE_KEY);
  set("reads-storage", stored ? `the access token: ${stored.slice(0, 24)}…` : "nothing", stored ? "bad" : "good");
  const readable = document.cookie;
  set("reads-cookie", readable || "nothing", "");
  // Were the cookie without `HttpOnly`, its name would be in there.
  const leaks = readable.includes("refresh");
  const hidden = hasCookie ? "nothing, although the browser sends it with each request" : "there is none now";
  set("reads-http-only", leaks ? "the refresh token" : hidden, leaks ? "bad" : hasCookie ? "good" : "");
}

function tell(text, isGood = true) {
  $("outcome").hidden = false;
  $("outcome").textContent = text;
  $("outcome").className = isGood ? "" : "bad";
}

const REASONS = {
  wrong_name_or_password: "Name or password is wrong.",
  name_taken: "This name is taken.",
  invalid_request: "The server does not take this name or password.",
  invalid_token: "The API refused the access token. Refresh, or log in again.",
  log_in_again: "The session has ended. Log in again.",
};

function tellRefusal({ status, body }) {
  const other = status === 0 ? "There was no answer." : `The server answered ${status}.`;
  tell(REASONS[body?.error] ?? other, false);
}

$("log-in").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = Object.fromEntries(new FormData(form));
  if (event.submitter?.value === "sign-up") {
    const signedUp = await send("POST", "/users", { body });
    if (signedUp.status !== 201) return tellRefusal(signedUp);
  }
  const answer = await withCookie(() => send("POST", "/session", { body }));
  form.elements.password.value = "";
  if (answer.status !== 200) return tellRefusal(answer);
  logIn(answer.body.access_token);
  tell(`Welcome, ${body.name}.`);
});

$("call").addEventListener("click", async () => {
  const answer = await send("GET", "/api/me", { token: accessToken });
  if (answer.status !== 200) return tellRefusal(answer);
  tell(`The API verified the token. It knows you as ${answer.body.name}.`);
});

$("refresh").addEventListener("click", async () => {
  const answer = await refresh();
  if (answer.status !== 200) {
    logOut();
    return tellRefusal(answer);
  }
  logIn(answer.body.access_token);
  tell("A new access token, and a new cookie. The old cookie is used up.");
});

$("log-out").addEventListener("click", async () => {
  const answer = await withCookie(() => send("DELETE", "/session"));
  // The session may go on, so the page must not say otherwise.
  if (answer.status !== 204) return tell("Not logged out. Try again.", false);
  logOut();
  tell("Logged out. The server has ended the session, and the browser has forgotten the cookie.");
});

$("store").addEventListener("change", show);
setInterval(showRemaining, 1000);

// A cookie that scripts may read, to show the difference.
document.cookie = "theme=plain; Path=/; SameSite=Strict";
show();

// After a reload: the cookie knows.
const answer = await refresh();
if (answer.status === 200) {
  logIn(answer.body.access_token);
  tell("Welcome back. The cookie brought a new access token.");
}
document.body.dataset.ready = "true";
