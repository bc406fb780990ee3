//! What each method guarantees, played through: who is refused after a logout, from when on, and why.

use std::error::Error;

use jwt_codec::{ClaimReason, SigningKey, VerifyError};

use crate::store::Store;
use crate::token::{self, LEEWAY, LIFETIME, Refused};
use crate::trace::Trace;
use crate::world::{Kind, World};

type Played<T> = Result<T, Box<dyn Error + Send + Sync>>;
type NewWorld<'a> = &'a dyn Fn() -> Played<World>;

/// What was seen of a method.
pub struct Guarantees {
    pub kind: Kind,
    pub trace: Trace,
    one_token_ends: Ended,
    all_tokens_end: Ended,
    store_lost: &'static str,
    store_down: &'static str,
    entries: &'static str,
}

/// The first second after the logout in which the token was refused, and whether the method did it.
struct Ended {
    seconds: i64,
    by_method: bool,
}

pub fn play(kind: Kind, new_world: NewWorld<'_>) -> Played<Guarantees> {
    let mut trace = Trace::default();
    trace.title(kind.name());
    forged_tokens(kind, &new_world()?, &mut trace)?;
    let one_token_ends = log_out(kind, &new_world()?, &mut trace)?;
    let all_tokens_end = log_out_everywhere(kind, &new_world()?, &mut trace)?;
    let store_lost = lost_store(kind, &new_world()?, &mut trace)?;
    let store_down = unreachable_store(kind, &new_world()?, &mut trace)?;
    let entries = cleaning_up(kind, &new_world()?, &mut trace)?;
    Ok(Guarantees { kind, trace, one_token_ends, all_tokens_end, store_lost, store_down, entries })
}

/// The store is asked only after the signature and the claims are good.
fn forged_tokens(kind: Kind, world: &World, trace: &mut Trace) -> Played<()> {
    let method = kind.method(&world.store);
    let api = world.api(&*method);
    let alice = world.log_in(&*method, "alice")?;
    let forged = token::signer(SigningKey::generate()?).sign(&alice.claims)?;

    let before = world.store.lookups();
    let refused = api.accept(&forged).err();
    let as_expected = matches!(refused, Some(Refused::Token(VerifyError::InvalidSignature)));
    trace.step(
        as_expected && world.store.lookups() == before,
        format!("alice's claims, signed with another key: {}; look-ups: 0", why(refused)),
    )?;

    api.accept(&alice.token)?;
    let lookups = world.store.lookups() - before;
    trace.step(
        lookups == u64::from(kind != Kind::ShortExpiry),
        format!("alice's token: accepted; look-ups: {lookups}"),
    )?;

    world.clock.advance(seconds_accepted());
    let before = world.store.lookups();
    let refused = api.accept(&alice.token).err();
    trace.step(
        is_expired(&refused) && world.store.lookups() == before,
        format!("the same, {} s later: {}; look-ups: 0", seconds_accepted(), why(refused)),
    )?;
    world.expect_no_token_in(trace)
}

/// Alice logs out on her phone. Her laptop and Bob stay logged in.
fn log_out(kind: Kind, world: &World, trace: &mut Trace) -> Played<Ended> {
    let method = kind.method(&world.store);
    let api = world.api(&*method);
    let phone = world.log_in(&*method, "alice")?;
    let laptop = world.log_in(&*method, "alice")?;
    let bob = world.log_in(&*method, "bob")?;

    let can = method.log_out(&phone.claims)?;
    let refused = api.accept(&phone.token).err();
    let as_expected = matches!((kind, &refused), (Kind::DenyList | Kind::AllowList, Some(Refused::LoggedOut)))
        || matches!((kind, &refused), (Kind::TokenVersion | Kind::ShortExpiry, None));
    let cannot = if can { "" } else { "; the method cannot end one token" };
    trace.step(as_expected, format!("alice logs out on her phone. Phone: {}{cannot}", why(refused)))?;
    let others = [&laptop, &bob].into_iter().all(|login| api.accept(&login.token).is_ok());
    trace.step(others, "her laptop, and bob: accepted")?;
    first_refusal(world, &|| api.accept(&phone.token).err(), can, trace)
}

