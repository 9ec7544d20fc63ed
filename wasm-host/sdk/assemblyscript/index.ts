// Ropewalk extensions in AssemblyScript, ABI 1 (wasm-host/ABI.md).
//
//   asc assembly/index.ts -O3 --runtime stub --exportStart ropewalk_abi_1 \
//     --use abort=assembly/ropewalk/index/abort -o extension.wasm
//
// The entry file exports `ropewalk_alloc`, `ropewalk_heap` and `ropewalk_call` from here and calls
// `serve` with the function that answers. Each call begins with the memory as it was when the
// module was loaded: the `stub` runtime, which frees nothing, is the right one.

@external("ropewalk", "open")
declare function hostOpen(name: usize, length: u32): i32;
@external("ropewalk", "text_length")
declare function hostTextLength(document: i32): i32;
@external("ropewalk", "text_read")
declare function hostTextRead(document: i32, from: u32, length: u32, to: usize): i32;
@external("ropewalk", "ask")
declare function hostAsk(calls: usize, length: u32): u32;
@external("ropewalk", "take")
declare function hostTake(reply: usize): void;
@external("ropewalk", "log")
declare function hostLog(level: u32, text: usize, length: u32): void;
@external("ropewalk", "panic")
declare function hostPanic(text: usize, length: u32): void;
@external("ropewalk", "span_begin")
declare function hostSpanBegin(name: usize, length: u32): void;
@external("ropewalk", "span_end")
declare function hostSpanEnd(): void;

export namespace op {
  export const DIAGNOSTICS: u32 = 1;
  export const COMPLETION: u32 = 2;
  export const HOVER: u32 = 3;
  export const SYMBOLS: u32 = 4;
  export const DEFINITION: u32 = 5;
  export const REFERENCES: u32 = 6;
  export const CODE_ACTIONS: u32 = 7;
  export const COMMAND: u32 = 8;
  export const INLAY_HINTS: u32 = 9;
  export const FORMATTING: u32 = 10;
}

export namespace severity {
  export const ERROR: u8 = 1;
  export const WARNING: u8 = 2;
  export const INFORMATION: u8 = 3;
  export const HINT: u8 = 4;
}

/** The document of the request. */
export const OWN: i32 = 0;

/** Bytes that grow 1.5-fold, by 64 at least, to 64 MiB at most. */
export class Buffer {
  private bytes: usize = 0;
  private capacity: u32 = 0;
  length: u32 = 0;

  get at(): usize {
    return this.bytes;
  }

  private reserve(more: u32): usize {
    const needed: u64 = <u64>this.length + more;
    if (needed > 64 << 20) panic("a buffer of more than 64 MiB");
    if (needed > this.capacity) {
      let grown: u64 = max(<u64>this.capacity + (this.capacity >> 1), <u64>this.capacity + 64);
      grown = min(max(grown, needed), 64 << 20);
      const larger = heap.alloc(<usize>grown);
      memory.copy(larger, this.bytes, this.length);
      if (this.bytes != 0) heap.free(this.bytes);
      this.bytes = larger;
      this.capacity = <u32>grown;
    }
    const at = this.bytes + this.length;
    this.length += more;
    return at;
  }

  u8(value: u8): this {
    store<u8>(this.reserve(1), value);
    return this;
  }

  u32(value: u32): this {
    store<u32>(this.reserve(4), value);
    return this;
  }

  raw(at: usize, length: u32): this {
    memory.copy(this.reserve(length), at, length);
    return this;
  }

  /** A text with its length before it. */
  text(text: string): this {
    const utf8 = String.UTF8.encode(text);
    return this.u32(utf8.byteLength).raw(changetype<usize>(utf8), utf8.byteLength);
  }

  /** Puts a number where one was put before: a count that was not known. */
  set(at: u32, value: u32): void {
    store<u32>(this.bytes + at, value);
  }

  clear(): void {
    this.length = 0;
  }
}

/** Reads in order; panics beyond the end. */
export class Reader {
  constructor(
    private at: usize,
    private end: usize,
  ) {}

  get isEmpty(): bool {
    return this.at == this.end;
  }

  private next(length: u32): usize {
    if (this.end - this.at < length) panic("read beyond the end");
    const at = this.at;
    this.at += length;
    return at;
  }

  u8(): u8 {
    return load<u8>(this.next(1));
  }

  u32(): u32 {
    return load<u32>(this.next(4));
  }

  u64(): u64 {
    const low = <u64>this.u32();
    return low | ((<u64>this.u32()) << 32);
  }

  text(): string {
    const length = this.u32();
    return String.UTF8.decodeUnsafe(this.next(length), length);
  }

  /** A part with its length before it. */
  part(): Reader {
    const length = this.u32();
    const at = this.next(length);
    return new Reader(at, at + length);
  }
}

/** One question about one document. `rest` is what ABI.md says of the op. */
export class Request {
  constructor(
    public op: u32,
    public document: string,
    public language: string,
    public rest: Reader,
  ) {}
}

/** Ends the call with a message. */
export function panic(message: string): void {
  const utf8 = String.UTF8.encode(message);
  hostPanic(changetype<usize>(utf8), utf8.byteLength);
  unreachable();
}

