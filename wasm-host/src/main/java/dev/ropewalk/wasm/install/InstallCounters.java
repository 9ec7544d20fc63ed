package dev.ropewalk.wasm.install;

import java.util.concurrent.atomic.LongAdder;

/** The live counters behind {@link InstallStatistics}. Safe for any thread. */
final class InstallCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder downloadedBytes = new LongAdder();
  final LongAdder integrityMismatches = new LongAdder();
  final LongAdder installed = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder compiled = new LongAdder();
  final LongAdder compileNanos = new LongAdder();
  final LongAdder verifiedReads = new LongAdder();
  final LongAdder corruptReads = new LongAdder();

  InstallStatistics snapshot() {
    return new InstallStatistics(
        requests.sum(),
        downloadedBytes.sum(),
        integrityMismatches.sum(),
        installed.sum(),
        removed.sum(),
        failed.sum(),
        compiled.sum(),
        compileNanos.sum(),
        verifiedReads.sum(),
        corruptReads.sum());
  }
}
