//! The only `unsafe` of this crate: requests to valgrind, the clock of the CPU, and the source of randomness.

use std::arch::asm;
use std::arch::x86_64::{__rdtscp, _mm_lfence, _rdtsc};
use std::sync::atomic::{AtomicU64, Ordering};

/// Requests of `valgrind.h` and `memcheck.h`. Their numbers are an ABI that does not change.
#[derive(Clone, Copy)]
enum Request {
    RunningOnValgrind = 0x1001,
    ChangeErrorDisablement = 0x1801,
    MakeMemoryUndefined = 0x4d43_0001,
    MakeMemoryDefined = 0x4d43_0002,
    GetValidityBits = 0x4d43_0008,
}

/// Returns valgrind's answer, or 0 on a bare CPU.
///
/// # Safety
///
/// Addresses in `arguments` must be those of memory that is as long as the request says, and that may be written if the
/// request writes there.
unsafe fn request(request: Request, arguments: [usize; 3]) -> usize {
    let [first, second, third] = arguments;
    let block = [request as usize, first, second, third, 0, 0];
    let answer;
    // SAFETY: the rotations add up to 128 bits and the exchange is of a register with itself, so a CPU changes nothing but
    // the flags. Valgrind knows the sequence, reads `block`, and writes only `rdx` and what the caller allows.
    unsafe {
        asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") &raw const block,
            inout("rdx") 0_usize => answer,
            options(nostack),
        );
    }
    answer
}

/// Returns whether valgrind runs this program.
pub fn is_under_valgrind() -> bool {
    // SAFETY: no address.
    unsafe { request(Request::RunningOnValgrind, [0; 3]) != 0 }
}

/// From now on, valgrind reports each branch and each index that depends on these bytes. Their values stay.
pub fn mark_secret(bytes: &mut [u8]) {
    // SAFETY: the slice is as long as it says.
    unsafe { request(Request::MakeMemoryUndefined, [bytes.as_mut_ptr().addr(), bytes.len(), 0]) };
}

/// Returns a result that everybody may see, however it came about.
pub fn public<T>(mut value: T) -> T {
    // SAFETY: the value has this size. Valgrind changes what it knows of the bytes, not the bytes.
    unsafe { request(Request::MakeMemoryDefined, [(&raw mut value).addr(), size_of::<T>(), 0]) };
    value
}

/// The same for bytes.
pub fn make_public(bytes: &mut [u8]) {
    // SAFETY: the slice is as long as it says.
    unsafe { request(Request::MakeMemoryDefined, [bytes.as_mut_ptr().addr(), bytes.len(), 0]) };
}

/// Returns how many of these bytes depend on a secret.
pub fn secret_bytes_of(bytes: &[u8]) -> usize {
    let mut bits = vec![0_u8; bytes.len()];
    // SAFETY: both are of this length, and the second may be written.
    unsafe { request(Request::GetValidityBits, [bytes.as_ptr().addr(), bits.as_mut_ptr().addr(), bytes.len()]) };
    bits.iter().filter(|byte| **byte != 0).count()
}

/// Takes a step without reports.
pub fn unreported<T>(step: impl FnOnce() -> T) -> T {
    // SAFETY: no address.
    unsafe { request(Request::ChangeErrorDisablement, [1, 0, 0]) };
    let value = step();
    // SAFETY: no address.
    unsafe { request(Request::ChangeErrorDisablement, [usize::MAX, 0, 0]) };
    value
}

/// Returns the cycles that a step takes, and its result.
pub fn cycles<T>(step: impl FnOnce() -> T) -> (u64, T) {
    // SAFETY: every x86-64 CPU has SSE2 and a time stamp counter; `rdtscp` is as old as SHA-NI.
    let start = unsafe {
        _mm_lfence();
        let start = _rdtsc();
        _mm_lfence();
        start
    };
    let value = step();
    let mut processor = 0;
    // SAFETY: as above.
    let end = unsafe {
        let end = __rdtscp(&raw mut processor);
        _mm_lfence();
        end
    };
    (end.wrapping_sub(start), value)
}

/// The randomness of the system, for everything in this program: a fixed sequence, so that each run is the same, and secret.
///
/// `run` builds with `getrandom_backend="custom"`.
///
/// # Safety
///
/// `destination` must be that of `length` bytes that may be written.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(destination: *mut u8, length: usize) -> Result<(), getrandom::Error> {
    // SAFETY: the caller's promise. The bytes are written before they are read.
    let bytes = unsafe {
        destination.write_bytes(0, length);
        std::slice::from_raw_parts_mut(destination, length)
    };
    fill_reproducibly(bytes);
    mark_secret(bytes);
    Ok(())
}

/// SplitMix64.
pub fn fill_reproducibly(bytes: &mut [u8]) {
    static STATE: AtomicU64 = AtomicU64::new(0);
    for byte in bytes {
        let state = STATE.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        *byte = (mixed ^ mixed >> 31).to_le_bytes()[0];
    }
}
