package dev.ropewalk.buffers.pool;

/**
 * The counts of a pool, read one after another: while it is in use they may disagree by what
 * happens meanwhile. At rest, {@code misses = leased + idle + discards + leaks}.
 *
 * @param leased objects in use
 * @param idle objects kept for later
 * @param waiting threads that wait for an object, estimated
 * @param hits leases of an object that was idle
 * @param misses leases for which an object was made
 * @param discards objects that the pool let go: idle ones over the bound, too large ones, failed
 *     ones
 * @param failures how often a method of the type threw, but for {@code create}
 * @param leaks leases that nobody closed before the garbage collector found them
 * @param waits leases that had to wait
 * @param timeouts leases refused, since no object came back within the wait; also when there was
 *     none
 * @param doubleCloses how often a lease was closed again
 */
public record PoolStatistics(
    int leased,
    int idle,
    int waiting,
    long hits,
    long misses,
    long discards,
    long failures,
    long leaks,
    long waits,
    long timeouts,
    long doubleCloses) {}
