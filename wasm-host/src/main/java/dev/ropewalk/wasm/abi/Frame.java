package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.Budgets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a guest, seen from the host: what it may ask and what it has used. */
final class Frame {
  /*
   * A document's text is asked of the world once; reading ranges of it then needs nobody, for it
   * is immutable. The guest's thread owns all fields. A world's failure is kept, and ends the call:
   * it is the caller's, not the guest's.
   */
  static final int ABSENT = -1;

  private final World world;
  private final Courier courier;
  private final Budgets budgets;
  private final Spans spans;
  private final BudgetWatch.@Nullable Watched watched;
  private final Map<String, Optional<AbiText>> texts = new HashMap<>();
  private final List<AbiText> opened = new ArrayList<>();
  private final String own;
  private byte @Nullable [] reply;
  private @Nullable Throwable worldFailure;
  private int hostCalls;
  private int flushes;
  private long hostNanos;
  private long bytesIn;
  private long bytesOut;

  Frame(
      String document,
      World world,
      Courier courier,
      Budgets budgets,
      LongSupplier clock,
      BudgetWatch.@Nullable Watched watched) {
    this.own = document;
    this.world = world;
    this.courier = courier;
    this.budgets = budgets;
    this.spans = new Spans(clock);
    this.watched = watched;
  }

  Spans spans() {
    return spans;
  }

  int hostCalls() {
    return hostCalls;
  }

  int flushes() {
    return flushes;
  }

  long hostNanos() {
    return hostNanos;
  }

  Budgets budgets() {
    return budgets;
  }

  /** What the world threw, or null. */
  @Nullable Throwable worldFailure() {
    return worldFailure;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** Counts bytes that were copied into the guest's memory. */
  void copiedIn(long bytes) {
    bytesIn += bytes;
  }

  /** Counts bytes that were copied out of it. */
  void copiedOut(long bytes) {
    bytesOut += bytes;
  }

  /** Counts host calls. */
  void count(int calls) {
    hostCalls += calls;
    if (hostCalls > budgets.hostCalls()) {
      throw new GuestException(
          GuestException.Code.OVER_BUDGET,
          "The extension made more than " + budgets.hostCalls() + " host calls");
    }
  }

  /** The number by which a guest reads a document, or {@link #ABSENT}. */
  int open(String document) {
    count(1);
    Optional<AbiText> text = text(document);
    if (text.isEmpty()) {
      return ABSENT;
    }
    if (document.equals(own)) {
      return 0;
    }
    opened.add(text.get());
    return opened.size();
  }

  /** The text behind a number, 0 for the request's own; null when there is none. */
  @Nullable AbiText opened(int number) {
    if (number == 0) {
      return text(own).orElse(null);
    }
    return number > 0 && number <= opened.size() ? opened.get(number - 1) : null;
  }

  private Optional<AbiText> text(String document) {
    Optional<AbiText> known = texts.get(document);
    if (known == null) {
      known = asked(() -> world.text(document));
      texts.put(document, known);
    }
    return known;
  }

  /**
   * Answers a batch: one trip to the world for all of it, one read for each call.
   *
   * @return the size of the reply, which {@link #take} gives
   */
  int ask(byte[] batch) {
    List<HostCall> calls = HostCall.batch(batch);
    count(calls.size());
    copiedOut(batch.length);
    flushes++;
    long most = budgets.memoryPages() * 65_536L;
    byte[] made = asked(() -> HostCall.answer(calls, world, most));
    reply = made;
    return made.length;
  }

  /** The last reply, once. */
  byte[] take() {
    byte[] taken = reply;
    reply = null;
    if (taken == null) {
      throw WireReader.bad("it takes a reply when there is none");
    }
    return taken;
  }

  private <T> T asked(Supplier<T> question) {
    if (watched != null) {
      watched.pause();
    }
    try {
      return courier.ask(
          () -> {
            try {
              return question.get();
            } catch (RuntimeException | Error e) {
              if (!(e instanceof GuestException known)
                  || known.code() != GuestException.Code.BAD_ANSWER) {
                worldFailure = e;
              }
              throw e;
            }
          });
    } finally {
      if (watched != null) {
        hostNanos += watched.resume();
      }
    }
  }
}
