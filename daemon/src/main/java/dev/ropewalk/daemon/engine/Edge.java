package dev.ropewalk.daemon.engine;

/**
 * A read.
 *
 * @param key what was read
 * @param fingerprint what it was then
 */
record Edge(Key key, Fingerprint fingerprint) {}
