/* Traps when it is asked for diagnostics. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  rw_put_u32(answer, 0);
  if (request.op == RW_DIAGNOSTICS) __builtin_trap();
}
