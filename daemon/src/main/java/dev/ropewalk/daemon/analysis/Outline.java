package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The symbols of a text.
 *
 * @param roots the outermost ones, in text order
 */
public record Outline(List<Symbol> roots) implements Weighed {
  /** No symbols, or none known. */
  public static final Outline EMPTY = new Outline(List.of());

  /** Copies the list. */
  public Outline {
    roots = List.copyOf(roots);
  }

  /**
   * One symbol; its range contains its name's and those of its children.
   *
   * @param detail for example parameters, on one line; may be empty
   * @param startUtf16 the first unit of the whole definition
   * @param endUtf16 the unit behind it
   * @param nameStartUtf16 the first unit of the name
   * @param nameEndUtf16 the unit behind it
   * @param children in text order
   */
  public record Symbol(
      String name,
      String detail,
      SymbolKind kind,
      int startUtf16,
      int endUtf16,
      int nameStartUtf16,
      int nameEndUtf16,
      List<Symbol> children) {
    /** Copies the list; a name that was cut inside a pair is mended. */
    public Symbol {
      name = Units.scalars(name);
      detail = Units.scalars(detail);
      children = List.copyOf(children);
    }
  }

  /** Visits every symbol, parents before their children. */
  public void forEach(Consumer<Symbol> visitor) {
    roots.forEach(root -> visit(root, visitor));
  }

  /** The symbol whose name is exactly there. */
  public Optional<Symbol> named(int nameStartUtf16, int nameEndUtf16) {
    Symbol[] found = new Symbol[1];
    forEach(
        symbol -> {
          if (symbol.nameStartUtf16() == nameStartUtf16 && symbol.nameEndUtf16() == nameEndUtf16) {
            found[0] = symbol;
          }
        });
    return Optional.ofNullable(found[0]);
  }

  private static void visit(Symbol symbol, Consumer<Symbol> visitor) {
    visitor.accept(symbol);
    symbol.children().forEach(child -> visit(child, visitor));
  }

  @Override
  public long weightBytes() {
    long[] sum = {64};
    forEach(symbol -> sum[0] += 144 + symbol.name().length() + symbol.detail().length());
    return sum[0];
  }
}
