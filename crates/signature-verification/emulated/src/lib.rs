//! The RSA engines of `signature-verification` and their tests, with the instructions of AVX-512 IFMA written in plain Rust.
//!
//! `cargo test --manifest-path crates/signature-verification/emulated/Cargo.toml` runs the wide-register engine on any
//! x86-64 CPU. It says
//! nothing about speed, nor about what the compiler makes of the real intrinsics; in exchange every lane is checked for
//! overflow, and every factor for its 52 bits.

#![cfg(target_arch = "x86_64")]
#![allow(
    dead_code,
    unused_unsafe,
    reason = "some of what is copied is used elsewhere; without the CPU's features it is safe"
)]

extern crate alloc;

mod intrinsics;

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

#[cfg(test)]
mod tests {
    use crate::intrinsics;
    use crate::rsa::PublicKey;

    #[test]
    fn the_engine_is_the_one_with_wide_registers() {
        let n = [0xff; 256];
        let key = PublicKey::new(&n, 3, None).unwrap();
        let (signature, mut power) = ([&[0; 255][..], &[2]].concat(), [0; 256]);
        let before = intrinsics::products();
        assert!(key.public_operation(&signature, &mut power));
        assert_eq!(power, [&[0; 255][..], &[8]].concat()[..]);
        assert!(intrinsics::products() - before > 1000);
    }
}