/// Alice changes her password: every token of hers should end.
fn log_out_everywhere(kind: Kind, world: &World, trace: &mut Trace) -> Played<Ended> {
    let method = kind.method(&world.store);
    let api = world.api(&*method);
    let phone = world.log_in(&*method, "alice")?;
    let laptop = world.log_in(&*method, "alice")?;
    let bob = world.log_in(&*method, "bob")?;

    let can = method.log_out_everywhere("alice", world.clock.now())?;
    let refused = [api.accept(&phone.token).err(), api.accept(&laptop.token).err()];
    let as_expected = match kind {
        Kind::AllowList | Kind::TokenVersion => {
            refused.iter().all(|refused| matches!(refused, Some(Refused::LoggedOut)))
        }
        Kind::DenyList | Kind::ShortExpiry => refused.iter().all(Option::is_none),
    };
    let cannot = if can { "" } else { "; the method does not know her tokens" };
    let [on_phone, on_laptop] = refused.map(why);
    trace.step(as_expected, format!("alice logs out everywhere. Phone: {on_phone}. Laptop: {on_laptop}{cannot}"))?;
    trace.step(api.accept(&bob.token).is_ok(), "bob: accepted")?;
    first_refusal(world, &|| api.accept(&laptop.token).err(), can, trace)
}

/// Lets the clock go on, second by second, until the token is refused.
fn first_refusal(
    world: &World,
    accept: &dyn Fn() -> Option<Refused>,
    by_method: bool,
    trace: &mut Trace,
) -> Played<Ended> {
    let mut seconds = 0;
    let refused = loop {
        match accept() {
            None => seconds += 1,
            refused => break refused,
        }
        world.clock.advance(1);
    };
    let as_expected = if by_method { seconds == 0 } else { seconds == seconds_accepted() && is_expired(&refused) };
    trace.step(as_expected, format!("first refused {seconds} s after the logout: {}", why(refused)))?;
    world.expect_no_token_in(trace)?;
    Ok(Ended { seconds, by_method })
}

/// The store is empty after a restart. Does the logout still count? Do the others stay logged in?
fn lost_store(kind: Kind, world: &World, trace: &mut Trace) -> Played<&'static str> {
    if kind == Kind::ShortExpiry {
        return Ok("has none");
    }
    let method = kind.method(&world.store);
    let api = world.api(&*method);
    let logged_out = world.log_in(&*method, "alice")?;
    let bob = world.log_in(&*method, "bob")?;
    let now = world.clock.now();
    let ended = method.log_out(&logged_out.claims)? || method.log_out_everywhere("alice", now)?;
    trace.step(ended && api.accept(&logged_out.token).is_err(), "alice logs out, then the store is lost")?;

    world.store.lose()?;
    let (alice, bob) = (api.accept(&logged_out.token).err(), api.accept(&bob.token).err());
    let open = kind == Kind::DenyList;
    let as_expected = if open {
        alice.is_none() && bob.is_none()
    } else {
        [&alice, &bob].iter().all(|refused| matches!(refused, Some(Refused::LoggedOut)))
    };
    let fails = if open { "fails open" } else { "fails closed" };
    trace.step(as_expected, format!("alice's ended token: {}. Bob: {}. It {fails}", why(alice), why(bob)))?;

    // Numbers that begin again at 1 would make the old token good again.
    world.clock.advance(1);
    let again = world.log_in(&*method, "alice")?;
    let refused = api.accept(&logged_out.token).err();
    let as_expected = api.accept(&again.token).is_ok() && refused.is_none() == open;
    trace.step(as_expected, format!("alice logs in again: accepted. Her ended token: {}", why(refused)))?;
    world.expect_no_token_in(trace)?;
    Ok(if open { "open: ended tokens work" } else { "closed: all log in again" })
}

