//! The headers of accepted tokens.
//!
//! A service sees the same few headers again and again. If a header has the same bytes as that of an *accepted* token,
//! with a good signature and good claims, parsing it would give the same [`ReceivedHeader`], so comparing is enough. Headers of
//! rejected tokens are never remembered, so only the owners of the keys control what is stored.

use alloc::borrow::Cow;

use super::header::ReceivedHeader;
use crate::error::VerifyError;

#[cfg(feature = "std")]
pub(crate) use remember::AcceptedHeaders;

/// Without `std`, threads cannot share a value that is set later: every header is parsed.
#[cfg(not(feature = "std"))]
#[derive(Default)]
pub(crate) struct AcceptedHeaders {}

impl AcceptedHeaders {
    /// Returns the header in this segment (RFC 7515 section 5.2, steps 2 to 5). The header of an accepted token is
    /// borrowed and not parsed again. It may have a `crit`, which the caller checks.
    #[cfg_attr(not(feature = "std"), expect(clippy::unused_self, reason = "nothing is remembered"))]
    pub(crate) fn read(&self, segment: &str) -> Result<Cow<'_, ReceivedHeader>, VerifyError> {
        #[cfg(feature = "std")]
        if let Some(header) = self.find(segment) {
            return Ok(Cow::Borrowed(header));
        }
        Ok(Cow::Owned(ReceivedHeader::decode(segment)?))
    }

    /// Remembers the header of an accepted token, if it is new.
    #[cfg(feature = "std")]
    #[expect(clippy::ptr_arg, reason = "`Cow::Owned` marks a header that is not stored yet")]
    pub(crate) fn remember(&self, segment: &str, header: &Cow<'_, ReceivedHeader>) {
        if let Cow::Owned(header) = header {
            self.insert(segment, header);
        }
    }
}

#[cfg(feature = "std")]
mod remember {
    use std::boxed::Box;
    use std::sync::OnceLock;

    use super::ReceivedHeader;

    /// The number of keys that a service usually sees before it restarts. Later headers are parsed each time.
    const SLOTS: usize = 16;

    /// Longer headers are unusual and are parsed each time, so memory stays bounded.
    const MAX_LEN: usize = 1024;

    /// The first headers, up to [`SLOTS`].
    #[derive(Default)]
    pub(crate) struct AcceptedHeaders([OnceLock<Accepted>; SLOTS]);

    struct Accepted {
        segment: Box<str>,
        header: ReceivedHeader,
    }

    impl AcceptedHeaders {
        pub(super) fn find(&self, segment: &str) -> Option<&ReceivedHeader> {
            let mut accepted = self.0.iter().map_while(OnceLock::get);
            accepted.find(|accepted| *accepted.segment == *segment).map(|accepted| &accepted.header)
        }

        /// Stores a header at most once, even if several threads insert it at the same time: every slot before the free
        /// one is compared.
        pub(super) fn insert(&self, segment: &str, header: &ReceivedHeader) {
            let full = self.0.iter().all(|slot| slot.get().is_some());
            if full || segment.len() > MAX_LEN {
                return;
            }
            let mut accepted = Accepted { segment: segment.into(), header: header.clone() };
            for slot in &self.0 {
                accepted = match slot.set(accepted) {
                    Ok(()) => return,
                    // Another thread stored the same header first.
                    Err(rejected) if slot.get().is_some_and(|known| known.segment == rejected.segment) => return,
                    Err(rejected) => rejected,
                };
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::sync::Barrier;
        use std::sync::OnceLock;
        use std::vec::Vec;
        use std::{format, thread};

        use super::{AcceptedHeaders, SLOTS};
        use crate::base64url;
        use crate::jws::header::ReceivedHeader;

        fn remember(headers: &AcceptedHeaders, key_id: usize) {
            let json = format!(r#"{{"alg":"HS256","kid":"{key_id}"}}"#);
            let segment = base64url::encode(json.as_bytes());
            let Ok(header) = ReceivedHeader::decode(&segment) else { unreachable!("a header in order") };
            headers.insert(&segment, &header);
        }

        /// Returns the key IDs in the slots, in order.
        fn key_ids(headers: &AcceptedHeaders) -> Vec<&str> {
            headers.0.iter().map_while(OnceLock::get).filter_map(|accepted| accepted.header.key_id()).collect()
        }

        #[test]
        fn header_takes_one_slot() {
            let headers = AcceptedHeaders::default();
            for key_id in [0, 1, 0, 1, 2] {
                remember(&headers, key_id);
            }
            assert_eq!(key_ids(&headers), ["0", "1", "2"]);
            for key_id in 0..2 * SLOTS {
                remember(&headers, key_id);
            }
            assert_eq!(key_ids(&headers).len(), SLOTS);
            assert_eq!(key_ids(&headers).last(), Some(&"15"));
        }

        /// In each round, all threads bring the same two headers, each starting with another.
        #[test]
        fn header_takes_one_slot_when_threads_meet() {
            const THREADS: usize = 4;
            for _round in 0..500 {
                let headers = AcceptedHeaders::default();
                let barrier = Barrier::new(THREADS);
                thread::scope(|scope| {
                    for thread in 0..THREADS {
                        let (headers, barrier) = (&headers, &barrier);
                        scope.spawn(move || {
                            barrier.wait();
                            remember(headers, thread % 2);
                            remember(headers, (thread + 1) % 2);
                        });
                    }
                });
                let mut taken = key_ids(&headers);
                taken.sort_unstable();
                assert_eq!(taken, ["0", "1"]);
            }
        }
    }
}
