#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

/* Shows the size of the document wherever the mouse rests. */
void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  if (request.op != RW_HOVER) return;
  uint32_t offset = rw_get_u32(&request.rest);
  struct rw_bytes text = rw_document(RW_OWN);
  if (text.at == NULL) return;
  char digits[10];
  uint32_t first = sizeof digits, left = text.length;
  do {
    digits[--first] = (char)('0' + left % 10);
  } while ((left /= 10) > 0);
  struct rw_buffer shown = {NULL, 0, 0};
  rw_put_raw(&shown, rw_text("@NAME@: "));
  rw_put_raw(&shown, (struct rw_bytes){(const uint8_t *)digits + first, sizeof digits - first});
  rw_put_raw(&shown, rw_text(" bytes"));
  rw_put_u32(answer, offset);
  rw_put_u32(answer, offset);
  rw_put_bytes(answer, (struct rw_bytes){shown.at, shown.length});
}