/// The store does not answer. We refuse, with another status than for a bad token.
fn unreachable_store(kind: Kind, world: &World, trace: &mut Trace) -> Played<&'static str> {
    let method = kind.method(&world.store);
    let alice = world.log_in(&*method, "alice")?;
    world.store.switch_off();
    let refused = world.api(&*method).accept(&alice.token).err();
    let as_expected = match kind {
        Kind::ShortExpiry => refused.is_none(),
        _ => matches!(refused, Some(Refused::StoreUnavailable(_))),
    };
    let store = if kind == Kind::ShortExpiry { "no store is asked" } else { "the store does not answer" };
    trace.step(as_expected, format!("{store}. Alice: {}", why(refused)))?;
    world.expect_no_token_in(trace)?;
    Ok(if kind == Kind::ShortExpiry { "nothing happens" } else { "503" })
}

/// An entry leaves when no verifier accepts its token any more: at `exp` and the leeway, not at `exp`.
fn cleaning_up(kind: Kind, world: &World, trace: &mut Trace) -> Played<&'static str> {
    let method = kind.method(&world.store);
    let api = world.api(&*method);
    let alice = world.log_in(&*method, "alice")?;
    if kind == Kind::DenyList {
        method.log_out(&alice.claims)?;
    }
    let entries_at = |seconds: i64| -> Played<u64> {
        world.clock.advance(seconds);
        method.clean_up(world.clock.now())?;
        world.store.len()
    };
    let last_second = seconds_accepted() - 1;
    let (before, after) = (entries_at(last_second)?, entries_at(1)?);
    trace.step(is_expired(&api.accept(&alice.token).err()), "the token expires, and the store is cleaned up")?;
    let (as_expected, entries) = match kind {
        Kind::DenyList => ((before, after) == (1, 0), "one a logged-out token"),
        Kind::AllowList => ((before, after) == (1, 0), "one a token"),
        Kind::TokenVersion => ((before, after) == (1, 1), "one a user, for good"),
        Kind::ShortExpiry => ((before, after) == (0, 0), "none"),
    };
    trace.step(
        as_expected,
        format!("entries after {last_second} s: {before}; after {} s: {after}", seconds_accepted()),
    )?;
    if kind == Kind::DenyList {
        forgotten_too_early(world, trace)?;
    }
    Ok(entries)
}

/// Why a list must not forget at `exp`: the leeway of the verifier accepts the token for a minute more.
fn forgotten_too_early(world: &World, trace: &mut Trace) -> Played<()> {
    let method = Kind::DenyList.method(&world.store);
    let alice = world.log_in(&*method, "alice")?;
    method.log_out(&alice.claims)?;
    world.clock.advance(LIFETIME.as_secs() as i64);
    let refused = world.api(&*method).accept(&alice.token).err();
    trace.step(
        matches!(refused, Some(Refused::LoggedOut)),
        format!("at `exp`, within the leeway, the list still has it: {}", why(refused)),
    )?;
    world.store.lose()?;
    let accepted = world.api(&*method).accept(&alice.token).is_ok();
    trace.step(accepted, "had the list forgotten it at `exp`: accepted again, for 60 s")
}

/// Prints what was seen, one method a line.
pub fn print(all: &[Guarantees]) {
    println!(
        "Guarantees: tokens live {} s, and the verifier allows {} s more.\n",
        LIFETIME.as_secs(),
        LEEWAY.as_secs()
    );
    println!("| method | one token ends after | all of a user end after | store lost | store down | entries |");
    println!("|---|---:|---:|---|---|---|");
    for Guarantees { kind, one_token_ends, all_tokens_end, store_lost, store_down, entries, .. } in all {
        let [one, all] = [one_token_ends, all_tokens_end].map(|ended| {
            if ended.by_method { format!("{} s", ended.seconds) } else { format!("{} s, at expiry", ended.seconds) }
        });
        println!("| {} | {one} | {all} | {store_lost} | {store_down} | {entries} |", kind.name());
    }
    println!();
}

fn seconds_accepted() -> i64 {
    (LIFETIME + LEEWAY).as_secs() as i64
}

fn is_expired(refused: &Option<Refused>) -> bool {
    matches!(refused, Some(Refused::Token(VerifyError::Claim { reason: ClaimReason::Expired, .. })))
}

fn why(refused: Option<Refused>) -> String {
    refused.map_or_else(|| "accepted".into(), |refused| format!("refused, {refused}"))
}
