package dev.ropewalk.buffers.edit;

/** Where a position goes when text is inserted at it, or when what is around it is replaced. */
public enum Bias {
  /** Before what is inserted. */
  BEFORE,
  /** Behind what is inserted. */
  AFTER
}
