//! The headers of tokens that were accepted before.
//!
//! A service sees the same few headers again and again. Where the bytes of a header are those of a token that has been
//! *accepted* (its signature was good, and its claims were), reading them again would give the same [`Header`]:
//! comparing is enough. The header of a token that was refused is never remembered, so what is remembered is under the
//! control of the keys' owners alone.

use super::{Header, Segments};

#[cfg(not(feature = "std"))]
pub(crate) use read_again::AcceptedHeaders;
#[cfg(feature = "std")]
pub(crate) use remember::AcceptedHeaders;

#[cfg(feature = "std")]
mod remember {
    use std::boxed::Box;
    use std::format;
    use std::sync::OnceLock;

    use super::{Header, Segments};

    /// As many keys as a service usually sees before it is started anew. What comes later is read
    /// each time.
    const SLOTS: usize = 16;

    /// A longer header is read again: it is unusual, and memory stays bounded.
    const MAX_LEN: usize = 1024;

    /// The first few headers.
    pub(crate) struct AcceptedHeaders([OnceLock<Accepted>; SLOTS]);

    struct Accepted {
        /// The segment that the header was read from, and its dot.
        segment: Box<str>,
        /// The length of the signature segment, which other signatures with the same key have too.
        signature_len: usize,
        header: Header,
    }

    /// By hand: what is derived makes the slots one by one, in each program.
    impl Default for AcceptedHeaders {
        fn default() -> Self {
            Self([const { OnceLock::new() }; SLOTS])
        }
    }

    impl AcceptedHeaders {
        /// The segments and the header of a token, if one was accepted with this very header segment.
        ///
        /// The payload and the signature may still have dots in them: see [`Segments::cut`].
        pub(crate) fn recognise<'t>(&self, token: &'t str) -> Option<(Segments<'t>, &Header)> {
            let mut accepted = self.0.iter().map_while(OnceLock::get);
            let Accepted { segment, signature_len, header } =
                accepted.find(|accepted| token.as_bytes().starts_with(accepted.segment.as_bytes()))?;
            Some((Segments::cut(token, segment.len(), *signature_len)?, header))
        }

        /// Remembers the header of a token that has been accepted, if there is room. It takes one slot, however many
        /// threads come with it at once: every slot before the free one is compared.
        pub(crate) fn remember(&self, segments: &Segments<'_>, header: &Header) {
            let full = self.0.iter().all(|slot| slot.get().is_some());
            if full || segments.header.len() > MAX_LEN {
                return;
            }
            let segment = format!("{}.", segments.header).into_boxed_str();
            let mut accepted = Accepted { segment, signature_len: segments.signature.len(), header: header.clone() };
            for slot in &self.0 {
                accepted = match slot.set(accepted) {
                    Ok(()) => return,
                    // Another thread was faster with the same header.
                    Err(refused) if slot.get().is_some_and(|known| known.segment == refused.segment) => return,
                    Err(refused) => refused,
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
        use crate::jws::{Header, Segments};

        fn remember(headers: &AcceptedHeaders, key_id: usize) {
            let json = format!(r#"{{"alg":"HS256","kid":"{key_id}"}}"#);
            let mut token = std::string::String::new();
            base64url::append(json.as_bytes(), &mut token);
            token.push_str(".AA.AA");
            let (Ok(segments), Ok(header)) = (Segments::split(&token, usize::MAX), Header::from_json(&json)) else {
                unreachable!("a token in order");
            };
            headers.remember(&segments, &header);
        }

        /// The `kid`s in the slots, in their order.
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

        /// In each round the threads all come with the same two headers, each with its own first.
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

/// Without `std` there is nothing to share a late value between threads with.
#[cfg(not(feature = "std"))]
#[expect(clippy::unused_self, reason = "the twin of the above")]
mod read_again {
    use super::{Header, Segments};

    #[derive(Default)]
    pub(crate) struct AcceptedHeaders {}

    impl AcceptedHeaders {
        pub(crate) const fn recognise<'t>(&self, _token: &'t str) -> Option<(Segments<'t>, &Header)> {
            None
        }

        pub(crate) const fn remember(&self, _segments: &Segments<'_>, _header: &Header) {}
    }
}
