/* Marks the first character with the names of the files that import the document. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  if (request.op != RW_DIAGNOSTICS) return;
  struct rw_batch batch = {0};
  uint32_t begun = rw_batch_begin(&batch, 1, RW_IMPORTERS);
  rw_put_bytes(&batch.calls, request.document);
  rw_batch_end(&batch, begun);
  struct rw_reader replies = rw_batch_ask(&batch);
  struct rw_reply reply;
  struct rw_buffer names = {0};
  if (rw_reply_next(&replies, &reply)) {
    for (uint32_t left = rw_get_u32(&reply.body); left > 0; left--) {
      rw_put_raw(&names, rw_get_bytes(&reply.body));
      rw_put_u8(&names, ';');
    }
  }
  rw_put_u32(answer, 1);
  rw_put_u32(answer, 0);
  rw_put_u32(answer, 0);
  rw_put_u8(answer, RW_HINT);
  rw_put_u8(answer, 0);
  rw_put_bytes(answer, rw_text("importers"));
  rw_put_bytes(answer, (struct rw_bytes){names.at, names.length});
  rw_put_u32(answer, 0);
}
