package dev.ropewalk.daemon.document;

import dev.ropewalk.buffers.intern.InternMetric;
import dev.ropewalk.buffers.intern.StringInterner;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.DocumentSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The open documents of all connections. Safe for any thread; each document has one writer. */
public final class DocumentStore {
  /** The longest path of Linux, 4,096 bytes; a longer URI is kept as it came. */
  private static final int MAX_INTERNED_URI = 4096;

  private final DocumentSettings settings;
  private final StringInterner uris = new StringInterner(MAX_INTERNED_URI);
  private final Map<String, Owner> owners = new ConcurrentHashMap<>();
  private final LongAdder desynchronisations = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder drifts = new LongAdder();

  /** Makes an empty store. */
  public DocumentStore(DocumentSettings settings) {
    this.settings = settings;
  }

  /**
   * What a client says when it opens a document.
   *
   * @param owner the connection
   * @param uri as the client spells it
   * @param languageId what the client calls the language; may be empty
   */
  public record Opening(
      String owner,
      String uri,
      String languageId,
      int version,
      String text,
      PositionEncoding encoding) {}

  /**
   * A document and what became of its first text.
   *
   * @param outcome {@link ChangeOutcome.Applied} or {@link ChangeOutcome.Refused}
   */
  public record Opened(Document document, ChangeOutcome outcome) {}

  /** Opens a document; one that the owner had open under the URI is closed first. */
  public Opened open(Opening opening, Document.GrammarChoice choice) {
    Owner owner =
        owners.computeIfAbsent(
            opening.owner(), name -> new Owner(new OwnerAccount(settings.maxBytesPerConnection())));
    String uri = uris.intern(DocumentUri.normalise(opening.uri()));
    DocumentKey key = new DocumentKey(opening.owner(), uri);
    close(key);
    Document document =
        new Document(
            key, opening.uri(), opening.languageId(), opening.encoding(), settings, owner.account);
    ChangeOutcome outcome;
    if (owner.documents.size() >= settings.maxDocumentsPerConnection()) {
      String reason =
          "Ropewalk does not serve "
              + opening.uri()
              + ": this connection has "
              + owner.documents.size()
              + " documents open; close some, or raise documents.maxDocumentsPerConnection";
      document.refuseOpen(reason);
      outcome = new ChangeOutcome.Refused(reason);
    } else {
      outcome = document.open(opening.version(), opening.text(), choice);
      owner.documents.put(key.uri(), document);
    }
    count(outcome);
    return new Opened(document, outcome);
  }

  /** The document of an owner, by any spelling of its URI. */
  public Optional<Document> find(String owner, String uri) {
    Owner known = owners.get(owner);
    return known == null
        ? Optional.empty()
        : Optional.ofNullable(known.documents.get(DocumentUri.normalise(uri)));
  }

  /** Counts what became of a change. */
  public void count(ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Desynchronised d -> desynchronisations.increment();
      case ChangeOutcome.Refused r -> refusals.increment();
      case ChangeOutcome.Applied a -> {}
      case ChangeOutcome.Ignored i -> {}
    }
  }

  /** Counts a tree that differed from a fresh parse. */
  void countDrift() {
    drifts.increment();
  }

  /** Closes a document; nothing when it is not open. */
  public void close(DocumentKey key) {
    Owner owner = owners.get(key.owner());
    Document document = owner == null ? null : owner.documents.remove(key.uri());
    if (document != null) {
      document.close();
    }
  }

  /** Closes every document of a connection. */
  public void closeOwner(String owner) {
    Owner gone = owners.remove(owner);
    if (gone != null) {
      gone.documents.values().forEach(Document::close);
      gone.documents.clear();
    }
  }

  /** Every open document now, in no order. */
  public List<Document> documents() {
    return owners.values().stream().flatMap(owner -> owner.documents.values().stream()).toList();
  }

  /** The URIs of documents, of which windows that show the same file share one copy. */
  public InternMetric uris() {
    return uris;
  }

  /** The counters now. */
  public DocumentStatistics statistics() {
    return new DocumentStatistics(
        owners.values().stream().mapToInt(owner -> owner.documents.size()).sum(),
        owners.values().stream().mapToLong(owner -> owner.account.bytes()).sum(),
        desynchronisations.sum(),
        refusals.sum(),
        drifts.sum());
  }

  /** Checks every document and that the accounts hold what the documents do; for tests. */
  void checkInvariants() {
    owners.forEach(
        (name, owner) -> {
          owner.documents.values().forEach(Document::checkInvariants);
          long held =
              owner.documents.values().stream()
                  .mapToLong(
                      d ->
                          d.state() instanceof DocumentState.Open(Snapshot now)
                              ? now.text().lengthBytes()
                              : 0)
                  .sum();
          if (held != owner.account.bytes()) {
            throw new IllegalStateException(
                name + " holds " + held + " bytes, its account " + owner.account.bytes());
          }
        });
  }

  private record Owner(OwnerAccount account, Map<String, Document> documents) {
    Owner(OwnerAccount account) {
      this(account, new ConcurrentHashMap<>());
    }
  }
}
