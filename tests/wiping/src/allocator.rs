//! An allocator that looks into the blocks that are given back to it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::slice;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

thread_local! {
    static PARTS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static FREED: Cell<usize> = const { Cell::new(0) };
}

/// How many blocks this thread frees in a step with one of `parts` in them.
pub(crate) fn freed_with_one_of(parts: &[Vec<u8>], step: impl FnOnce()) -> usize {
    let parts = parts.to_vec();
    FREED.set(0);
    PARTS.with_borrow_mut(|watched| *watched = parts);
    step();
    PARTS.with_borrow_mut(Vec::clear);
    FREED.get()
}

/// While the parts are being exchanged, nothing is looked at.
fn look_at(freed: &[u8]) {
    let is_in = |part: &Vec<u8>| freed.windows(part.len()).any(|window| window == part);
    let found = PARTS.try_with(|parts| parts.try_borrow().is_ok_and(|parts| parts.iter().any(is_in)));
    if found == Ok(true) {
        FREED.set(FREED.get() + 1);
    }
}

struct Watching;

// SAFETY: blocks are those of `System`, and go back to it with their layout. A block that grows is, by the trait's own
// `realloc`, another one, and the old one is freed here.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: what the caller promises is what `System` asks for. Zeros, so that every byte can be read later.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is as long as its layout says, all of it was written, and nobody uses it any more.
        look_at(unsafe { slice::from_raw_parts(block, layout.size()) });
        // SAFETY: it came from `System` with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}
