package dev.ropewalk.daemon.lsp;

import dev.ropewalk.daemon.analysis.index.WorkspaceIndex;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.jspecify.annotations.Nullable;

/** The directories that one client works in, as it names them. */
final class ClientRoots implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ClientRoots.class.getName());

  /** Roots of one client; an editor with more is not known, a runaway client is. */
  private static final int MAX_ROOTS = 64;

  private final WorkspaceIndex index;
  private final Map<Path, WorkspaceIndex.Opened> open = new ConcurrentHashMap<>();
  private final Set<Path> named = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ClientRoots(WorkspaceIndex index) {
    this.index = index;
  }

  /** The roots that an {@code initialize} names: folders, else the one root of old. */
  @SuppressWarnings("deprecation") // clients without workspace folders have nothing else
  static List<String> of(InitializeParams params) {
    List<WorkspaceFolder> folders = params.getWorkspaceFolders();
    if (folders != null && !folders.isEmpty()) {
      return folders.stream().map(WorkspaceFolder::getUri).toList();
    }
    String root = params.getRootUri();
    return root == null ? List.of() : List.of(root);
  }

  /** The file of a URI; empty when it is none of this machine. */
  static Optional<Path> path(@Nullable String uri) {
    if (uri == null) {
      return Optional.empty();
    }
    try {
      URI parsed = URI.create(uri);
      return "file".equalsIgnoreCase(parsed.getScheme())
          ? Optional.of(Path.of(parsed).toAbsolutePath().normalize())
          : Optional.empty();
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Takes directories as names: documents below them belong to them from now on. */
  void name(Collection<String> uris) {
    uris.forEach(uri -> path(uri).filter(path -> path.getNameCount() > 0).ifPresent(named::add));
  }

  /** The directories that the client named, be they indexed or not. */
  Collection<Path> named() {
    return Set.copyOf(named);
  }

  /** Begins to index directories; what is no directory of this machine is passed over. */
  void add(Collection<String> uris) {
    name(uris);
    if (!index.settings().indexing()) {
      return;
    }
    for (String uri : uris) {
      Optional<Path> root = path(uri).filter(Files::isDirectory);
      if (root.isEmpty() || root.get().getNameCount() == 0) {
        LOG.log(
            System.Logger.Level.INFO, "a workspace folder is no directory, or all; not indexed");
      } else if (open.size() >= MAX_ROOTS) {
        LOG.log(System.Logger.Level.WARNING, "a client has more than {0} roots", MAX_ROOTS);
      } else {
        WorkspaceIndex.Opened before = open.put(root.get(), index.open(root.get()));
        if (before != null) {
          before.close();
        }
      }
    }
    if (closed) {
      close();
    }
  }

  void remove(Collection<String> uris) {
    for (String uri : uris) {
      path(uri).ifPresent(named::remove);
      path(uri).map(open::remove).ifPresent(WorkspaceIndex.Opened::close);
    }
  }

  /** The client says that something happened to a file. */
  void touched(String uri) {
    path(uri)
        .ifPresent(
            path ->
                open.forEach(
                    (root, opened) -> {
                      if (path.startsWith(root)) {
                        opened.touched(path);
                      }
                    }));
  }

  /** The directories. */
  List<Path> roots() {
    return new ArrayList<>(open.keySet());
  }

  @Override
  public void close() {
    closed = true;
    for (Path root : List.copyOf(open.keySet())) {
      WorkspaceIndex.Opened gone = open.remove(root);
      if (gone != null) {
        gone.close();
      }
    }
  }
}
