package dev.ropewalk.buffers.pool;

import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps idle objects, the last returned in front, in parts that threads seldom share. */
final class IdleStripes<T> {
  /*
   * Each stripe is a bounded stack under its own lock. A thread starts at the stripe that its number
   * picks, so one that leases and returns gets the object that is still in its cache, and goes around
   * the others when that one is empty or full. The capacities add up to the bound, which therefore
   * needs no counter that all threads write.
   *
   *   L1  A stripe holds at most its capacity; the capacities add up to maxIdle.
   *   L2  Slots at and above a stripe's size are null: what left is not retained.
   *   L3  No object is in two slots.
   *
   * Going around is not atomic: taking may miss an object that comes back behind it, and then one too
   * many is made; adding may see all full that are not any more, and one is let go. Neither breaks a
   * bound. Not done: a lock-free stack allocates a node for each return and gains nothing here, where
   * an object is worth tens of microseconds.
   */

  private final Stripe[] stripes;

  IdleStripes(int stripeCount, int maxIdle) {
    stripes = new Stripe[stripeCount];
    for (int i = 0; i < stripeCount; i++) {
      stripes[i] = new Stripe(maxIdle / stripeCount + (i < maxIdle % stripeCount ? 1 : 0));
    }
  }

  private static final class Stripe {
    private final @Nullable Object[] slots;
    // Written under the lock; read without it to pass by a stripe that has nothing to offer.
    private volatile int size;

    Stripe(int capacity) {
      slots = new Object[capacity];
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    synchronized boolean add(Object object) {
      if (size == slots.length) {
        return false;
      }
      slots[size++] = object;
      return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    synchronized @Nullable Object take() {
      if (size == 0) {
        return null;
      }
      Object object = slots[--size];
      slots[size] = null;
      return object;
    }

    synchronized @Nullable Object[] copy() {
      return Arrays.copyOf(slots, slots.length);
    }
  }

  /** Takes the object that came back last, as far as this thread's stripe knows; or null. */
  @SuppressWarnings("unchecked") // only add() puts objects in
  @Nullable T take() {
    int first = home();
    for (int i = 0; i < stripes.length; i++) {
      Stripe stripe = stripes[(first + i) & (stripes.length - 1)];
      if (stripe.size > 0) {
        Object object = stripe.take();
        if (object != null) {
          return (T) object;
        }
      }
    }
    return null;
  }

  /** Keeps an object, unless all is full. */
  boolean add(T object) {
    int first = home();
    for (int i = 0; i < stripes.length; i++) {
      Stripe stripe = stripes[(first + i) & (stripes.length - 1)];
      if (stripe.size < stripe.slots.length && stripe.add(object)) {
        return true;
      }
    }
    return false;
  }

  /** Returns how many objects are kept. */
  int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      size += stripe.size;
    }
    return size;
  }

  private int home() {
    // The upper bits of a multiplication by the golden ratio: numbers in a row go apart.
    int spread = (int) Thread.currentThread().threadId() * 0x9E3779B9;
    return (spread >>> 16) & (stripes.length - 1);
  }

  void checkInvariants() {
    var seen = new IdentityHashMap<Object, Boolean>();
    for (Stripe stripe : stripes) {
      @Nullable Object[] slots = stripe.copy();
      int filled = 0;
      for (Object object : slots) {
        if (object != null) {
          filled++;
          if (seen.put(object, true) != null) {
            throw new AssertionError("L3: " + object + " is there twice");
          }
        }
      }
      for (int i = 0; i < filled; i++) {
        if (slots[i] == null) {
          throw new AssertionError("L2: slot " + i + " of " + filled + " is empty");
        }
      }
    }
  }
}
