package dev.ropewalk.wasm.engine;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/** Which class loaders of guests the JVM has, as it says itself. */
public final class GuestLoaders {
  private static final String NAME = "\"ropewalk-guest\"";

  /** Collections that unload nothing before no more is expected, a second or so. */
  private static final int IDLE_TRIES = 20;

  private GuestLoaders() {}

  /** How many the JVM has now, those too that a collection would unload. */
  public static int count() {
    try {
      String all =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "vmClassloaders",
                      new Object[] {new String[] {"fold=false"}},
                      new String[] {String[].class.getName()});
      return all.split(NAME, -1).length - 1;
    } catch (JMException e) {
      throw new IllegalStateException("jcmd VM.classloaders", e);
    }
  }

  /** How many are left when collections unload no more of them, or as few as wanted. */
  public static int left(int wanted) throws InterruptedException {
    int now = count();
    // A guest's thread may still be on its way out.
    for (int idle = 0; idle < IDLE_TRIES && now > wanted; idle++) {
      System.gc();
      new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      int then = now;
      now = count();
      if (now < then) {
        idle = 0;
      }
    }
    return now;
  }
}
