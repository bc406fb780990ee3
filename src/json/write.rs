//! Writing JSON (RFC 8259), which is the work of `serde_json`.

use alloc::string::String;

use serde_core::Serialize;

/// Returns the JSON text of a value that always serializes, without white space.
///
/// The buffer grows, and what it leaves behind is not wiped: no secret may be in the value.
#[expect(clippy::expect_used, reason = "our own data decides")]
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("strings serialize, and so do arrays and objects of them")
}
