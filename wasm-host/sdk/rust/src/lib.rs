//! Ropewalk extensions, ABI 1 (wasm-host/ABI.md). No dependencies but `std`.
//!
//! Implement [`Extension`] and name it with [`extension!`]. Each call begins with the memory as it
//! was when the module was loaded, so nothing can be kept from one call to the next.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

mod host {
    #[link(wasm_import_module = "ropewalk")]
    extern "C" {
        pub fn open(name: *const u8, length: usize) -> i32;
        pub fn text_length(document: i32) -> i32;
        pub fn text_read(document: i32, from: usize, length: usize, to: *mut u8) -> i32;
        pub fn ask(calls: *const u8, length: usize) -> usize;
        pub fn take(reply: *mut u8);
        pub fn log(level: u32, text: *const u8, length: usize);
        pub fn panic(text: *const u8, length: usize);
        pub fn span_begin(name: *const u8, length: usize);
        pub fn span_end();
    }
}

/// What is asked for.
pub mod op {
    pub const DIAGNOSTICS: u32 = 1;
    pub const COMPLETION: u32 = 2;
    pub const HOVER: u32 = 3;
    pub const SYMBOLS: u32 = 4;
    pub const DEFINITION: u32 = 5;
    pub const REFERENCES: u32 = 6;
    pub const CODE_ACTIONS: u32 = 7;
    pub const COMMAND: u32 = 8;
    pub const INLAY_HINTS: u32 = 9;
    pub const FORMATTING: u32 = 10;
}

/// Severities of diagnostics and of lines of the log.
pub mod severity {
    pub const ERROR: u8 = 1;
    pub const WARNING: u8 = 2;
    pub const INFORMATION: u8 = 3;
    pub const HINT: u8 = 4;
}

/// One question about one document. `rest` is what ABI.md says of the op.
pub struct Request<'a> {
    pub op: u32,
    pub document: &'a str,
    pub language: &'a str,
    pub rest: Reader<'a>,
}

/// What an extension does.
pub trait Extension {
    /// Answers into a buffer; one that is left empty says "not answered here".
    fn answer(request: Request<'_>, answer: &mut Buffer);
}

/// Bytes that grow 1.5-fold, by 64 at least, to 64 MiB at most.
#[derive(Default)]
pub struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    const LEAST_STEP: usize = 64;
    const MOST: usize = 64 << 20;

    fn reserve(&mut self, more: usize) {
        let needed = self.bytes.len() + more;
        assert!(needed <= Self::MOST, "a buffer of more than 64 MiB");
        let capacity = self.bytes.capacity();
        if needed > capacity {
            let grown = (capacity + capacity / 2).max(capacity + Self::LEAST_STEP);
            let grown = grown.max(needed).min(Self::MOST);
            self.bytes.reserve_exact(grown - self.bytes.len());
        }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn put_u8(&mut self, value: u8) -> &mut Self {
        self.put_raw(&[value])
    }

    pub fn put_u32(&mut self, value: usize) -> &mut Self {
        self.put_raw(&(value as u32).to_le_bytes())
    }

    pub fn put_raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.reserve(bytes.len());
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// A text with its length before it.
    pub fn put_text(&mut self, text: &str) -> &mut Self {
        self.put_u32(text.len()).put_raw(text.as_bytes())
    }

    /// Puts a number where one was put before: a count that was not known.
    pub fn set_u32(&mut self, at: usize, value: usize) {
        self.bytes[at..at + 4].copy_from_slice(&(value as u32).to_le_bytes());
    }
}

/// Reads in order; panics beyond the end.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn raw(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        taken
    }

    pub fn u8(&mut self) -> u8 {
        self.raw(1)[0]
    }

    pub fn u32(&mut self) -> usize {
        let raw = self.raw(4);
        u32::from_le_bytes([raw[0], raw[1], raw[2], raw[3]]) as usize
    }

    pub fn u64(&mut self) -> u64 {
        let low = self.u32() as u32 as u64;
        low | (self.u32() as u32 as u64) << 32
    }

    pub fn text(&mut self) -> &'a str {
        let length = self.u32();
        std::str::from_utf8(self.raw(length)).expect("the host sends UTF-8")
    }

    /// A part with its length before it.
    pub fn part(&mut self) -> Reader<'a> {
        let length = self.u32();
        Reader::new(self.raw(length))
    }
}

