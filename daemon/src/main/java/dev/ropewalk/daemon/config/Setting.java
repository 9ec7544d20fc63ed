package dev.ropewalk.daemon.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a user may know about a setting: its unit, its range, and why its default is what it is. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** The unit of a number; a duration states its own unit and leaves this empty. */
  String unit() default "";

  /** The smallest value; of a duration in milliseconds. */
  long min() default 0;

  /** The largest value; of a duration in milliseconds. */
  long max() default Long.MAX_VALUE;

  /** What it does and why the default is what it is, in a sentence or two. */
  String reason();
}
