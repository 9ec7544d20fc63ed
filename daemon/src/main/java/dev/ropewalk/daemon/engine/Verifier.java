package dev.ropewalk.daemon.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells whether what is remembered is true at a revision. */
final class Verifier {
  /** Where the results are that were read. */
  @FunctionalInterface
  interface Results {
    /** The memo of a result that is true now, whose value need not be anywhere. */
    Memo header(QueryKey<?> key, Run run, Claim reader);
  }

  private final Inputs inputs;
  private final Reach reach;
  private final Results results;
  private final EngineListener listener;
  private final Steps steps;

  Verifier(Inputs inputs, Reach reach, Results results, EngineListener listener, Steps steps) {
    this.inputs = inputs;
    this.reach = reach;
    this.results = results;
    this.listener = listener;
    this.steps = steps;
  }

  /** Whether a memo is true without a look at its reads. */
  private boolean shallow(Memo memo, Run run) {
    Memo.Stamp stamp = memo.stampFor(run.revision());
    if (memo.constant || stamp.verifiedAt() == run.revision()) {
      return true;
    }
    if (memo.untracked) {
      return false;
    }
    if ((reach.usesHints() && stamp.hinted() && reach.isUntouched(memo, stamp))
        || run.state().last(stamp.durability()) <= stamp.verifiedAt()) {
      if (reach.isHeardOf(memo, stamp)) {
        steps.at(Steps.Point.TRUE);
        memo.verified(new Memo.Stamp(run.revision(), stamp.durability(), stamp.hinted()));
      }
      return true;
    }
    return false;
  }

  /** Whether a memo is true, as far as that can be told without a claim: nothing is computed. */
  boolean isTrue(Memo memo, Run run) {
    return shallow(memo, run) || (memo.inputsOnly && !memo.untracked && verified(memo, run, null));
  }

  /** Whether a memo is true; what it read is verified or computed for that. */
  boolean verify(Memo memo, Run run, Claim claim) {
    return shallow(memo, run) || (!memo.untracked && verified(memo, run, claim));
  }

  private boolean verified(Memo memo, Run run, @Nullable Claim claim) {
    Held held = holds(memo.edges, run, claim);
    if (held == null) {
      return false;
    }
    if (!held.heardOf) {
      Reach.notHeardOf(memo, run.revision());
    }
    steps.at(Steps.Point.TRUE);
    memo.verified(held.stamp);
    listener.verified(memo.key, memo.edges.length);
    return true;
  }

  /**
   * Reads are what they were.
   *
   * @param stamp what a memo of them is stamped with
   * @param heardOf whether {@link Reach} would hear of their changes
   */
  record Held(Memo.Stamp stamp, boolean heardOf) {}

  /**
   * Whether reads are what they were; else null.
   *
   * @param claim may be null when all are of inputs
   */
  @Nullable Held holds(Edge[] edges, Run run, @Nullable Claim claim) {
    Durability durability = Durability.HIGH;
    boolean hinted = true;
    boolean heardOf = true;
    for (Edge edge : edges) {
      switch (edge.key()) {
        case InputKey input -> {
          run.poll();
          Inputs.Seen seen = inputs.read(input, run.revision());
          if (!seen.fingerprint().equals(edge.fingerprint())) {
            return null;
          }
          durability = durability.min(seen.durability());
        }
        case QueryKey<?> query -> {
          Claim reader = Objects.requireNonNull(claim);
          Memo memo;
          try {
            memo = results.header(query, run, reader);
          } catch (CycleSignal | Cancelled e) {
            throw e;
          } catch (RuntimeException e) {
            return null; // whoever reads it will see why it fails
          }
          memo.join(reader);
          if (!memo.fingerprint.equals(edge.fingerprint())) {
            return null;
          }
          Memo.Stamp stamp = memo.stampFor(run.revision());
          durability = durability.min(stamp.durability());
          hinted &= stamp.hinted();
          heardOf &= reach.isUntouched(memo, stamp);
        }
      }
    }
    return new Held(new Memo.Stamp(run.revision(), durability, hinted), heardOf);
  }
}
