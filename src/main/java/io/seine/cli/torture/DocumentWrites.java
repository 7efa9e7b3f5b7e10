package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.torture.DocumentWrite.Change;
import io.seine.cli.torture.DocumentWrite.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is published to the documents topic, the same for the same seed. Of one id a version means
 * the same whenever and however often it is published.
 */
final class DocumentWrites {
  /**
   * The lowest version of the documents with versions of their own: higher than any offset, so that
   * a change of theirs without one is old.
   */
  static final long FIRST_VERSION = 1_000_000_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IDS = 150;

  /** Of how many published changes a repetition is chosen. */
  private static final int REMEMBERED = 300;

  private final Random random;
  private final List<SettledDocument> settled = SettledDocument.all();
  private final Map<String, String> shelves = new HashMap<>();
  private final List<DocumentWrite> bad = BadDocuments.all();
  private final List<Change> published = new ArrayList<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final List<Change> skipped = new ArrayList<>();
  private int badOnes;

  DocumentWrites(long seed) {
    this.random = new Random(seed);
    settled.forEach(document -> shelves.put(document.id(), document.shelf()));
  }

  /** What is published before the first fault: the settled documents. */
  List<DocumentWrite> sowing() {
    List<DocumentWrite> writes = new ArrayList<>();
    for (SettledDocument document : settled) {
      writes.add(
          remembered(
              Kind.VERSIONED_UPSERT,
              new Change(
                  document.id(), SettledDocument.VERSION, document.text(SettledDocument.VERSION))));
      if (document.deleted()) {
        writes.add(
            remembered(
                Kind.VERSIONED_DELETE,
                new Change(document.id(), SettledDocument.VERSION + 1, null)));
      }
    }
    return writes;
  }

  /** What is published next. */
  DocumentWrite next() {
    int chance = random.nextInt(100);
    if (chance < 30) {
      return advance();
    }
    if (chance < 54) {
      return byOffset();
    }
    if (chance < 64) {
      return skipped.isEmpty()
          ? advance()
          : remembered(Kind.LATE, skipped.remove(random.nextInt(skipped.size())));
    }
    if (chance < 76 && !published.isEmpty()) {
      return write(Kind.REPEATED, published.get(random.nextInt(published.size())));
    }
    if (chance < 90) {
      return lateForSettled();
    }
    return bad.get(badOnes++ % bad.size());
  }

  /** A new version of a document with versions of its own; some are left for later. */
  private DocumentWrite advance() {
    String id = "versioned-" + random.nextInt(IDS);
    long version = newest.getOrDefault(id, FIRST_VERSION);
    for (int i = random.nextInt(3); i > 0; i--) {
      skipped.add(change(id, ++version));
    }
    newest.put(id, ++version);
    Change change = change(id, version);
    return remembered(
        change.text() == null ? Kind.VERSIONED_DELETE : Kind.VERSIONED_UPSERT, change);
  }

  private Change change(String id, long version) {
    boolean deleted = random.nextInt(4) == 0;
    return new Change(id, version, deleted ? null : text(id, Long.toString(version)));
  }

  private DocumentWrite byOffset() {
    String id = "plain-" + random.nextInt(IDS);
    boolean deleted = random.nextInt(4) == 0;
    String text = deleted ? null : text(id, "of " + random.nextInt(Integer.MAX_VALUE));
    return write(deleted ? Kind.DELETE : Kind.UPSERT, new Change(id, null, text));
  }

  private DocumentWrite lateForSettled() {
    SettledDocument document = settled.get(random.nextInt(settled.size()));
    int chance = random.nextInt(10);
    if (chance == 0) {
      return write(Kind.LATE, new Change(document.id(), null, null));
    }
    if (chance == 1) {
      return write(Kind.LATE, new Change(document.id(), null, document.text(chance)));
    }
    // An even one is a deletion, so that a version always means the same.
    long version = SettledDocument.VERSION - 1 - random.nextInt(1_000_000);
    return remembered(
        Kind.LATE,
        new Change(document.id(), version, version % 2 == 0 ? null : document.text(version)));
  }

  private static String text(String id, String revision) {
    return "A note about %s, in revision %s.".formatted(id, revision);
  }

  private DocumentWrite remembered(Kind kind, Change change) {
    if (published.size() < REMEMBERED) {
      published.add(change);
    } else {
      published.set(random.nextInt(REMEMBERED), change);
    }
    return write(kind, change);
  }

  private DocumentWrite write(Kind kind, Change change) {
    return new DocumentWrite(kind, change.id().getBytes(UTF_8), value(change), change, null);
  }

  private byte @Nullable [] value(Change change) {
    if (change.version() == null && change.text() == null) {
      return null;
    }
    ObjectNode value = JSON.createObjectNode();
    if (change.text() == null) {
      value.put("deleted", true);
    } else {
      value.put("text", change.text());
      String shelf = shelves.get(change.id());
      if (shelf != null) {
        value.putObject("metadata").put("shelf", shelf);
      }
    }
    if (change.version() != null) {
      value.put("version", change.version());
    }
    return value.toString().getBytes(UTF_8);
  }
}
