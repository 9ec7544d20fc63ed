package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A module whose classes are kept between processes.
 *
 * @param fromStore whether they came from the store rather than from a compile
 */
public record KeptClasses(CompiledModule module, boolean fromStore) {
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");

  /**
   * Takes the classes from the store, or compiles the module, which takes seconds for megabytes,
   * and puts them there.
   *
   * @param kind of the contract; classes of one kind are never taken for those of another
   * @throws GuestException with {@code COMPILE_FAILED} or {@code MODULE_REFUSED}
   */
  public static KeptClasses load(ClassStore store, String kind, byte[] module) {
    Optional<KeptClasses> found = find(store, kind, module);
    return found.isPresent() ? found.get() : compile(store, kind, module);
  }

  /** Takes the classes from the store, if it has them. */
  public static Optional<KeptClasses> find(ClassStore store, String kind, byte[] module) {
    String key = key(kind, module);
    Optional<byte[]> kept = store.get(key);
    if (kept.isPresent()) {
      try {
        return Optional.of(
            new KeptClasses(CompiledModule.load(ClassImage.decode(kept.get())), true));
      } catch (IOException | GuestException e) {
        LOG.log(Level.WARNING, "{0} in the class store: {1}", key, e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static KeptClasses compile(ClassStore store, String kind, byte[] module) {
    ClassImage made = CompiledModule.compile(module);
    store.put(key(kind, module), made.encode());
    return new KeptClasses(CompiledModule.load(made), false);
  }

  private static String key(String kind, byte[] module) {
    MessageDigest digest = Sha256.begin();
    digest.update(BuildIdentity.value());
    digest.update(kind.getBytes(StandardCharsets.UTF_8));
    digest.update(Sha256.begin().digest(module));
    return HexFormat.of().formatHex(digest.digest());
  }
}
