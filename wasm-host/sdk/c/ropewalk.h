/*
 * Ropewalk extensions in C, ABI 1 (wasm-host/ABI.md): one header, no libc.
 *
 *   clang --target=wasm32 -O2 -nostdlib -ffreestanding -Wl,--no-entry extension.c -o extension.wasm
 *
 * Write `rw_answer` and what it needs. Each call begins with the memory as it was when the module
 * was loaded, so nothing has to be freed, and nothing can be kept from one call to the next.
 */
#ifndef ROPEWALK_H
#define ROPEWALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RW_IMPORT(name) __attribute__((import_module("ropewalk"), import_name(#name)))
#define RW_EXPORT(name) __attribute__((export_name(#name)))

/* ---- The host ---------------------------------------------------------------------------- */

RW_IMPORT(open) int32_t rw_host_open(const void *name, uint32_t length);
RW_IMPORT(text_length) int32_t rw_host_text_length(int32_t document);
RW_IMPORT(text_read)
int32_t rw_host_text_read(int32_t document, uint32_t from, uint32_t length, void *to);
RW_IMPORT(ask) uint32_t rw_host_ask(const void *calls, uint32_t length);
RW_IMPORT(take) void rw_host_take(void *reply);
RW_IMPORT(log) void rw_host_log(uint32_t level, const void *text, uint32_t length);
RW_IMPORT(panic) void rw_host_panic(const void *text, uint32_t length);
RW_IMPORT(span_begin) void rw_host_span_begin(const void *name, uint32_t length);
RW_IMPORT(span_end) void rw_host_span_end(void);

enum rw_op {
  RW_DIAGNOSTICS = 1,
  RW_COMPLETION,
  RW_HOVER,
  RW_SYMBOLS,
  RW_DEFINITION,
  RW_REFERENCES,
  RW_CODE_ACTIONS,
  RW_COMMAND,
  RW_INLAY_HINTS,
  RW_FORMATTING
};

enum rw_level { RW_ERROR = 1, RW_WARNING, RW_INFORMATION, RW_DEBUG };

/* Severities of diagnostics are numbered likewise; the last one is a hint. */
enum { RW_HINT = 4, RW_UNNECESSARY = 1, RW_DEPRECATED = 2 };

/* The document of the request. */
enum { RW_OWN = 0 };

/* Calls in a batch. */
enum rw_question {
  RW_TEXT = 1,
  RW_LENGTH,
  RW_NODES,
  RW_WORKSPACE_SYMBOLS,
  RW_IMPORTS,
  RW_IMPORTERS,
  RW_FILES,
  RW_CONFIGURATION,
  RW_TIME,
  RW_RANDOM
};

/* ---- Memory ------------------------------------------------------------------------------ */

void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *one, const void *other, size_t count);

/* A block of 8-aligned memory; never NULL: the call ends when there is none. */
void *rw_alloc(size_t size);
/* Gives a block back; NULL is allowed. */
void rw_free(void *block);

/* Ends the call with a message; does not return. */
_Noreturn void rw_panic(const char *message);

struct rw_heap {
  uint32_t total, allocated, free, largest_free;
};
struct rw_heap rw_heap_statistics(void);

/* ---- Bytes ------------------------------------------------------------------------------- */

/* Bytes of somebody else: not ended by 0. */
struct rw_bytes {
  const uint8_t *at;
  uint32_t length;
};

/* A buffer that grows 1.5-fold, by RW_LEAST_STEP at least, to RW_MOST_BYTES at most. */
struct rw_buffer {
  uint8_t *at;
  uint32_t length, capacity;
};
enum { RW_LEAST_STEP = 64, RW_MOST_BYTES = 64 << 20 };

static inline struct rw_bytes rw_text(const char *text) {
  uint32_t length = 0;
  while (text[length] != 0) length++;
  return (struct rw_bytes){(const uint8_t *)text, length};
}
static inline bool rw_equal(struct rw_bytes one, struct rw_bytes other) {
  return one.length == other.length && memcmp(one.at, other.at, one.length) == 0;
}

void rw_put_u8(struct rw_buffer *to, uint8_t value);
void rw_put_u32(struct rw_buffer *to, uint32_t value);
void rw_put_raw(struct rw_buffer *to, struct rw_bytes bytes);
/* With its length before it. */
void rw_put_bytes(struct rw_buffer *to, struct rw_bytes bytes);
/* Puts a number where one was put before: a count that was not known. */
void rw_set_u32(struct rw_buffer *to, uint32_t at, uint32_t value);

