//! What a function that has returned leaves on the stack.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::ptr;
use std::thread;

/// How much of the stack is looked at.
const DEPTH: usize = 512 * 1024;

/// How many of `parts` a step leaves on the stack. What the step returns is kept until then.
pub(crate) fn left_on_stack<T>(parts: &[Vec<u8>], step: impl FnOnce() -> T + Send) -> usize {
    let look = || {
        let mut found = vec![0; DEPTH];
        overwrite();
        let kept = call(step);
        copy_to(&mut found);
        drop(kept);
        parts.iter().filter(|part| found.windows(part.len()).any(|window| window == **part)).count()
    };
    // A thread of its own, so that there is enough stack.
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(4 * DEPTH).spawn_scoped(scope, look);
        thread.unwrap().join().unwrap()
    })
}

#[inline(never)]
fn overwrite() {
    black_box(&mut [0_u8; DEPTH]);
}

/// The frames of the step begin where those of [`copy_to`] begin.
#[inline(never)]
fn call<T>(step: impl FnOnce() -> T) -> T {
    black_box(step())
}

/// Copies what is below this function's frame.
#[inline(never)]
fn copy_to(found: &mut [u8]) {
    let mark = MaybeUninit::<u8>::uninit();
    let frame = ptr::from_ref(&mark).expose_provenance();
    for (depth, byte) in found.iter_mut().rev().enumerate() {
        // SAFETY: the thread has a stack of 4 * DEPTH bytes that grows downwards, of which its functions have used few. So this
        // byte belongs to it, and `overwrite` has written it. The read is volatile: the compiler assumes nothing about it.
        *byte = unsafe { ptr::read_volatile(ptr::with_exposed_provenance(frame - depth)) };
    }
}
