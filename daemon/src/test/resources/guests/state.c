/* Counts its calls in memory, and says the count; loops or traps when the text says so. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

static uint32_t calls;

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  if (request.op != RW_HOVER) return;
  struct rw_bytes text = rw_document(RW_OWN);
  calls++;
  if (text.length > 0 && text.at[0] == 'T') __builtin_trap();
  if (text.length > 0 && text.at[0] == 'L') {
    for (volatile uint32_t i = 0;; i++) {
    }
  }
  uint8_t digit = (uint8_t)('0' + calls);
  rw_put_u32(answer, 0);
  rw_put_u32(answer, 0);
  rw_put_bytes(answer, (struct rw_bytes){&digit, 1});
}