/* Reads in order; beyond the end it panics. */
struct rw_reader {
  const uint8_t *at, *end;
};
static inline struct rw_reader rw_read(struct rw_bytes bytes) {
  return (struct rw_reader){bytes.at, bytes.at + bytes.length};
}
uint8_t rw_get_u8(struct rw_reader *from);
uint32_t rw_get_u32(struct rw_reader *from);
struct rw_bytes rw_get_bytes(struct rw_reader *from);

/* ---- What an extension does -------------------------------------------------------------- */

struct rw_request {
  enum rw_op op;
  struct rw_bytes document, language;
  /* The rest, as ABI.md says of the op. */
  struct rw_reader rest;
};

/* Answers a request into a buffer; one that is left empty says "not answered here". */
void rw_answer(struct rw_request request, struct rw_buffer *answer);

/* The whole text of a document; at is NULL when there is none. */
struct rw_bytes rw_document(int32_t document);
/* The number of another document, or -1. */
int32_t rw_open(struct rw_bytes name);

void rw_log(enum rw_level level, const char *message);
static inline void rw_span_begin(const char *name) {
  struct rw_bytes text = rw_text(name);
  rw_host_span_begin(text.at, text.length);
}
static inline void rw_span_end(void) { rw_host_span_end(); }

/* Calls of the host that wait to be asked together. */
struct rw_batch {
  struct rw_buffer calls;
  uint32_t count;
};
enum { RW_BATCH_BYTES = 32 << 10 };

/* Adds a call; its arguments are put by `rw_put_…` between begin and end. */
uint32_t rw_batch_begin(struct rw_batch *batch, uint32_t id, enum rw_question question);
void rw_batch_end(struct rw_batch *batch, uint32_t begun);
/* Whether the batch is large enough to be asked now. */
static inline bool rw_batch_is_full(const struct rw_batch *batch) {
  return batch->calls.length >= RW_BATCH_BYTES;
}

struct rw_reply {
  uint32_t id;
  bool present;
  struct rw_reader body;
};
/* Asks, and empties the batch; read the replies, in the order of the calls, by rw_reply_next. */
struct rw_reader rw_batch_ask(struct rw_batch *batch);
bool rw_reply_next(struct rw_reader *replies, struct rw_reply *reply);

/*
 * What only the user's configuration grants, to those whose manifest asks for `clock` or `random`:
 * false without it. An answer for which it was used is not remembered.
 */
struct rw_time {
  uint64_t unix_millis, steady_nanos;
};
bool rw_clock(struct rw_time *now);
/* Fills `to` with up to 65,536 random bytes. */
bool rw_random(void *to, uint32_t length);

/* ---- Implementation: define ROPEWALK_IMPLEMENTATION in one file ---------------------------- */
#ifdef ROPEWALK_IMPLEMENTATION

void *memcpy(void *to, const void *from, size_t count) {
  uint8_t *t = to;
  const uint8_t *f = from;
  while (count >= 8) {
    __builtin_memcpy(t, f, 8);
    t += 8, f += 8, count -= 8;
  }
  while (count-- > 0) *t++ = *f++;
  return to;
}
void *memset(void *to, int value, size_t count) {
  volatile uint8_t *t = to;
  while (count-- > 0) *t++ = (uint8_t)value;
  return to;
}
int memcmp(const void *one, const void *other, size_t count) {
  const uint8_t *a = one, *b = other;
  for (; count > 0; a++, b++, count--) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}

/*
 * The heap: blocks side by side from __heap_base, each with its size before it; free ones are in a
 * list by address and joined with free neighbours. First fit.
 */
struct rw_block {
  uint32_t size; /* of the payload, a multiple of 8 */
  struct rw_block *next;
};
enum { RW_HEADER = 8, RW_PAGE = 65536 };

extern uint8_t __heap_base;
static struct rw_block *rw_free_blocks;
static uint32_t rw_heap_end, rw_heap_total, rw_heap_allocated;

