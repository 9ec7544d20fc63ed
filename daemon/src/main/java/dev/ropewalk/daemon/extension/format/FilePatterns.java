package dev.ropewalk.daemon.extension.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of a configuration, as dprint matches them: those of {@code .gitignore}, of which the
 * last that matches counts.
 *
 * <p>They come from a workspace, which nobody trusts: matching takes time in proportion to the
 * length of the patterns times that of the path, whatever they are.
 */
final class FilePatterns {
  /** Characters of all patterns after their alternatives are written out. */
  private static final int MAX_CHARACTERS = 1 << 16;

  private final List<Pattern> patterns;

  /**
   * One pattern, without alternatives.
   *
   * @param directories whether it means directories only
   * @param segments what is between its slashes
   */
  private record Pattern(boolean negated, boolean directories, List<Segment> segments) {}

  private FilePatterns(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @throws IllegalArgumentException when one is none, or they are too long; the message names it
   */
  static FilePatterns of(List<String> texts) {
    var all = new ArrayList<Pattern>();
    int left = MAX_CHARACTERS;
    for (String text : texts) {
      boolean negated = text.startsWith("!");
      String bare = (negated ? text.substring(1) : text).replace('\\', '/');
      int slash = bare.indexOf('/');
      boolean anywhere = slash < 0 || slash == bare.length() - 1;
      for (String plain : Alternatives.of(bare, left)) {
        left -= plain.length() + 1;
        if (left < 0) {
          throw new IllegalArgumentException(
              "patterns of more than " + MAX_CHARACTERS + " characters with their alternatives");
        }
        if (!plain.isEmpty()) {
          all.add(pattern(negated, anywhere, plain));
        }
      }
    }
    return new FilePatterns(all);
  }

  private static Pattern pattern(boolean negated, boolean anywhere, String text) {
    var segments = new ArrayList<Segment>();
    if (anywhere) {
      segments.add(Segment.ANY_DIRECTORIES);
    }
    String bare = text.startsWith("./") ? text.substring(2) : text;
    for (String part : bare.split("/", -1)) {
      if (!part.isEmpty()) {
        segments.add(Segment.of(part));
      }
    }
    return new Pattern(negated, text.endsWith("/"), segments);
  }

  /**
   * Whether a file itself is meant.
   *
   * @param file relative to where the patterns are
   */
  boolean match(Path file) {
    boolean matched = false;
    List<String> names = names(file);
    for (Pattern each : patterns) {
      if (!each.directories && prefixes(each.segments, names)[names.size()]) {
        matched = !each.negated;
      }
    }
    return matched;
  }

  /** Whether a file, or a directory that it is in, is meant; who leaves that out sees no file. */
  boolean matchOrHold(Path file) {
    List<String> names = names(file);
    boolean[] meant = new boolean[names.size() + 1];
    for (Pattern each : patterns) {
      boolean[] found = prefixes(each.segments, names);
      for (int i = 1; i < found.length; i++) {
        if (found[i] && !(each.directories && i == names.size())) {
          meant[i] = !each.negated;
        }
      }
    }
    for (boolean one : meant) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Path file) {
    var names = new ArrayList<String>();
    file.forEach(name -> names.add(name.toString()));
    return names;
  }

  /** Which beginnings of a path, by their number of names, the whole of a pattern matches. */
  private static boolean[] prefixes(List<Segment> segments, List<String> names) {
    boolean[] reached = new boolean[names.size() + 1];
    reached[0] = true;
    for (int s = 0; s < segments.size(); s++) {
      Segment segment = segments.get(s);
      boolean[] next = new boolean[reached.length];
      if (segment == Segment.ANY_DIRECTORIES) {
        boolean last = s == segments.size() - 1; // then it means what is inside
        boolean open = false;
        for (int i = 0; i < reached.length; i++) {
          next[i] = open || (reached[i] && !last);
          open |= reached[i];
        }
      } else {
        for (int i = 1; i < reached.length; i++) {
          next[i] = reached[i - 1] && segment.matches(names.get(i - 1));
        }
      }
      reached = next;
    }
    return reached;
  }
}
