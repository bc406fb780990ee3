//! The URI of a request as `htu` has it: RFC 9449 section 4.3.

use alloc::format;
use alloc::string::String;

use fluent_uri::Uri;

/// Normalizes an HTTP URI without its query and fragment (RFC 3986 sections 6.2.2 and 6.2.3). Returns `None` if it is not
/// absolute, has another scheme or no host, or contains a user.
pub(super) fn normalize(text: &str) -> Option<String> {
    // What is ignored need not be a URI.
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let uri = Uri::parse(text).ok()?.normalize();
    let is_http = matches!(uri.scheme().as_str(), "http" | "https");
    let is_host = uri.authority().is_some_and(|authority| !authority.has_userinfo() && !authority.host().is_empty());
    // For HTTP an empty path is `/` (RFC 9110 section 4.2.3).
    let root = if uri.path().is_empty() { "/" } else { "" };
    (is_http && is_host).then(|| format!("{uri}{root}"))
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn spellings_of_one_uri() {
        for uri in [
            "https://api.example/orders/~1",
            "HTTPS://API.Example/orders/~1",
            "https://api.example:443/orders/~1",
            "https://api.example:/orders/~1",
            "https://api.example/orders/%7e1",
            "https://api.example/x/../orders/./~1",
            "https://api.example/orders/~1?page=2#top",
            "https://api.example/orders/~1#top?page=2",
            "https://api.example/orders/~1?not a URI",
        ] {
            assert_eq!(normalize(uri).as_deref(), Some("https://api.example/orders/~1"), "{uri}");
        }
        assert_eq!(normalize("http://api.example:80").as_deref(), Some("http://api.example/"));
        assert_eq!(normalize("http://[::1]:80/").as_deref(), Some("http://[::1]/"));
    }

    #[test]
    fn other_uris() {
        for uri in [
            "http://api.example/orders/~1",
            "https://api.example:8443/orders/~1",
            "https://api.example:80/orders/~1",
            "https://api.example./orders/~1",
            "https://api.example/orders/~1/",
            "https://api.example//orders/~1",
            "https://api.example/Orders/~1",
            "https://api.example/orders%2F~1",
            "https://other.example/orders/~1",
        ] {
            assert_ne!(normalize(uri).as_deref(), Some("https://api.example/orders/~1"), "{uri}");
            assert!(normalize(uri).is_some(), "{uri}");
        }
    }

    #[test]
    fn no_http_uris() {
        for text in [
            "",
            "/orders",
            "api.example/orders",
            "//api.example/orders",
            "ftp://api.example/",
            "https:orders",
            "https:///orders",
            "https://user@api.example/",
            "https://user:password@api.example/",
            "https://api.example/a b",
            "https://api.example/%zz",
            "https://api.ex\u{e4}mple/",
            " https://api.example/",
            "https://api.example:port/",
        ] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