static struct rw_block *rw_heap_grow(uint32_t size) {
  if (rw_heap_end == 0) rw_heap_end = ((uint32_t)(uintptr_t)&__heap_base + 7) & ~7u;
  uint32_t there = (uint32_t)__builtin_wasm_memory_size(0) * RW_PAGE;
  uint32_t needed = size + RW_HEADER;
  if (there - rw_heap_end < needed) {
    /* The host copies the memory when it grows: by half of what there is, or what may still be. */
    uint32_t least = (needed - (there - rw_heap_end) + RW_PAGE - 1) / RW_PAGE;
    uint32_t pages = there / 2 / RW_PAGE;
    while (pages > least && __builtin_wasm_memory_grow(0, pages) == (size_t)-1) pages /= 2;
    if (pages <= least && __builtin_wasm_memory_grow(0, least) == (size_t)-1) {
      rw_panic("out of memory");
    }
  }
  struct rw_block *block = (struct rw_block *)(uintptr_t)rw_heap_end;
  block->size = size;
  rw_heap_end += needed;
  rw_heap_total += needed;
  return block;
}

void *rw_alloc(size_t wanted) {
  if (wanted > RW_MOST_BYTES) rw_panic("a block of more than 64 MiB");
  uint32_t size = wanted < 8 ? 8 : ((uint32_t)wanted + 7) & ~7u;
  struct rw_block **link = &rw_free_blocks;
  while (*link != NULL && (*link)->size < size) link = &(*link)->next;
  struct rw_block *block = *link;
  if (block == NULL) {
    block = rw_heap_grow(size);
  } else if (block->size >= size + RW_HEADER + 8) {
    struct rw_block *rest = (struct rw_block *)((uint8_t *)block + RW_HEADER + size);
    rest->size = block->size - size - RW_HEADER;
    rest->next = block->next;
    block->size = size;
    *link = rest;
  } else {
    *link = block->next;
  }
  rw_heap_allocated += block->size + RW_HEADER;
  return (uint8_t *)block + RW_HEADER;
}

static void rw_join(struct rw_block *block) {
  if (block->next != NULL && (uint8_t *)block + RW_HEADER + block->size == (uint8_t *)block->next) {
    block->size += RW_HEADER + block->next->size;
    block->next = block->next->next;
  }
}

void rw_free(void *payload) {
  if (payload == NULL) return;
  struct rw_block *block = (struct rw_block *)((uint8_t *)payload - RW_HEADER);
  rw_heap_allocated -= block->size + RW_HEADER;
  struct rw_block *before = NULL, *after = rw_free_blocks;
  while (after != NULL && after < block) before = after, after = after->next;
  if (after == block) rw_panic("a block was freed twice");
  block->next = after;
  rw_join(block);
  if (before == NULL) {
    rw_free_blocks = block;
  } else {
    before->next = block;
    rw_join(before);
  }
}

struct rw_heap rw_heap_statistics(void) {
  struct rw_heap heap = {rw_heap_total, rw_heap_allocated, rw_heap_total - rw_heap_allocated, 0};
  for (struct rw_block *each = rw_free_blocks; each != NULL; each = each->next) {
    if (each->size > heap.largest_free) heap.largest_free = each->size;
  }
  return heap;
}

_Noreturn void rw_panic(const char *message) {
  struct rw_bytes text = rw_text(message);
  rw_host_panic(text.at, text.length);
  __builtin_trap();
}

void rw_log(enum rw_level level, const char *message) {
  struct rw_bytes text = rw_text(message);
  rw_host_log(level, text.at, text.length);
}

static uint8_t *rw_reserve(struct rw_buffer *to, uint32_t more) {
  if (to->capacity - to->length < more) {
    if (more > RW_MOST_BYTES - to->length) rw_panic("a buffer of more than 64 MiB");
    uint32_t needed = to->length + more;
    uint32_t grown = to->capacity + to->capacity / 2;
    if (grown < to->capacity + RW_LEAST_STEP) grown = to->capacity + RW_LEAST_STEP;
    if (grown < needed) grown = needed;
    if (grown > RW_MOST_BYTES) grown = RW_MOST_BYTES;
    uint8_t *larger = rw_alloc(grown);
    memcpy(larger, to->at, to->length);
    rw_free(to->at);
    to->at = larger;
    to->capacity = grown;
  }
  uint8_t *at = to->at + to->length;
  to->length += more;
  return at;
}

void rw_put_u8(struct rw_buffer *to, uint8_t value) { *rw_reserve(to, 1) = value; }
void rw_put_u32(struct rw_buffer *to, uint32_t value) {
  __builtin_memcpy(rw_reserve(to, 4), &value, 4);
}
void rw_put_raw(struct rw_buffer *to, struct rw_bytes bytes) {
  memcpy(rw_reserve(to, bytes.length), bytes.at, bytes.length);
}
void rw_put_bytes(struct rw_buffer *to, struct rw_bytes bytes) {
  rw_put_u32(to, bytes.length);
  rw_put_raw(to, bytes);
}
void rw_set_u32(struct rw_buffer *to, uint32_t at, uint32_t value) {
  __builtin_memcpy(to->at + at, &value, 4);
}

