package dev.ropewalk.wasm.treesitter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.limit.GuestLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   *
   * A revision that is pinned is a count here. When the lane goes beyond it, it parses it if nobody
   * had, and keeps a copy of the tree: trees share what they have in common, and an edit copies
   * what it changes. What was passed over, or was lost with its instance, is parsed from its text.
   * (G4) A kept tree is freed once: by a job when its last pin goes, or by the job of `close`.
   */
  private record Step(long revision, GuestText text, List<SyntaxEdit> edits) {}

  /** A pinned revision. */
  private static final class Kept {
    final long revision;
    final GuestText text;

    /** Pins and reads that hold it; guarded by the session's lock. */
    int holders;

    /** Whether there is, or was, a tree to free; guarded by the session's lock. */
    boolean copied;

    // The lane's thread only.
    int tree;
    int generation = -1;

    Kept(long revision, GuestText text) {
      this.revision = revision;
      this.text = text;
    }
  }

  private final Lane lane;
  private final Duration budget;
  private final int maxPinned;
  private final Runnable onClose;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Map<Long, Kept> pinned = new HashMap<>();

  @GuardedBy("lock")
  private @Nullable GuestText newestText;

  private volatile long newest = Long.MIN_VALUE;
  private volatile boolean closed;

  // The lane's thread only.
  private int tree;
  private int generation = -1;
  private boolean parsed;
  private long revision;
  private @Nullable GuestText text;

  GuestSession(Lane lane, GuestLimits limits, Runnable onClose) {
    this.lane = lane;
    budget = limits.callBudget();
    maxPinned = limits.maxPinnedRevisions();
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
      newestText = newText;
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
  public SyntaxPin pin() {
    synchronized (lock) {
      GuestText now = newestText;
      if (closed) {
        throw cancelled();
      }
      if (now == null) {
        throw new IllegalStateException("a session must be given a text before it is pinned");
      }
      Kept kept = pinned.get(newest);
      if (kept == null) {
        if (pinned.size() >= maxPinned) {
          throw new GuestException(
              GuestException.Code.TOO_MANY_REVISIONS,
              maxPinned
                  + " revisions of the document are being read already; wait for answers, or raise"
                  + " guests.maxPinnedRevisions");
        }
        kept = new Kept(newest, now);
        pinned.put(newest, kept);
      }
      kept.holders++;
      return new Pin(kept);
    }
  }

  /** One hold on a revision. */
  private final class Pin implements SyntaxPin {
    private final Kept kept;

    @GuardedBy("lock")
    private boolean released;

    Pin(Kept kept) {
      this.kept = kept;
    }

    @Override
    public long revision() {
      return kept.revision;
    }

    @Override
    public <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader) {
      synchronized (lock) {
        if (released) {
          throw new IllegalStateException("the pin of revision " + kept.revision + " is closed");
        }
        kept.holders++;
      }
      CompletableFuture<T> answer =
          submit(
              priority,
              (guest, stop) ->
                  reader.read(
                      new GuestTree(
                          guest, treeOf(guest, kept, stop), kept.revision, kept.text, stop)));
      var unused = answer.whenComplete((value, failure) -> release(kept));
      return answer;
    }

    @Override
    public void close() {
      synchronized (lock) {
        if (released) {
          return;
        }
        released = true;
      }
      release(kept);
    }
  }

  private void release(Kept kept) {
    synchronized (lock) {
      kept.holders--;
      // After a close its job frees what is still in the map.
      if (kept.holders > 0 || closed) {
        return;
      }
      pinned.remove(kept.revision);
      if (!kept.copied) {
        return;
      }
    }
    lane.submit(Priority.INTERACTIVE, new Freeing(List.of(kept)));
  }

  /** Frees kept trees that the instance still has. */
  private static final class Freeing implements Lane.Job {
    private final List<Kept> gone;

    Freeing(List<Kept> gone) {
      this.gone = gone;
    }

    @Override
    public void run(GuestTree.Guest guest, int laneGeneration) {
      for (Kept kept : gone) {
        if (kept.generation == laneGeneration && kept.tree != 0) {
          guest.abi.deleteTree(kept.tree);
        }
        kept.tree = 0;
      }
    }

    @Override
    public void refuse(GuestException why) {}
  }

  /** The tree of a pinned revision. */
  private int treeOf(GuestTree.Guest guest, Kept kept, BooleanSupplier stop) {
    if (text == null || revision <= kept.revision) {
      advance(guest, kept.revision, stop);
      if (revision == kept.revision) {
        return tree;
      }
    }
    if (kept.generation != generation || kept.tree == 0) {
      keep(guest, kept, parse(guest, kept.text, 0, stop));
    }
    return kept.tree;
  }

  /** Gives a tree to a pinned revision, which may have been let go meanwhile. */
  private void keep(GuestTree.Guest guest, Kept kept, int mine) {
    synchronized (lock) {
      if (kept.holders > 0) {
        kept.tree = mine;
        kept.generation = generation;
        kept.copied = true;
        return;
      }
    }
    guest.abi.deleteTree(mine);
  }

  /** Before the tree is told of what follows: whoever pinned its revision keeps it. */
  private void leave(GuestTree.Guest guest, BooleanSupplier stop) {
    GuestText current = text;
    Kept kept;
    synchronized (lock) {
      kept = pinned.get(revision);
    }
    if (current == null || kept == null || (kept.generation == generation && kept.tree != 0)) {
      return;
    }
    renewTree(guest, current, stop);
    keep(guest, kept, guest.abi.copyTree(tree));
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
    while (hasNext(wanted)) {
      leave(guest, stop);
      Step step = next(wanted);
      if (step == null) {
        break; // closed meanwhile
      }
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
    renewTree(guest, current, stop);
  }

  /** Parses what the tree was told of. */
  private void renewTree(GuestTree.Guest guest, GuestText current, BooleanSupplier stop) {
    if (parsed) {
      return;
    }
    int next = parse(guest, current, tree, stop);
    if (tree != 0) {
      guest.abi.deleteTree(tree);
    }
    tree = next;
    parsed = true;
  }

  private static int parse(
      GuestTree.Guest guest, GuestText text, int oldTree, BooleanSupplier stop) {
    int parsed = guest.abi.parse(text, oldTree, stop);
    if (parsed == 0) {
      throw cancelled();
    }
    return parsed;
  }

  private boolean hasNext(long wanted) {
    synchronized (lock) {
      Step first = steps.peek();
      return first != null && first.revision() <= wanted;
    }
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
            List<Kept> held;
            synchronized (lock) {
              held = List.copyOf(pinned.values());
              pinned.clear();
            }
            new Freeing(held).run(guest, laneGeneration);
          }

          @Override
          public void refuse(GuestException why) {}
        });
    onClose.run();
  }

  /** Revisions that are pinned; for tests. */
  int pinnedRevisions() {
    synchronized (lock) {
      return pinned.size();
    }
  }
}
