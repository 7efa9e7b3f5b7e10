package io.seine.cli.bench.inference;

import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes reading sets out of any texts, with lengths that vary as those of real texts do: a passage
 * is so many whole texts, in their order, that it has enough words, and is cut where it has too
 * many.
 */
public final class ReadingSets {
  /** How many words a passage has at least and at most. */
  private record Length(int least, int most) {}

  /** As the passages that the jobs make: about 116 tokens of a language model under a query. */
  private static final Length SHORT = new Length(40, 64);

  /** As whole abstracts: about 390 tokens. */
  private static final Length LONG = new Length(130, 330);

  /** How many candidates a query has. */
  private static final int PASSAGES_PER_QUERY = 50;

  private final List<String> queries;
  private final Iterator<List<String>> texts;

  /**
   * @param queries at least one; taken again from the first when they are used up
   * @param texts likewise
   */
  public ReadingSets(List<String> queries, List<String> texts) {
    this.queries = queries;
    this.texts =
        Stream.generate(() -> texts)
            .flatMap(List::stream)
            .map(text -> List.of(text.strip().split("\\s+", -1)))
            .iterator();
  }

  /** The sets of pairs and of texts, each one short, one long and one of both in turn. */
  public List<ReadingSet> all(int size) {
    List<ReadingSet> sets = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      sets.add(set("short", kind, size, List.of(SHORT)));
      sets.add(set("long", kind, size, List.of(LONG)));
      sets.add(set("mixed", kind, size, List.of(SHORT, LONG)));
    }
    return sets;
  }

  private ReadingSet set(String name, Kind kind, int size, List<Length> lengths) {
    List<Group> groups = new ArrayList<>();
    for (int begun = 0; begun < size; begun += PASSAGES_PER_QUERY) {
      List<String> passages = new ArrayList<>();
      for (int i = begun; i < Math.min(size, begun + PASSAGES_PER_QUERY); i++) {
        passages.add(passage(lengths.get(i % lengths.size())));
      }
      String query = kind == Kind.TEXTS ? "" : queries.get(groups.size() % queries.size());
      groups.add(new Group(query, passages));
    }
    return new ReadingSet(name, kind, groups);
  }

  private String passage(Length length) {
    List<String> words = new ArrayList<>();
    while (words.size() < length.least()) {
      words.addAll(texts.next());
    }
    return String.join(" ", words.subList(0, Math.min(words.size(), length.most())));
  }
}
