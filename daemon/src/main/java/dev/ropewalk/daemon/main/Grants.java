package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.analysis.guest.Senses;
import dev.ropewalk.daemon.config.GuestSettings;
import dev.ropewalk.wasm.abi.World;
import dev.ropewalk.wasm.registry.Capability;
import dev.ropewalk.wasm.registry.Manifest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What extensions sense of the world beyond their inputs, as the user granted it. */
final class Grants {
  private final GuestSettings settings;
  private final SecureRandom random = new SecureRandom();

  Grants(GuestSettings settings) {
    this.settings = settings;
  }

  Senses of(Manifest manifest) {
    Set<Capability> granted = settings.granted(manifest);
    Supplier<World.Time> clock =
        () -> new World.Time(System.currentTimeMillis(), System.nanoTime());
    IntFunction<byte[]> bytes =
        count -> {
          var made = new byte[count];
          random.nextBytes(made);
          return made;
        };
    return new Senses(
        Optional.of(clock).filter(it -> granted.contains(Capability.CLOCK)),
        Optional.of(bytes).filter(it -> granted.contains(Capability.RANDOM)));
  }
}
