package dev.ropewalk.daemon.analysis;

import java.util.List;

/**
 * What a tree says of its text, and where other languages stand in it.
 *
 * @param facts of the text's own language
 * @param injected stretches of other languages, by start
 */
record Mixed<F>(F facts, List<Injected> injected) {}
