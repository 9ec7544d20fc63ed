package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a module's classes are kept between processes.
 *
 * @param key of the module, its kind and this build
 */
public record KeptClasses(ClassStore store, String key) {
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");

  /**
   * The place of a module.
   *
   * @param kind of the contract; classes of one kind are never taken for those of another
   */
  public static KeptClasses of(ClassStore store, String kind, byte[] module) {
    MessageDigest digest = Sha256.begin();
    digest.update(BuildIdentity.value());
    digest.update(kind.getBytes(StandardCharsets.UTF_8));
    digest.update(Sha256.begin().digest(module));
    return new KeptClasses(store, HexFormat.of().formatHex(digest.digest()));
  }

  /** Takes the classes from the store, if it has them. */
  public Optional<CompiledModule> find() {
    Optional<byte[]> kept = store.get(key);
    if (kept.isPresent()) {
      try {
        return Optional.of(CompiledModule.load(ClassImage.decode(kept.get())));
      } catch (IOException | GuestException e) {
        LOG.log(Level.WARNING, "{0} in the class store: {1}", key, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Compiles the module, which takes seconds for megabytes, and puts the classes into the store.
   *
   * @param rewindable whether its instances are rewound between calls
   * @throws GuestException with {@code COMPILE_FAILED} or {@code MODULE_REFUSED}
   */
  public CompiledModule make(byte[] module, ModuleCompiler compiler, boolean rewindable) {
    ClassImage made = compiler.compile(module, rewindable);
    store.put(key, made.encode());
    return CompiledModule.load(made);
  }
}