/** What a failed check calls; named by `--use abort=…`. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  panic(
    (message === null ? "abort" : message) +
      " at " +
      (file === null ? "" : file) +
      ":" +
      line.toString() +
      ":" +
      column.toString(),
  );
}

/** A line of the log; the host drops some when there are too many. */
export function log(level: u8, message: string): void {
  const utf8 = String.UTF8.encode(message);
  hostLog(level, changetype<usize>(utf8), utf8.byteLength);
}

/** Begins a span; only the host learns how long it took. */
export function spanBegin(name: string): void {
  const utf8 = String.UTF8.encode(name);
  hostSpanBegin(changetype<usize>(utf8), utf8.byteLength);
}

export function spanEnd(): void {
  hostSpanEnd();
}

/** The number of another document, or -1. */
export function open(name: string): i32 {
  const utf8 = String.UTF8.encode(name);
  return hostOpen(changetype<usize>(utf8), utf8.byteLength);
}

/** A text in UTF-8, whose bytes are what offsets count. */
export class Text {
  constructor(
    public at: usize,
    public length: u32,
  ) {}

  byte(index: u32): u8 {
    return index < this.length ? load<u8>(this.at + index) : 0;
  }

  slice(from: u32, to: u32): string {
    return String.UTF8.decodeUnsafe(this.at + from, to - from);
  }
}

/** The whole text of a document; null when there is none. */
export function text(document: i32): Text | null {
  const length = hostTextLength(document);
  if (length < 0) return null;
  const at = heap.alloc(length);
  hostTextRead(document, 0, length, at);
  return new Text(at, length);
}

/** A reply to one call; `body` is null when there is no such thing. */
export class Reply {
  constructor(
    public id: u32,
    public body: Reader | null,
  ) {}
}

/** Calls of the host that wait to be asked together. */
export class Batch {
  private calls: Buffer = new Buffer();
  private begun: u32 = 0;

  private begin(id: u32, kind: u8): Buffer {
    this.calls.u32(id).u8(kind).u32(0);
    this.begun = this.calls.length;
    return this.calls;
  }

  private end(): this {
    this.calls.set(this.begun - 4, this.calls.length - this.begun);
    return this;
  }

  text(id: u32, document: string, from: u32, length: u32): this {
    this.begin(id, 1).text(document).u32(from).u32(length);
    return this.end();
  }

  length(id: u32, document: string): this {
    this.begin(id, 2).text(document);
    return this.end();
  }

  nodes(id: u32, document: string, from: u32, to: u32, query: string): this {
    this.begin(id, 3).text(document).u32(from).u32(to).text(query);
    return this.end();
  }

  symbols(id: u32, prefix: string, limit: u32): this {
    this.begin(id, 4).text(prefix).u32(limit);
    return this.end();
  }

  imports(id: u32, document: string): this {
    this.begin(id, 5).text(document);
    return this.end();
  }

  importers(id: u32, document: string): this {
    this.begin(id, 6).text(document);
    return this.end();
  }

  files(id: u32, glob: string): this {
    this.begin(id, 7).text(glob);
    return this.end();
  }

  configuration(id: u32, key: string): this {
    this.begin(id, 8).text(key);
    return this.end();
  }

  /**
   * The body is two u64, milliseconds since 1970 and nanoseconds of which differences count; null
   * unless the user granted `clock`. An answer that used it is not remembered.
   */
  time(id: u32): this {
    this.begin(id, 9);
    return this.end();
  }

  /**
   * The body is `count` bytes, 65,536 at most; null unless the user granted `random`. An answer
   * that used it is not remembered.
   */
  random(id: u32, count: u32): this {
    this.begin(id, 10).u32(count);
    return this.end();
  }

  /** Whether it is large enough to be asked now. */
  get isFull(): bool {
    return this.calls.length >= 32 << 10;
  }

  /** Asks, and empties the batch; the replies are in the order of the calls. */
  ask(): Reply[] {
    const length = hostAsk(this.calls.at, this.calls.length);
    const at = heap.alloc(length);
    hostTake(at);
    this.calls.clear();
    const from = new Reader(at, at + length);
    const replies: Reply[] = [];
    while (!from.isEmpty) {
      const id = from.u32();
      const present = from.u8() == 0;
      const body = from.part();
      replies.push(new Reply(id, present ? body : null));
    }
    return replies;
  }
}

let answerer: (request: Request, answer: Buffer) => void = (request, answer) => {};

/** Says what answers; to be called once, at the top of the entry file. */
export function serve(answer: (request: Request, answer: Buffer) => void): void {
  answerer = answer;
}

export function ropewalk_alloc(length: u32): usize {
  return heap.alloc(length);
}

/** The `stub` runtime gives nothing back: what is free is what lies behind all blocks. */
export function ropewalk_heap(to: usize): void {
  const used = <u32>(heap.alloc(0) - __heap_base);
  const total = <u32>((<usize>memory.size() << 16) - __heap_base);
  store<u32>(to, total, 0);
  store<u32>(to, used, 4);
  store<u32>(to, total - used, 8);
  store<u32>(to, total - used, 12);
}

export function ropewalk_call(op: u32, at: usize, length: u32): u64 {
  const rest = new Reader(at, at + length);
  const document = rest.text();
  const language = rest.text();
  const answer = new Buffer();
  answerer(new Request(op, document, language, rest), answer);
  return ((<u64>answer.at) << 32) | answer.length;
}
