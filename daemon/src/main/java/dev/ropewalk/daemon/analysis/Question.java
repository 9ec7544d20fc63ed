package dev.ropewalk.daemon.analysis;

import java.util.List;

/**
 * What an analysis is asked: its whole argument, which is also its name in caches.
 *
 * @param tree of what
 * @param numbers the analysis' own arguments and the settings that change its result, in the
 *     analysis' order
 */
record Question(TreeId tree, List<Integer> numbers) {
  /** Copies the list. */
  Question {
    numbers = List.copyOf(numbers);
  }

  static Question of(Subject subject, Integer... numbers) {
    return new Question(TreeId.of(subject), List.of(numbers));
  }

  /** The question as a string; different questions have different ones. */
  String argument() {
    StringBuilder out = new StringBuilder(tree.contentName());
    for (int number : numbers) {
      out.append(';').append(number);
    }
    // The language comes last, since it may hold anything.
    return out.append(";;").append(tree.language()).toString();
  }

  /**
   * The question that {@link #argument} wrote.
   *
   * @throws IllegalArgumentException when the string is none
   */
  static Question parse(String argument) {
    int end = argument.indexOf(";;");
    if (end < 0) {
      throw new IllegalArgumentException("not a question of an analysis: " + argument);
    }
    String[] parts = argument.substring(0, end).split(";", -1);
    List<Integer> numbers = new java.util.ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      numbers.add(Integer.valueOf(parts[i]));
    }
    return new Question(new TreeId(TreeId.content(parts[0]), argument.substring(end + 2)), numbers);
  }

  int number(int index) {
    return numbers.get(index);
  }
}