/// The document of the request.
pub const OWN: i32 = 0;

/// The number of another document.
pub fn open(name: &str) -> Option<i32> {
    let number = unsafe { host::open(name.as_ptr(), name.len()) };
    (number >= 0).then(|| number)
}

/// The whole text of a document.
pub fn text(document: i32) -> Option<String> {
    let length = unsafe { host::text_length(document) };
    if length < 0 {
        return None;
    }
    let mut bytes = vec![0; length as usize];
    unsafe { host::text_read(document, 0, bytes.len(), bytes.as_mut_ptr()) };
    String::from_utf8(bytes).ok()
}

/// A line of the log; the host drops some when there are too many.
pub fn log(level: u8, text: &str) {
    unsafe { host::log(level.into(), text.as_ptr(), text.len()) }
}

/// Times what runs until it is dropped; only the host learns how long it took.
pub struct Span(());

impl Span {
    pub fn new(name: &str) -> Span {
        unsafe { host::span_begin(name.as_ptr(), name.len()) };
        Span(())
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        unsafe { host::span_end() }
    }
}

/// Calls of the host that wait to be asked together.
#[derive(Default)]
pub struct Batch {
    calls: Buffer,
}

/// A reply to one call; `body` is `None` when there is no such thing.
pub struct Reply<'a> {
    pub id: usize,
    pub body: Option<Reader<'a>>,
}

impl Batch {
    const FULL: usize = 32 << 10;

    fn call(&mut self, id: usize, kind: u8, arguments: impl FnOnce(&mut Buffer)) -> &mut Self {
        self.calls.put_u32(id).put_u8(kind).put_u32(0);
        let begun = self.calls.len();
        arguments(&mut self.calls);
        let length = self.calls.len() - begun;
        self.calls.set_u32(begun - 4, length);
        self
    }

    pub fn text(&mut self, id: usize, document: &str, from: usize, length: usize) -> &mut Self {
        self.call(id, 1, |out| {
            out.put_text(document).put_u32(from).put_u32(length);
        })
    }

    pub fn length(&mut self, id: usize, document: &str) -> &mut Self {
        self.call(id, 2, |out| {
            out.put_text(document);
        })
    }

    pub fn nodes(&mut self, id: usize, document: &str, from: usize, to: usize, query: &str) -> &mut Self {
        self.call(id, 3, |out| {
            out.put_text(document).put_u32(from).put_u32(to).put_text(query);
        })
    }

    pub fn symbols(&mut self, id: usize, prefix: &str, limit: usize) -> &mut Self {
        self.call(id, 4, |out| {
            out.put_text(prefix).put_u32(limit);
        })
    }

    pub fn imports(&mut self, id: usize, document: &str) -> &mut Self {
        self.call(id, 5, |out| {
            out.put_text(document);
        })
    }

    pub fn importers(&mut self, id: usize, document: &str) -> &mut Self {
        self.call(id, 6, |out| {
            out.put_text(document);
        })
    }

    pub fn files(&mut self, id: usize, glob: &str) -> &mut Self {
        self.call(id, 7, |out| {
            out.put_text(glob);
        })
    }

    pub fn configuration(&mut self, id: usize, key: &str) -> &mut Self {
        self.call(id, 8, |out| {
            out.put_text(key);
        })
    }

