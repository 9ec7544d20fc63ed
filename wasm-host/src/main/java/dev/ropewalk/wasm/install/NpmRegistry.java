package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A client of the npm registry: resolves versions and downloads archives whose hash is known. Safe
 * for any thread.
 */
final class NpmRegistry implements AutoCloseable {
  private static final String METADATA_TYPE = "application/vnd.npm.install-v1+json";

  private final NpmConfiguration configuration;
  private final HttpFetch http;
  private final InstallLimits.Network limits;
  private final InstallCounters counters;

  NpmRegistry(
      NpmConfiguration configuration, InstallLimits.Network limits, InstallCounters counters) {
    this.configuration = configuration;
    this.limits = limits;
    this.counters = counters;
    this.http = new HttpFetch(limits, counters);
  }

  /** Finds the version that a specification means. */
  NpmRelease resolve(PackageSpec.Npm spec) throws Refusal, InterruptedException {
    NpmConfiguration.Registry registry = configuration.find(spec.name());
    URI address = registry.base().resolve("./" + spec.name().replace("/", "%2f"));
    PackageMetadata metadata;
    try {
      metadata =
          http.get(
              address,
              METADATA_TYPE,
              registry.credentials(),
              limits.maxMetadataBytes(),
              (body, length) -> PackageMetadata.read(body));
    } catch (Refusal refusal) {
      throw explained(refusal, spec, registry);
    }
    String version =
        metadata.resolve(spec.version()).orElseThrow(() -> noSuchVersion(spec, metadata));
    PackageMetadata.Dist dist = Objects.requireNonNull(metadata.releases().get(version), version);
    URI tarball = tarball(spec, version, registry.base(), dist.tarball());
    return new NpmRelease(
        spec.name(),
        version,
        tarball,
        atRegistry(registry.base(), tarball),
        Integrity.parse(dist.integrity()),
        registry.credentials());
  }

  /**
   * Downloads and verifies an archive.
   *
   * @param pinned SRI text of the lock file for this name and version, or empty
   * @param target the file to write; on a mismatch it is the caller's to delete
   * @return the SHA-512 of what was verified, in SRI form
   * @throws Refusal with {@link ProblemCode#INTEGRITY_MISMATCH} and both hashes, or {@link
   *     ProblemCode#INTEGRITY_MISSING} before anything is downloaded
   */
  String download(NpmRelease release, String pinned, Path target, InstallProgress progress)
      throws Refusal, IOException, InterruptedException {
    Optional<Integrity> pin = pin(release, pinned);
    if (release.integrity().isEmpty() && pin.isEmpty()) {
      throw new Refusal(
          ProblemCode.INTEGRITY_MISSING,
          label(release)
              + " has no SHA-256, SHA-384 or SHA-512 hash in the registry, and none is pinned in"
              + " the lock file; a SHA-1 alone proves nothing. Install a newer version, or add the"
              + " package from a folder that you trust");
    }
    try {
      save(release.tarball(), release, target, progress);
    } catch (Refusal refusal) {
      if (release.fallback().isEmpty() || !isUnreachable(refusal.code())) {
        throw refusal;
      }
      save(release.fallback().get(), release, target, progress);
    }
    Integrity.Actual actual = Integrity.Actual.of(target);
    verify(release, "the registry promises", release.integrity(), actual);
    verify(release, "the lock file pins", pin, actual);
    return actual.sha512();
  }

  private static Optional<Integrity> pin(NpmRelease release, String pinned) throws Refusal {
    if (pinned.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integrity> pin = Integrity.parse(pinned);
    if (pin.isEmpty()) {
      throw new Refusal(
          ProblemCode.LOCK_FILE_MALFORMED,
          "the lock file's integrity of "
              + label(release)
              + " is not one: '"
              + Printable.of(pinned)
              + "'");
    }
    return pin;
  }

  private void verify(
      NpmRelease release, String who, Optional<Integrity> promise, Integrity.Actual actual)
      throws Refusal {
    if (promise.isPresent() && !promise.get().matches(actual)) {
      counters.integrityMismatches.increment();
      throw new Refusal(
          ProblemCode.INTEGRITY_MISMATCH,
          label(release)
              + " is not what it should be, and was not kept: "
              + who
              + " "
              + promise.get()
              + ", the archive has "
              + actual.of(promise.get().algorithm()));
    }
  }

  private void save(URI address, NpmRelease release, Path target, InstallProgress progress)
      throws Refusal, InterruptedException {
    http.get(
        address,
        "application/octet-stream, */*",
        release.credentials(),
        limits.maxTarballBytes(),
        (body, length) -> copy(body, length, target, progress));
  }

  private static long copy(InputStream body, long length, Path target, InstallProgress progress)
      throws IOException {
    byte[] chunk = new byte[1 << 16];
    long done = 0;
    try (OutputStream out = PrivateFiles.write(target)) {
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        out.write(chunk, 0, n);
        done += n;
        progress.bytes(done, length);
      }
    }
    return done;
  }

  private static boolean isUnreachable(ProblemCode code) {
    return switch (code) {
      case NOT_FOUND, HTTP_STATUS, NETWORK_FAILED, TIMED_OUT -> true;
      default -> false;
    };
  }

  private static URI tarball(PackageSpec.Npm spec, String version, URI base, String text)
      throws Refusal {
    try {
      return HttpFetch.checked(base, base.resolve(new URI(text)));
    } catch (URISyntaxException e) {
      throw new Refusal(
          ProblemCode.BAD_METADATA,
          "the registry's tarball address of "
              + spec.name()
              + "@"
              + version
              + " is not an address");
    }
  }

  private static Optional<URI> atRegistry(URI base, URI tarball) {
    if (Objects.equals(base.getRawAuthority(), tarball.getRawAuthority())) {
      return Optional.empty();
    }
    String path = tarball.getRawPath();
    String own = path.startsWith(base.getRawPath()) ? path : base.getRawPath() + path.substring(1);
    return Optional.of(base.resolve(own));
  }

  private static Refusal explained(
      Refusal refusal, PackageSpec.Npm spec, NpmConfiguration.Registry registry) {
    return refusal.code() == ProblemCode.NOT_FOUND
        ? new Refusal(
            ProblemCode.NOT_FOUND,
            "the registry "
                + HttpFetch.shown(registry.base())
                + " (from "
                + registry.origin()
                + ") has no package '"
                + spec.name()
                + "'")
        : new Refusal(
            refusal.code(), refusal.getMessage() + " (registry from " + registry.origin() + ")");
  }

  private static Refusal noSuchVersion(PackageSpec.Npm spec, PackageMetadata metadata) {
    String latest = metadata.tags().getOrDefault("latest", "");
    return new Refusal(
        ProblemCode.NO_SUCH_VERSION,
        spec.name()
            + " has no version or tag '"
            + spec.version().text()
            + "'"
            + (PackageSpecParser.isExactVersion(latest) ? "; the latest is " + latest : ""));
  }

  private static String label(NpmRelease release) {
    return release.name() + "@" + release.version();
  }

  @Override
  public void close() {
    http.close();
  }
}
