package dev.ropewalk.wasm.treesitter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.limit.GuestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A session on a lane. */
final class GuestSession implements SyntaxSession {
  /*
   * Submitting threads append steps (revision, text, edits); the lane takes those up to the
   * revision that a read wants, tells the tree of them, and parses once. The tree and what it is
   * of belong to the lane's thread. Invariants: (G1) steps are in ascending revision; (G2) `tree`
   * is valid only while `generation` is the lane's; (G3) `parsed` false means that the tree was
   * told of edits that it was not yet parsed for, or that there is none.
   */
  private record Step(long revision, GuestText text, List<SyntaxEdit> edits) {}

  private final Lane lane;
  private final Duration budget;
  private final Runnable onClose;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  private volatile long newest = Long.MIN_VALUE;
  private volatile boolean closed;

  // The lane's thread only.
  private int tree;
  private int generation = -1;
  private boolean parsed;
  private long revision;
  private @Nullable GuestText text;

  GuestSession(Lane lane, Duration budget, Runnable onClose) {
    this.lane = lane;
    this.budget = budget;
    this.onClose = onClose;
  }

  @Override
  public void edit(long newRevision, GuestText newText, List<SyntaxEdit> edits) {
    synchronized (lock) {
      if (newRevision <= newest) {
        throw new IllegalArgumentException(
            "revision " + newRevision + " does not follow " + newest);
      }
      steps.add(new Step(newRevision, newText, List.copyOf(edits)));
      newest = newRevision;
    }
  }

  @Override
  public <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader) {
    long wanted = newest;
    return submit(
        priority,
        (guest, stop) -> {
          advance(guest, priority == Priority.BACKGROUND ? newest : wanted, stop);
          return reader.read(
              new GuestTree(guest, tree, revision, Objects.requireNonNull(text), stop));
        });
  }

  @Override
  public CompletableFuture<Boolean> reparseFresh() {
    return submit(
        Priority.BACKGROUND,
        (guest, stop) -> {
          advance(guest, newest, stop);
          long mine = revision;
          int fresh =
              guest.abi.parse(
                  Objects.requireNonNull(text),
                  0,
                  () -> stop.getAsBoolean() || newest != mine || lane.interactiveWaits());
          if (fresh == 0) {
            throw cancelled();
          }
          boolean differ = guest.abi.differ(tree, fresh);
          guest.abi.deleteTree(differ ? tree : fresh);
          if (differ) {
            tree = fresh;
          }
          return differ;
        });
  }

  private interface Work<T> {
    T run(GuestTree.Guest guest, BooleanSupplier stop);
  }

  private <T> CompletableFuture<T> submit(Priority priority, Work<T> work) {
    var answer = new CompletableFuture<T>();
    if (closed) {
      answer.completeExceptionally(cancelled());
      return answer;
    }
    lane.submit(
        priority,
        new Lane.Job() {
          @Override
          public void run(GuestTree.Guest guest, int laneGeneration) {
            if (closed || answer.isDone()) {
              answer.completeExceptionally(cancelled());
              return;
            }
            renew(laneGeneration);
            long deadline = System.nanoTime() + budget.toNanos();
            boolean[] late = new boolean[1];
            BooleanSupplier stop =
                () -> {
                  late[0] = System.nanoTime() - deadline > 0;
                  return late[0] || closed || answer.isDone();
                };
            try {
              answer.complete(work.run(guest, stop));
            } catch (GuestException e) {
              boolean polite = e.code() == GuestException.Code.CANCELLED;
              answer.completeExceptionally(polite && late[0] ? timedOut() : e);
              if (!polite && e.code() != GuestException.Code.BAD_QUERY) {
                throw e;
              }
            } catch (RuntimeException e) {
              // The reader's own failure; the guest has done nothing wrong.
              answer.completeExceptionally(e);
            }
          }

          @Override
          public void refuse(GuestException why) {
            answer.completeExceptionally(why);
          }
        });
    return answer;
  }

  /** A new instance knows nothing of this session. */
  private void renew(int laneGeneration) {
    if (generation != laneGeneration) {
      generation = laneGeneration;
      tree = 0;
      parsed = false;
    }
  }

  /** Brings the tree to a revision, whole or not at all. */
  private void advance(GuestTree.Guest guest, long wanted, BooleanSupplier stop) {
    for (Step step = next(wanted); step != null; step = next(wanted)) {
      if (step.edits().isEmpty() && tree != 0) {
        guest.abi.deleteTree(tree);
        tree = 0;
      }
      if (tree != 0) {
        for (SyntaxEdit edit : step.edits()) {
          guest.abi.edit(tree, edit);
        }
      }
      text = step.text();
      revision = step.revision();
      parsed = false;
    }
    GuestText current = text;
    if (current == null) {
      throw new IllegalStateException("a session must be given a text before it is read");
    }
    if (parsed) {
      return;
    }
    int next = guest.abi.parse(current, tree, stop);
    if (next == 0) {
      throw cancelled();
    }
    if (tree != 0) {
      guest.abi.deleteTree(tree);
    }
    tree = next;
    parsed = true;
  }

  /** The next step up to a revision; what a replaced text makes pointless is passed over. */
  private @Nullable Step next(long wanted) {
    synchronized (lock) {
      int useless = 0;
      int index = 0;
      for (Step step : steps) {
        if (step.revision() > wanted) {
          break;
        }
        if (step.edits().isEmpty()) {
          useless = index;
        }
        index++;
      }
      for (int i = 0; i < useless; i++) {
        steps.remove();
      }
      Step first = steps.peek();
      return first != null && first.revision() <= wanted ? steps.poll() : null;
    }
  }

  private static GuestException cancelled() {
    return new GuestException(GuestException.Code.CANCELLED, "The request was cancelled");
  }

  private GuestException timedOut() {
    return new GuestException(
        GuestException.Code.TIMED_OUT,
        "The extension took longer than its budget of " + budget.toMillis() + " ms");
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      steps.clear();
    }
    lane.submit(
        Priority.INTERACTIVE,
        new Lane.Job() {
          @Override
          public void run(GuestTree.Guest guest, int laneGeneration) {
            if (generation == laneGeneration && tree != 0) {
              guest.abi.deleteTree(tree);
              tree = 0;
            }
          }

          @Override
          public void refuse(GuestException why) {}
        });
    onClose.run();
  }
}
