package dev.ropewalk.daemon.engine;

/**
 * Names a text by what it says. Equal texts have equal ids; different texts have different ids as
 * far as the hash is good, and the length guards it.
 *
 * @param high one half of a hash of the whole text
 * @param low the other half
 * @param lengthBytes the length of the text in bytes of UTF-8
 */
public record ContentId(long high, long low, long lengthBytes) {}
