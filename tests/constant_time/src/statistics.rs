//! Times of two classes of inputs, compared by Welch's t-test as `dudect` does ("Dude, is my code constant time?",
//! O. Reparaz, J. Balasch, I. Verbauwhede, 2017).
//!
//! Valgrind hides the SHA instructions of the CPU. Here they run.

use std::hint::black_box;
use std::process::ExitCode;

use jwt_codec::{Hs256, Sign, SigningKey, Verify, VerifyingKey, dangerous};

use crate::machine::{cycles, fill_reproducibly};

/// Of each comparison.
const SAMPLES: usize = 1_000_000;

/// Above it, the classes differ.
const LIMIT: f64 = 4.5;

const MESSAGE: &[u8] = &[b'a'; 200];
const TAG_LEN: usize = 32;

/// `./assurance` takes this exit code for a figure that this machine cannot print.
const NOT_CHECKED: u8 = 77;

/// Prints a line for each comparison. Fails if a real one reaches the limit, or the control does not. Measures nothing
/// without the SHA instructions.
pub fn print() -> ExitCode {
    if !std::arch::is_x86_feature_detected!("sha") {
        println!("not checked: this CPU has no SHA instructions");
        return ExitCode::from(NOT_CHECKED);
    }
    println!("{SAMPLES} samples of each comparison, in random order of the classes; limit |t| < {LIMIT}\n");
    println!("| HS256 | first class | second class | median cycles | greatest abs(t) |");
    println!("|---|---|---|---:|---:|");
    let lines = [
        line(
            "verify",
            "tag wrong in its last byte",
            "random tag",
            &tags(|key, _, tag| key.verify(MESSAGE, tag).is_ok()),
        ),
        line("verify", "one secret", "random secrets", &secrets()),
        line("create a key, unchecked", "one secret", "random secrets", &setups()),
        line(
            "control: stops at the first wrong byte",
            "tag wrong in its last byte",
            "random tag",
            &tags(|_, key, tag| {
                let mut expected = [0; TAG_LEN];
                key.sign(MESSAGE, &mut expected).unwrap();
                // As a careless verifier compares.
                (0..TAG_LEN).all(|place| black_box(expected[place]) == tag[place])
            }),
        ),
    ];
    let [real @ .., control] = lines;
    let greatest = real.into_iter().fold(0.0, f64::max);
    println!("\ngreatest |t| {greatest:.2} over {SAMPLES} samples each; control {control:.2}");
    if greatest < LIMIT && control >= LIMIT { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(what: &str, first: &str, second: &str, samples: &[Sample]) -> f64 {
    let t = greatest_t(samples);
    let mut sorted: Vec<u64> = samples.iter().map(|sample| sample.cycles).collect();
    sorted.sort_unstable();
    println!("| {what} | {first} | {second} | {} | {t:.2} |", sorted[sorted.len() / 2]);
    t
}

struct Sample {
    is_second: bool,
    cycles: u64,
}

/// One key, tags that are wrong in the last byte or everywhere. Each sample reads its tag from the same kind of place.
fn tags(verify: impl Fn(&VerifyingKey<Hs256>, &SigningKey<Hs256>, &[u8]) -> bool) -> Vec<Sample> {
    let secret = random::<TAG_LEN>();
    let signing = SigningKey::from_secret(&secret).unwrap();
    let verifying = signing.verifying_key();
    let mut nearly_right = [0; TAG_LEN];
    signing.sign(MESSAGE, &mut nearly_right).unwrap();
    nearly_right[TAG_LEN - 1] ^= 1;
    let inputs = (0..SAMPLES).map(|_| {
        let random = random::<TAG_LEN>();
        let is_second = coin();
        (is_second, if is_second { random } else { nearly_right })
    });
    let inputs: Vec<_> = inputs.collect();
    let sample = |(is_second, tag): &(bool, [u8; TAG_LEN])| {
        let (cycles, verdict) = cycles(|| black_box(verify(&verifying, &signing, black_box(tag))));
        assert!(!verdict);
        Sample { is_second: *is_second, cycles }
    };
    inputs.iter().map(sample).collect()
}

/// A new key for each sample, always in the same place: samples of one key would not be independent. No tag is right.
///
/// Between creating a key and the sample, another key verifies: the creation leaves something behind in the CPU (README.md).
fn secrets() -> Vec<Sample> {
    let tag = random::<TAG_LEN>();
    let other = dangerous::verifying_key_from_any_secret::<Hs256>(&random::<TAG_LEN>()).unwrap();
    let sample = |(is_second, secret): (bool, [u8; TAG_LEN])| {
        let key = black_box(dangerous::verifying_key_from_any_secret::<Hs256>(&secret).unwrap());
        assert!(!black_box(other.verify(MESSAGE, black_box(&tag)).is_ok()));
        let (cycles, verdict) = cycles(|| black_box(key.verify(MESSAGE, black_box(&tag)).is_ok()));
        assert!(!verdict);
        Sample { is_second, cycles }
    };
    classes_of_secrets().into_iter().map(sample).collect()
}

/// Keys without the search of [`VerifyingKey::from_secret`], which is not constant-time.
fn setups() -> Vec<Sample> {
    let sample = |(is_second, secret): (bool, [u8; TAG_LEN])| {
        let (cycles, key) = cycles(|| black_box(dangerous::verifying_key_from_any_secret::<Hs256>(black_box(&secret))));
        assert!(key.is_ok());
        Sample { is_second, cycles }
    };
    classes_of_secrets().into_iter().map(sample).collect()
}

/// One secret, or another each time.
fn classes_of_secrets() -> Vec<(bool, [u8; TAG_LEN])> {
    let fixed = random::<TAG_LEN>();
    let draw = |_| {
        let random = random::<TAG_LEN>();
        let is_second = coin();
        (is_second, if is_second { random } else { fixed })
    };
    (0..SAMPLES).map(draw).collect()
}

/// Of all samples, and of those below each of a hundred percentiles: interrupts fall out.
fn greatest_t(samples: &[Sample]) -> f64 {
    /// As in `dudect`: fewer say nothing.
    const ENOUGH: f64 = 10_000.0;
    let mut sorted: Vec<u64> = samples.iter().map(|sample| sample.cycles).collect();
    sorted.sort_unstable();
    let percentile = |step: i32| 1.0 - 0.5_f64.powf(10.0 * f64::from(step + 1) / 100.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let limits = (0..100).map(|step| sorted[(percentile(step) * sorted.len() as f64) as usize]).chain([u64::MAX]);
    let t = limits.map(|limit| {
        let mut classes = [Moments::default(), Moments::default()];
        for sample in samples.iter().filter(|sample| sample.cycles < limit) {
            classes[usize::from(sample.is_second)].add(sample.cycles);
        }
        let enough = classes.iter().all(|class| class.count >= ENOUGH);
        if enough { welch(&classes).abs() } else { 0.0 }
    });
    t.fold(0.0, f64::max)
}

/// Count, mean, and sum of squared differences, by Welford.
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    #[expect(clippy::cast_precision_loss)]
    fn add(&mut self, cycles: u64) {
        let value = cycles as f64;
        self.count += 1.0;
        let difference = value - self.mean;
        self.mean += difference / self.count;
        self.squares += difference * (value - self.mean);
    }
}

fn welch([first, second]: &[Moments; 2]) -> f64 {
    let error = |class: &Moments| class.squares / (class.count - 1.0) / class.count;
    (first.mean - second.mean) / (error(first) + error(second)).sqrt()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_reproducibly(&mut bytes);
    bytes
}

fn coin() -> bool {
    random::<1>()[0] & 1 == 1
}
