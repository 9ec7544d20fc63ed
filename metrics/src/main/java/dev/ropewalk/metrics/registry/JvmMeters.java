package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The meters of the JVM and the process, in base units. */
final class JvmMeters implements MeterBinder, AutoCloseable {
  /* Micrometer's binders are used where their names and units pass promtool's linter. Three do not:
   * two counters are in milliseconds and nanoseconds and are made here in seconds instead (a filter
   * can rename a meter, but not scale it), one gauge ends in a word that belongs to histograms.
   */
  private static final Set<String> NOT_IN_SECONDS =
      Set.of("jvm.compilation.time", "process.cpu.time");
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  private final JvmGcMetrics collectors = new JvmGcMetrics();
  private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

  /** Leaves out and renames what the linter refuses; for the registry that this is bound to. */
  static MeterFilter filter() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
      }

      @Override
      public MeterFilterReply accept(Meter.Id id) {
        return NOT_IN_SECONDS.contains(id.getName())
            ? MeterFilterReply.DENY
            : MeterFilterReply.NEUTRAL;
      }
    };
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    List<MeterBinder> binders =
        List.of(
            collectors,
            pressure,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new JvmInfoMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics());
    for (MeterBinder binder : binders) {
      binder.bindTo(registry);
    }
    CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
    if (compilation != null && compilation.isCompilationTimeMonitoringSupported()) {
      FunctionCounter.builder(
              "jvm.compilation",
              compilation,
              bean -> bean.getTotalCompilationTime() / MILLIS_PER_SECOND)
          .description("Time that the just-in-time compilers have worked")
          .baseUnit("seconds")
          .register(registry);
    }
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof com.sun.management.OperatingSystemMXBean process) {
      FunctionCounter.builder(
              "process.cpu", process, bean -> bean.getProcessCpuTime() / NANOS_PER_SECOND)
          .description("Processor time that the process has used")
          .baseUnit("seconds")
          .register(registry);
    }
  }

  @Override
  public void close() {
    collectors.close();
    pressure.close();
  }
}
