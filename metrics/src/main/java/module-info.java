/** The meter registry and its exposition; later the judgement on numbers. */
module dev.ropewalk.metrics {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires transitive micrometer.core;
  requires micrometer.registry.prometheus;
  requires transitive io.prometheus.metrics.model;
  // The binders read the garbage collectors and the file descriptors through it.
  requires jdk.management;

  exports dev.ropewalk.metrics.export;
  exports dev.ropewalk.metrics.registry;
}
