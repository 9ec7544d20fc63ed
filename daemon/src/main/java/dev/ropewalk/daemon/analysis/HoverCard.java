package dev.ropewalk.daemon.analysis;

/**
 * What is told of a name.
 *
 * @param startUtf16 the first unit of the name that was asked about
 * @param endUtf16 the unit behind it
 * @param language for the code fence
 * @param code the first lines of the definition, without common indentation
 * @param comment what a comment before the definition says, without its marks; may be empty
 * @param kind what it is, in words
 * @param line where it is defined, from 0
 */
public record HoverCard(
    int startUtf16,
    int endUtf16,
    String language,
    String code,
    String comment,
    String kind,
    int line) {
  /** Mends what was cut inside a pair. */
  public HoverCard {
    code = Units.scalars(code);
    comment = Units.scalars(comment);
  }

  /** The card as Markdown. */
  public String markdown() {
    String fence = fence();
    StringBuilder out = new StringBuilder();
    out.append(fence).append(language).append('\n').append(code).append('\n').append(fence);
    if (!comment.isEmpty()) {
      out.append("\n\n").append(comment);
    }
    return out.append("\n\n").append('*').append(where()).append('*').toString();
  }

  /** The card for a client that shows no Markdown. */
  public String plain() {
    return code + (comment.isEmpty() ? "" : "\n\n" + comment) + "\n\n" + where();
  }

  private String where() {
    return kind + ", line " + (line + 1);
  }

  /** A fence that the code does not contain. */
  private String fence() {
    StringBuilder fence = new StringBuilder("```");
    while (code.contains(fence)) {
      fence.append('`');
    }
    return fence.toString();
  }
}
