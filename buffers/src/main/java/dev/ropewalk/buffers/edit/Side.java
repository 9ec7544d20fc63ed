package dev.ropewalk.buffers.edit;

/** Which of two concurrent batches has its insertion first where both insert at one place. */
public enum Side {
  /** This batch's insertion stands before the other's. */
  LEFT,
  /** This batch's insertion stands behind the other's. */
  RIGHT;

  /** Returns the side of the other batch. */
  public Side opposite() {
    return this == LEFT ? RIGHT : LEFT;
  }
}