static const uint8_t *rw_next(struct rw_reader *from, uint32_t count) {
  if ((uint32_t)(from->end - from->at) < count) rw_panic("read beyond the end");
  const uint8_t *at = from->at;
  from->at += count;
  return at;
}
uint8_t rw_get_u8(struct rw_reader *from) { return *rw_next(from, 1); }
uint32_t rw_get_u32(struct rw_reader *from) {
  uint32_t value;
  __builtin_memcpy(&value, rw_next(from, 4), 4);
  return value;
}
struct rw_bytes rw_get_bytes(struct rw_reader *from) {
  uint32_t length = rw_get_u32(from);
  return (struct rw_bytes){rw_next(from, length), length};
}

struct rw_bytes rw_document(int32_t document) {
  int32_t length = rw_host_text_length(document);
  if (length < 0) return (struct rw_bytes){NULL, 0};
  uint8_t *text = rw_alloc((uint32_t)length);
  rw_host_text_read(document, 0, (uint32_t)length, text);
  return (struct rw_bytes){text, (uint32_t)length};
}
int32_t rw_open(struct rw_bytes name) { return rw_host_open(name.at, name.length); }

uint32_t rw_batch_begin(struct rw_batch *batch, uint32_t id, enum rw_question question) {
  rw_put_u32(&batch->calls, id);
  rw_put_u8(&batch->calls, (uint8_t)question);
  rw_put_u32(&batch->calls, 0);
  return batch->calls.length;
}
void rw_batch_end(struct rw_batch *batch, uint32_t begun) {
  rw_set_u32(&batch->calls, begun - 4, batch->calls.length - begun);
  batch->count++;
}
struct rw_reader rw_batch_ask(struct rw_batch *batch) {
  uint32_t length = rw_host_ask(batch->calls.at, batch->calls.length);
  uint8_t *replies = rw_alloc(length);
  rw_host_take(replies);
  batch->calls.length = 0;
  batch->count = 0;
  return (struct rw_reader){replies, replies + length};
}
bool rw_reply_next(struct rw_reader *replies, struct rw_reply *reply) {
  if (replies->at == replies->end) return false;
  reply->id = rw_get_u32(replies);
  reply->present = rw_get_u8(replies) == 0;
  reply->body = rw_read(rw_get_bytes(replies));
  return true;
}

static bool rw_sense(enum rw_question question, bool counted, void *to, uint32_t length) {
  struct rw_batch batch = {0};
  uint32_t begun = rw_batch_begin(&batch, 0, question);
  if (counted) rw_put_u32(&batch.calls, length);
  rw_batch_end(&batch, begun);
  struct rw_reader replies = rw_batch_ask(&batch);
  struct rw_reply reply;
  if (!rw_reply_next(&replies, &reply) || !reply.present) return false;
  memcpy(to, rw_next(&reply.body, length), length);
  return true;
}
bool rw_clock(struct rw_time *now) { return rw_sense(RW_TIME, false, now, sizeof *now); }
bool rw_random(void *to, uint32_t length) { return rw_sense(RW_RANDOM, true, to, length); }

RW_EXPORT(ropewalk_abi_1) void rw_abi_1(void) {}

RW_EXPORT(ropewalk_alloc) void *rw_abi_alloc(uint32_t size) { return rw_alloc(size); }

RW_EXPORT(ropewalk_heap) void rw_abi_heap(struct rw_heap *to) { *to = rw_heap_statistics(); }

RW_EXPORT(ropewalk_call) uint64_t rw_abi_call(uint32_t op, const uint8_t *at, uint32_t length) {
  struct rw_request request = {.op = (enum rw_op)op, .rest = {at, at + length}};
  request.document = rw_get_bytes(&request.rest);
  request.language = rw_get_bytes(&request.rest);
  struct rw_buffer answer = {NULL, 0, 0};
  rw_answer(request, &answer);
  return (uint64_t)(uintptr_t)answer.at << 32 | answer.length;
}

#endif /* ROPEWALK_IMPLEMENTATION */
#endif /* ROPEWALK_H */
