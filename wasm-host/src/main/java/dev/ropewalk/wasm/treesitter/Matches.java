package dev.ropewalk.wasm.treesitter;

import java.util.List;
import java.util.Map;

/**
 * Matches as columns. Match {@code m} in {@code [0, count)} has pattern {@code pattern[m]} and the
 * captures {@code [first[m], first[m + 1])} of the capture columns.
 *
 * @param name index into {@code names}, for each capture
 * @param startUtf16 UTF-16 code units, for each capture
 * @param endUtf16 UTF-16 code units, exclusive, for each capture
 * @param properties what {@code #set!} gave to each pattern
 */
public record Matches(
    int count,
    int[] pattern,
    int[] first,
    int[] name,
    int[] startUtf16,
    int[] endUtf16,
    List<String> names,
    List<Map<String, String>> properties) {}
