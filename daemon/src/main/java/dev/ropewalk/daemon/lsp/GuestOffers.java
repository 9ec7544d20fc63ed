package dev.ropewalk.daemon.lsp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.analysis.guest.Guests;
import dev.ropewalk.daemon.analysis.guest.Served;
import dev.ropewalk.daemon.extension.format.Formatters;
import dev.ropewalk.wasm.abi.Op;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.lsp4j.Registration;
import org.eclipse.lsp4j.RegistrationParams;
import org.eclipse.lsp4j.services.LanguageClient;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told that extensions answer: what they did when it connected, and, if the
 * client takes that, what came later. What went stays announced, and is answered with nothing.
 */
final class GuestOffers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GuestOffers.class.getName());

  /** Requests that the server answers only through extensions. */
  private static final Map<Op, List<String>> METHODS =
      Map.of(
          Op.COMPLETION, List.of("textDocument/completion"),
          Op.DEFINITION, List.of("textDocument/definition"),
          Op.REFERENCES, List.of("textDocument/references"),
          Op.CODE_ACTIONS, List.of("textDocument/codeAction"),
          Op.INLAY_HINTS, List.of("textDocument/inlayHint"),
          Op.FORMATTING, List.of("textDocument/formatting", "textDocument/rangeFormatting"));

  private final Guests guests;
  private final Formatters formatters;

  @GuardedBy("this")
  private final Set<Op> told = EnumSet.noneOf(Op.class);

  @GuardedBy("this")
  private @Nullable LanguageClient client;

  @GuardedBy("this")
  private Set<String> dynamic = Set.of();

  @GuardedBy("this")
  private boolean initialized;

  private final List<AutoCloseable> subscriptions;

  GuestOffers(Guests guests, Formatters formatters) {
    this.guests = guests;
    this.formatters = formatters;
    subscriptions =
        List.of(guests.set().subscribe(this::changed), formatters.subscribe(this::changed));
  }

  /** What is offered from the start. */
  synchronized Set<Op> begin(LanguageClient remote, ClientProfile profile) {
    client = remote;
    dynamic = profile.dynamic();
    told.addAll(provided());
    return Set.copyOf(told);
  }

  private Set<Op> provided() {
    var all = EnumSet.noneOf(Op.class);
    for (Served served : guests.set().all()) {
      served.manifest().provides().stream()
          .map(Op::named)
          .flatMap(Optional::stream)
          .forEach(all::add);
    }
    if (!formatters.isEmpty()) {
      all.add(Op.FORMATTING);
    }
    return all;
  }

  /** The client is ready to hear of more. */
  void update() {
    synchronized (this) {
      initialized = true;
    }
    changed();
  }

  private void changed() {
    LanguageClient remote;
    List<Registration> fresh = new ArrayList<>();
    synchronized (this) {
      remote = client;
      if (remote == null || !initialized) {
        return;
      }
      for (Op op : provided()) {
        List<String> methods = METHODS.getOrDefault(op, List.of());
        if (!methods.isEmpty() && dynamic.containsAll(methods) && told.add(op)) {
          methods.forEach(method -> fresh.add(new Registration("ropewalk/" + method, method)));
        }
      }
    }
    if (!fresh.isEmpty()) {
      var unused = remote.registerCapability(new RegistrationParams(fresh));
    }
  }

  @Override
  public void close() {
    for (AutoCloseable subscription : subscriptions) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a subscription to extensions did not end", e);
      }
    }
  }
}
