package dev.ropewalk.wasm.treesitter;

import java.util.List;
import java.util.Map;

/**
 * Captures as columns: entry {@code i} of each array is one capture, for {@code i} in {@code [0,
 * count)}; the arrays may be longer. Offsets are UTF-16 code units, end exclusive.
 *
 * @param name index into {@code names}
 * @param pattern index of the pattern in the query; a later pattern is usually the more special
 * @param names the capture names of the query, without {@code @}
 * @param properties what {@code #set!} gave to each pattern (one map for each pattern)
 */
public record Captures(
    int count,
    int[] startUtf16,
    int[] endUtf16,
    int[] name,
    int[] pattern,
    List<String> names,
    List<Map<String, String>> properties) {}
