package dev.ropewalk.daemon.main;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** How full the heap is with what lives. */
final class HeapOccupancy {
  private HeapOccupancy() {}

  /** What part of the heap was in use after the last collection of each of its pools, 0 to 1. */
  static double afterCollection() {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      used += after == null ? 0 : after.getUsed();
    }
    return (double) used / Runtime.getRuntime().maxMemory();
  }
}
