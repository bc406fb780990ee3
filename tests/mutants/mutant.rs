
/// Which mutant is switched on: `MUTANT` in the environment. With `MUTANT=record`, the number of each that is reached is
/// appended to the file `MUTANT_FILE`.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
pub mod mutant {
    extern crate std;
    use std::io::Write as _;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

    const NOT_READ: usize = usize::MAX;
    const NONE: usize = usize::MAX - 1;
    const RECORD: usize = usize::MAX - 2;
    static SWITCHED_ON: AtomicUsize = AtomicUsize::new(NOT_READ);
    static REACHED: [AtomicBool; 10_000] = [const { AtomicBool::new(false) }; 10_000];

    #[inline]
    pub fn is(number: usize) -> bool {
        let on = SWITCHED_ON.load(Relaxed);
        on == number || on >= RECORD && on != NONE && !REACHED[number].load(Relaxed) && slowly(number)
    }

    #[cold]
    fn slowly(number: usize) -> bool {
        if SWITCHED_ON.load(Relaxed) == NOT_READ {
            let on = match std::env::var("MUTANT").as_deref() {
                Ok("record") => RECORD,
                Ok(number) => number.parse().expect("a number"),
                Err(_) => NONE,
            };
            SWITCHED_ON.store(on, Relaxed);
            return is(number);
        }
        if !REACHED[number].swap(true, Relaxed) {
            let file = std::env::var_os("MUTANT_FILE").expect("MUTANT_FILE");
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file).expect("a file");
            file.write_all(std::format!("{number}\n").as_bytes()).expect("a disk");
        }
        false
    }
}