    /// The body is two u64, milliseconds since 1970 and nanoseconds of which differences count
    /// ([`Reader::u64`]); absent unless the user granted `clock`. An answer that used it is not
    /// remembered.
    pub fn time(&mut self, id: usize) -> &mut Self {
        self.call(id, 9, |_| {})
    }

    /// The body is `count` bytes, 65,536 at most; absent unless the user granted `random`. An
    /// answer that used it is not remembered.
    pub fn random(&mut self, id: usize, count: usize) -> &mut Self {
        self.call(id, 10, |out| {
            out.put_u32(count);
        })
    }

    /// Whether it is large enough to be asked now.
    pub fn is_full(&self) -> bool {
        self.calls.len() >= Self::FULL
    }

    /// Asks, and empties the batch. Give what comes back to [`replies`].
    pub fn ask(&mut self) -> Vec<u8> {
        let length = unsafe { host::ask(self.calls.bytes.as_ptr(), self.calls.len()) };
        let mut reply = vec![0; length];
        unsafe { host::take(reply.as_mut_ptr()) };
        self.calls.bytes.clear();
        reply
    }
}

/// The replies in what [`Batch::ask`] answered, in the order of the calls.
pub fn replies(bytes: &[u8]) -> impl Iterator<Item = Reply<'_>> {
    let mut from = Reader::new(bytes);
    std::iter::from_fn(move || {
        if from.is_empty() {
            return None;
        }
        let id = from.u32();
        let present = from.u8() == 0;
        let body = from.part();
        Some(Reply { id, body: present.then(|| body) })
    })
}

/// The allocator of `std`, and how much it gave out. What lies free in it in how many pieces it
/// does not say: the largest free block is given as the pages that were not needed yet.
pub struct Counting;

static ALLOCATED: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = ALLOCATED.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        System.alloc(layout)
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        ALLOCATED.fetch_sub(layout.size(), Relaxed);
        System.dealloc(at, layout)
    }
}

#[global_allocator]
static HEAP: Counting = Counting;

#[doc(hidden)]
pub mod abi {
    use super::*;

    pub fn start() {
        std::panic::set_hook(Box::new(|info| {
            let text = info.to_string();
            unsafe { host::panic(text.as_ptr(), text.len()) }
        }));
    }

    pub fn alloc(length: usize) -> *mut u8 {
        Box::leak(vec![0u8; length].into_boxed_slice()).as_mut_ptr()
    }

    pub fn heap(to: *mut u32) {
        let allocated = ALLOCATED.load(Relaxed);
        let most = MOST.load(Relaxed);
        let words = [most, allocated, most - allocated, most - allocated];
        for (i, word) in words.iter().enumerate() {
            unsafe { to.add(i).write_unaligned(*word as u32) };
        }
    }

    pub fn call<E: Extension>(op: u32, at: *const u8, length: usize) -> u64 {
        let mut rest = Reader::new(unsafe { std::slice::from_raw_parts(at, length) });
        let document = rest.text();
        let language = rest.text();
        let mut answer = Buffer::default();
        E::answer(Request { op, document, language, rest }, &mut answer);
        let bytes = answer.bytes.leak();
        (bytes.as_ptr() as u64) << 32 | bytes.len() as u64
    }
}

/// Makes the module's exports for a type that implements [`Extension`].
#[macro_export]
macro_rules! extension {
    ($type:ty) => {
        #[no_mangle]
        pub extern "C" fn ropewalk_abi_1() {
            $crate::abi::start()
        }

        #[no_mangle]
        pub extern "C" fn ropewalk_alloc(length: usize) -> *mut u8 {
            $crate::abi::alloc(length)
        }

        #[no_mangle]
        pub extern "C" fn ropewalk_heap(to: *mut u32) {
            $crate::abi::heap(to)
        }

        #[no_mangle]
        pub extern "C" fn ropewalk_call(op: u32, at: *const u8, length: usize) -> u64 {
            $crate::abi::call::<$type>(op, at, length)
        }
    };
}
