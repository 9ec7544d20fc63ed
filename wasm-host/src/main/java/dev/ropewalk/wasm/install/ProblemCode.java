package dev.ropewalk.wasm.install;

/** Stable codes of what can go wrong with a package. */
public enum ProblemCode {
  /** The specification of a package is not one. */
  BAD_SPEC,
  /** No registry is configured. */
  NO_REGISTRY,
  /** The configured registry is not a usable address. */
  BAD_REGISTRY,
  /** The registry has no such package, or no such file. */
  NOT_FOUND,
  /** The package has no such version or dist-tag. */
  NO_SUCH_VERSION,
  /** The registry answered, but not with the file. */
  HTTP_STATUS,
  /** A redirect that is not followed. */
  REDIRECT_REFUSED,
  /** The connection failed. */
  NETWORK_FAILED,
  /** A request or a tool ran over its time. */
  TIMED_OUT,
  /** Something is larger than its limit. */
  TOO_LARGE,
  /** The registry's document about the package is malformed. */
  BAD_METADATA,
  /** The registry names no hash that is strong enough. */
  INTEGRITY_MISSING,
  /** The bytes are not the ones that were promised or pinned. */
  INTEGRITY_MISMATCH,
  /** The archive is not a readable gzipped tar file. */
  ARCHIVE_MALFORMED,
  /** The archive has an entry that could do harm. */
  ARCHIVE_REFUSED,
  /** {@code tree-sitter.json} or {@code package.json} is malformed. */
  MANIFEST_MALFORMED,
  /** The package holds nothing that is an extension. */
  NOT_AN_EXTENSION,
  /** A WebAssembly module of the package is malformed or refused. */
  MODULE_REFUSED,
  /** The compiler that the package needs is not installed. */
  TOOLS_MISSING,
  /** The sources of the package do not compile, or need what guests do not have. */
  COMPILE_FAILED,
  /** The lock file cannot be understood; it is left as it is. */
  LOCK_FILE_MALFORMED,
  /** No package of that name is installed. */
  NOT_INSTALLED,
  /** An installed file is not what it was when it was installed. */
  FILE_CORRUPT,
  /** A file could not be read or written. */
  IO_FAILED,
  /** The caller's thread was interrupted. */
  CANCELLED
}
