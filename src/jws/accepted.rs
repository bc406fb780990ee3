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
    use std::sync::OnceLock;

    use super::{Header, Segments};

    /// As many keys as a service usually sees before it is started anew. What comes later is read
    /// each time.
    const SLOTS: usize = 16;

    /// A longer header is read again: it is unusual, and memory stays bounded.
    const MAX_LEN: usize = 1024;

    /// The first few headers, each with the segment that it was read from, and its dot.
    #[derive(Debug, Default)]
    pub(crate) struct AcceptedHeaders([OnceLock<(Box<str>, Header)>; SLOTS]);

    impl AcceptedHeaders {
        /// The segments and the header of a token, if one was accepted with this very header segment.
        ///
        /// The payload may still have dots in it: see [`Segments::behind`].
        pub(crate) fn recognise<'t>(&self, token: &'t str) -> Option<(Segments<'t>, &Header)> {
            let known = self.0.iter().map_while(OnceLock::get);
            let mut known = known.filter(|(segment, _)| token.as_bytes().starts_with(segment.as_bytes()));
            let (segment, header) = known.next()?;
            Some((Segments::behind(segment.len(), token)?, header))
        }

        /// Remembers the header of a token that has been accepted, if there is room.
        pub(crate) fn remember(&self, segment: &str, header: Header) {
            if segment.len() > MAX_LEN {
                return;
            }
            let mut accepted = ([segment, "."].concat().into_boxed_str(), header);
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

        pub(crate) fn remember(&self, _segment: &str, _header: Header) {}
    }
}
