/* Says in its hover the time and how many random bytes it got. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

static struct rw_buffer out;

static void number(uint64_t value) {
  if (value > 9) number(value / 10);
  rw_put_u8(&out, (uint8_t)('0' + value % 10));
}

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  if (request.op != RW_HOVER) return;
  struct rw_time time;
  uint8_t bytes[5] = {0};
  if (rw_clock(&time)) {
    number(time.unix_millis);
    rw_put_u8(&out, '/');
    number(time.steady_nanos);
  } else {
    rw_put_raw(&out, rw_text("no clock"));
  }
  if (rw_random(bytes, sizeof bytes)) {
    for (uint32_t i = 0; i < sizeof bytes; i++) {
      rw_put_u8(&out, ' ');
      number(bytes[i]);
    }
  } else {
    rw_put_raw(&out, rw_text(", no random"));
  }
  rw_put_u32(answer, 0);
  rw_put_u32(answer, 0);
  rw_put_bytes(answer, (struct rw_bytes){out.at, out.length});
}
