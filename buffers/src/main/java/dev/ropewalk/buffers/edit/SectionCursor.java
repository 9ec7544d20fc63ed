package dev.ropewalk.buffers.edit;

/**
 * Walks a shape as sections, in order: units retained, then for each edit units inserted, then
 * units deleted. A section may be taken in parts.
 */
final class SectionCursor {
  enum Kind {
    RETAIN,
    INSERT,
    DELETE,
    END
  }

  private final EditShape shape;
  private int edit;
  private int before;
  private int textTaken;
  private Kind kind = Kind.END;
  private int length;

  SectionCursor(EditShape shape) {
    this.shape = shape;
    retain();
  }

  /** Returns what the current section does. */
  Kind kind() {
    return kind;
  }

  /** Returns how many units are left of the section; at the end 0. */
  int length() {
    return length;
  }

  /** Returns how many inserted units have been passed: where this section's text starts. */
  int textOffset() {
    return textTaken;
  }

  /** Tells whether some but not all of an insertion has been taken. */
  boolean isInsideInsertion() {
    return kind == Kind.INSERT && length < shape.inserted(edit);
  }

  /**
   * Passes units of the current section, and moves on when none are left.
   *
   * @param units how many, {@code [1, length()]}
   */
  void take(int units) {
    length -= units;
    switch (kind) {
      case RETAIN -> {
        before += units;
        if (length == 0) {
          insert();
        }
      }
      case INSERT -> {
        textTaken += units;
        if (length == 0) {
          delete();
        }
      }
      case DELETE -> {
        before += units;
        if (length == 0) {
          edit++;
          retain();
        }
      }
      case END -> throw new AssertionError("nothing is left to take " + units + " units of");
    }
  }

  private void retain() {
    kind = Kind.RETAIN;
    length = (edit < shape.size() ? shape.start(edit) : shape.lengthBefore()) - before;
    if (length == 0) {
      insert();
    }
  }

  private void insert() {
    if (edit == shape.size()) {
      kind = Kind.END;
      length = 0;
      return;
    }
    kind = Kind.INSERT;
    length = shape.inserted(edit);
    if (length == 0) {
      delete();
    }
  }

  private void delete() {
    kind = Kind.DELETE;
    length = shape.end(edit) - shape.start(edit);
    if (length == 0) {
      edit++;
      retain();
    }
  }
}
