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
    #[derive(Debug)]
    pub(crate) struct AcceptedHeaders([OnceLock<Accepted>; SLOTS]);

    #[derive(Debug)]
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

        /// Remembers the header of a token that has been accepted, if there is room.
        pub(crate) fn remember(&self, segments: &Segments<'_>, header: &Header) {
            let full = self.0.iter().all(|slot| slot.get().is_some());
            if full || segments.header.len() > MAX_LEN {
                return;
            }
            let segment = format!("{}.", segments.header).into_boxed_str();
            let mut accepted = Accepted { segment, signature_len: segments.signature.len(), header: header.clone() };
            for slot in &self.0 {
                match slot.set(accepted) {
                    Ok(()) => return,
                    Err(refused) => accepted = refused,
                }
            }
        }
    }
}

/// Without `std` there is nothing to share a late value between threads with.
#[cfg(not(feature = "std"))]
#[expect(clippy::unused_self, reason = "the twin of the above")]
mod read_again {
    use super::{Header, Segments};

    #[derive(Debug, Default)]
    pub(crate) struct AcceptedHeaders {}

    impl AcceptedHeaders {
        pub(crate) const fn recognise<'t>(&self, _token: &'t str) -> Option<(Segments<'t>, &Header)> {
            None
        }

        pub(crate) const fn remember(&self, _segments: &Segments<'_>, _header: &Header) {}
    }
}
