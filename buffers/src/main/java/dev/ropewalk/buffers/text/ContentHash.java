package dev.ropewalk.buffers.text;

/**
 * A 122-bit digest of a text's content: equal texts have equal hashes, whatever edits made them.
 *
 * <p>For use in the memory of one process only. Its two bases are drawn at random when the process
 * starts, so that two different texts of up to 2 GB collide with a probability below
 * 2<sup>-59</sup> even if someone chose them to collide without seeing a hash; the same text has
 * another hash in another process. Keys on disk or on a network need a cryptographic digest of the
 * bytes.
 *
 * @param high the value of the first polynomial, {@code [0, 2^61 - 1)}
 * @param low the value of the second polynomial, {@code [0, 2^61 - 1)}
 */
public record ContentHash(long high, long low) {}
