/* Marks TODO and FIXME; offers to remove a TODO. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

static bool is_word(uint8_t c) {
  return (c | 0x20) - 'a' < 26u || c - '0' < 10u || c == '_' || c >= 0x80;
}

static bool is_at(struct rw_bytes text, uint32_t at, struct rw_bytes word) {
  return text.length - at >= word.length && memcmp(text.at + at, word.at, word.length) == 0 &&
         (at == 0 || !is_word(text.at[at - 1])) &&
         (at + word.length == text.length || !is_word(text.at[at + word.length]));
}

static uint32_t line_end(struct rw_bytes text, uint32_t at) {
  while (at < text.length && text.at[at] != '\n' && text.at[at] != '\r') at++;
  return at;
}

static void mark(struct rw_buffer *answer, uint32_t from, uint32_t to, uint8_t severity,
                 struct rw_bytes code, struct rw_bytes message) {
  rw_put_u32(answer, from);
  rw_put_u32(answer, to);
  rw_put_u8(answer, severity);
  rw_put_u8(answer, 0);
  rw_put_bytes(answer, code);
  rw_put_bytes(answer, message);
  rw_put_u32(answer, 0);
}

static void diagnostics(struct rw_bytes text, struct rw_buffer *answer) {
  const struct rw_bytes todo = rw_text("TODO"), fixme = rw_text("FIXME");
  uint32_t count = 0;
  rw_put_u32(answer, 0);
  rw_span_begin("search");
  for (uint32_t at = 0; at < text.length; at++) {
    bool is_todo = text.at[at] == 'T' && is_at(text, at, todo);
    if (is_todo || (text.at[at] == 'F' && is_at(text, at, fixme))) {
      uint32_t end = line_end(text, at);
      mark(answer, at, end, is_todo ? RW_INFORMATION : RW_WARNING, is_todo ? todo : fixme,
           (struct rw_bytes){text.at + at, end - at});
      count++;
      at = end;
    }
  }
  rw_span_end();
  rw_set_u32(answer, 0, count);
}

static void actions(struct rw_request *request, struct rw_bytes text, struct rw_buffer *answer) {
  uint32_t from = rw_get_u32(&request->rest), to = rw_get_u32(&request->rest);
  const struct rw_bytes todo = rw_text("TODO");
  uint32_t count = 0;
  rw_put_u32(answer, 0);
  for (uint32_t at = from; at <= to && at < text.length; at++) {
    if (is_at(text, at, todo)) {
      rw_put_bytes(answer, rw_text("Remove this TODO"));
      rw_put_u8(answer, 1);
      rw_put_u8(answer, 0);
      rw_put_bytes(answer, todo);
      rw_put_u32(answer, 1);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, at);
      rw_put_u32(answer, line_end(text, at));
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 0);
      count++;
    }
  }
  rw_set_u32(answer, 0, count);
}

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  if (request.op != RW_DIAGNOSTICS && request.op != RW_CODE_ACTIONS) return;
  struct rw_bytes text = rw_document(RW_OWN);
  if (text.at == NULL) return;
  if (request.op == RW_DIAGNOSTICS) {
    diagnostics(text, answer);
  } else {
    actions(&request, text, answer);
  }
}
