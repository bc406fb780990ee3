//! `Algorithm` as text and as a serde value: its registered name, byte for byte.

use std::collections::BTreeMap;

use jwt_codec::Algorithm;

#[test]
fn each_name_is_written_and_read() {
    for &algorithm in Algorithm::ALL {
        let json = serde_json::to_string(&algorithm).unwrap();
        assert_eq!(json, format!("\"{algorithm}\""));
        assert_eq!(algorithm.to_string(), algorithm.as_str());
        assert_eq!(serde_json::from_str::<Algorithm>(&json).unwrap(), algorithm);
        serde_test::assert_tokens(&algorithm, &[serde_test::Token::Str(algorithm.as_str())]);
    }
}

/// As in a configuration.
#[test]
fn a_name_is_a_value_and_a_key_of_a_map() {
    let json = r#"{"EdDSA":["ES256","RS256"]}"#;
    let map: BTreeMap<Algorithm, Vec<Algorithm>> = serde_json::from_str(json).unwrap();
    assert_eq!(map[&Algorithm::EdDSA], [Algorithm::ES256, Algorithm::RS256]);
    assert_eq!(serde_json::to_string(&map).unwrap(), json);
}

#[test]
fn other_names_are_rejected_and_not_repeated() {
    for name in ["none", "None", "", "es256", "ES256 ", " ES256", "ES25", "ES2567", "RSA-OAEP", "A128GCM", "SECRET"] {
        let error = serde_json::from_str::<Algorithm>(&format!("\"{name}\"")).unwrap_err().to_string();
        let text = "invalid type: unknown name, expected the name of a signature algorithm";
        assert!(error.starts_with(text), "{name}: {error}");
    }
    for other in ["null", "1", "true", "[]", "{}", r#"["ES256"]"#, r#"{"ES256":null}"#] {
        assert!(serde_json::from_str::<Algorithm>(other).is_err(), "{other}");
    }
}
