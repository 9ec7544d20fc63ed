package dev.ropewalk.wasm.abi;

/**
 * A guest's heap, as the guest says.
 *
 * @param totalBytes what it manages
 * @param allocatedBytes what is in use
 * @param freeBytes what is free
 * @param largestFreeBytes the largest block that could be had without growing
 */
public record HeapStatistics(
    long totalBytes, long allocatedBytes, long freeBytes, long largestFreeBytes) {

  /**
   * How much of what is free lies in pieces: 0 when all is one block, towards 1 when it is in many.
   */
  public double fragmentation() {
    return freeBytes <= 0 ? 0 : 1 - Math.min(1, (double) largestFreeBytes / freeBytes);
  }
}
