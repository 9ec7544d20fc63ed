/* Guests that mean harm, one for each name given to the compiler as HARM. See bench-hostile.mjs. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

static volatile uint32_t sink;

static void loop(struct rw_buffer *answer) {
  (void)answer;
  for (;;) sink++;
}
/* By quarters, and then page by page until there is no more. */
static void bomb(struct rw_buffer *answer) {
  (void)answer;
  for (;;) {
    size_t more = __builtin_wasm_memory_size(0) / 4 + 1;
    if (__builtin_wasm_memory_grow(0, more) == (size_t)-1 &&
        __builtin_wasm_memory_grow(0, 1) == (size_t)-1) {
      __builtin_trap();
    }
  }
}
/* Grows within its budget in every call, which is no offence. */
static void swell(struct rw_buffer *answer) {
  (void)answer;
  while (__builtin_wasm_memory_size(0) < 300) {
    __builtin_wasm_memory_grow(0, __builtin_wasm_memory_size(0));
  }
}
static void storm(struct rw_buffer *answer) {
  (void)answer;
  for (;;) sink += (uint32_t)rw_host_text_length(RW_OWN);
}
static void flood(struct rw_buffer *answer) {
  (void)answer;
  for (int i = 0; i < 5000; i++) rw_log(RW_ERROR, "flood");
}
static void output(struct rw_buffer *answer) { answer->length = 0x7fffffff; }
static void trap(struct rw_buffer *answer) {
  (void)answer;
  __builtin_trap();
}
__attribute__((noinline)) static uint32_t under(uint32_t n) {
  volatile uint32_t here = n;
  return n == 0 ? 0 : under(n - 1) + here;
}
static void deep(struct rw_buffer *answer) {
  (void)answer;
  sink = under(0x7fffffff);
}

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  (void)request;
  HARM(answer);
}
