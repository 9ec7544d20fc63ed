/* Answers every operation, and tells in its hover all that it can learn of the world. */
#define ROPEWALK_IMPLEMENTATION
#include "ropewalk.h"

static struct rw_buffer out;

static void say(const char *text) { rw_put_raw(&out, rw_text(text)); }
static void number(uint32_t value) {
  if (value > 9) number(value / 10);
  rw_put_u8(&out, (uint8_t)('0' + value % 10));
}
static void range(struct rw_reader *in) {
  say("@");
  number(rw_get_u32(in));
  say("-");
  number(rw_get_u32(in));
}
static void words(struct rw_reader *in) {
  for (uint32_t left = rw_get_u32(in); left > 0; left--) {
    say(" ");
    rw_put_raw(&out, rw_get_bytes(in));
  }
}

/* What the world says of a document, in one batch. */
static void tell(struct rw_bytes document) {
  struct rw_batch batch = {0};
  uint32_t begun = rw_batch_begin(&batch, 1, RW_LENGTH);
  rw_put_bytes(&batch.calls, document);
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 2, RW_IMPORTS);
  rw_put_bytes(&batch.calls, document);
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 3, RW_IMPORTERS);
  rw_put_bytes(&batch.calls, document);
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 4, RW_FILES);
  rw_put_bytes(&batch.calls, rw_text("**/*.py"));
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 5, RW_WORKSPACE_SYMBOLS);
  rw_put_bytes(&batch.calls, rw_text("find"));
  rw_put_u32(&batch.calls, 10);
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 6, RW_NODES);
  rw_put_bytes(&batch.calls, document);
  rw_put_u32(&batch.calls, 0);
  rw_put_u32(&batch.calls, 1 << 20);
  rw_put_bytes(&batch.calls, rw_text("(function_definition name: (identifier) @name) @whole"));
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 7, RW_NODES);
  rw_put_bytes(&batch.calls, document);
  rw_put_u32(&batch.calls, 0);
  rw_put_u32(&batch.calls, 0);
  rw_put_bytes(&batch.calls, rw_text(""));
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 8, RW_CONFIGURATION);
  rw_put_bytes(&batch.calls, rw_text("depth"));
  rw_batch_end(&batch, begun);
  begun = rw_batch_begin(&batch, 9, RW_TEXT);
  rw_put_bytes(&batch.calls, document);
  rw_put_u32(&batch.calls, 1);
  rw_put_u32(&batch.calls, 5);
  rw_batch_end(&batch, begun);
  struct rw_reader replies = rw_batch_ask(&batch);
  struct rw_reply reply;
  while (rw_reply_next(&replies, &reply)) {
    if (!reply.present) {
      say(" none");
      continue;
    }
    struct rw_reader *in = &reply.body;
    switch (reply.id) {
      case 1:
        say("length ");
        number(rw_get_u32(in));
        break;
      case 2:
        say("; imports");
        for (uint32_t left = rw_get_u32(in); left > 0; left--) {
          say(" ");
          rw_put_raw(&out, rw_get_bytes(in));
          say("=");
          rw_put_raw(&out, rw_get_bytes(in));
          range(in);
        }
        break;
      case 3:
        say("; importers");
        words(in);
        break;
      case 4:
        say("; files");
        words(in);
        break;
      case 5:
        say("; symbols");
        for (uint32_t left = rw_get_u32(in); left > 0; left--) {
          say(" ");
          rw_put_raw(&out, rw_get_bytes(in));
          say("/");
          number(rw_get_u8(in));
          say("/");
          rw_put_raw(&out, rw_get_bytes(in));
          range(in);
        }
        break;
      case 6:
      case 7:
        say("; nodes");
        for (uint32_t left = rw_get_u32(in); left > 0; left--) {
          say(" ");
          rw_put_raw(&out, rw_get_bytes(in));
          say("/");
          number(rw_get_u32(in));
          range(in);
        }
        break;
      case 8:
        say("; depth ");
        rw_put_raw(&out, rw_get_bytes(in));
        break;
      case 9:
        say("; text ");
        rw_put_raw(&out, (struct rw_bytes){in->at, (uint32_t)(in->end - in->at)});
        break;
    }
  }
}

void rw_answer(struct rw_request request, struct rw_buffer *answer) {
  struct rw_bytes own = request.document;
  switch (request.op) {
    case RW_HOVER: {
      uint32_t offset = rw_get_u32(&request.rest);
      tell(own);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, offset);
      rw_put_bytes(answer, (struct rw_bytes){out.at, out.length});
      return;
    }
    case RW_COMPLETION: {
      uint32_t offset = rw_get_u32(&request.rest);
      rw_put_u8(answer, 1);
      rw_put_u32(answer, 1);
      rw_put_bytes(answer, rw_text("find_all"));
      rw_put_u8(answer, 3);
      rw_put_bytes(answer, rw_text("a detail"));
      rw_put_bytes(answer, rw_text("*documented*"));
      rw_put_u32(answer, 0);
      rw_put_u32(answer, offset);
      rw_put_bytes(answer, rw_text("find_all()"));
      rw_put_bytes(answer, rw_text("1"));
      return;
    }
    case RW_SYMBOLS:
      rw_put_u32(answer, 2);
      for (uint32_t depth = 0; depth < 2; depth++) {
        rw_put_u32(answer, depth);
        rw_put_u32(answer, 4);
        rw_put_u32(answer, depth);
        rw_put_u32(answer, 3);
        rw_put_u8(answer, depth == 0 ? 5 : 6);
        rw_put_u8(answer, (uint8_t)depth);
        rw_put_bytes(answer, rw_text(depth == 0 ? "outer" : "inner"));
        rw_put_bytes(answer, rw_text(""));
      }
      return;
    case RW_DEFINITION:
    case RW_REFERENCES:
      rw_put_u32(answer, 2);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 1);
      rw_put_bytes(answer, rw_text("lib/util.py"));
      rw_put_u32(answer, 4);
      rw_put_u32(answer, 8);
      return;
    case RW_CODE_ACTIONS:
      rw_put_u32(answer, 1);
      rw_put_bytes(answer, rw_text("Do both"));
      rw_put_u8(answer, 2);
      rw_put_u8(answer, 1);
      rw_put_bytes(answer, rw_text(""));
      rw_put_u32(answer, 1);
      rw_put_bytes(answer, rw_text("lib/util.py"));
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 3);
      rw_put_bytes(answer, rw_text("async def"));
      rw_put_bytes(answer, rw_text("shout"));
      rw_put_bytes(answer, rw_text("{\"loud\":true}"));
      return;
    case RW_COMMAND:
      rw_put_bytes(answer, rw_get_bytes(&request.rest));
      rw_put_u32(answer, 1);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 0);
      rw_put_u32(answer, 0);
      rw_put_bytes(answer, rw_get_bytes(&request.rest));
      return;
    case RW_INLAY_HINTS:
      rw_put_u32(answer, 1);
      rw_put_u32(answer, 4);
      rw_put_bytes(answer, rw_text(": int"));
      rw_put_u8(answer, 1);
      rw_put_u8(answer, 1);
      return;
    default:
      return;
  }
}
