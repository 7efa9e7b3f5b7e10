package io.seine.cli.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clicks say of relevance. Whoever clicked has looked at what stands above (Joachims, 2002): a
 * document is relevant when it was clicked in at least half of the times that it was looked at, and
 * what stands below every click is not judged.
 */
final class Clicks {
  private final Map<String, Map<String, Looks>> queries = new LinkedHashMap<>();

  private record Looks(int looked, int clicked) {
    Looks plus(boolean click) {
      return new Looks(looked + 1, clicked + (click ? 1 : 0));
    }
  }

  /**
   * One list of hits that somebody saw.
   *
   * @param shown ids, best first
   * @param clicked those of them that were clicked
   */
  void add(String query, List<String> shown, List<String> clicked) {
    int last = -1;
    for (int i = 0; i < shown.size(); i++) {
      if (clicked.contains(shown.get(i))) {
        last = i;
      }
    }
    Map<String, Looks> documents = queries.computeIfAbsent(query, text -> new LinkedHashMap<>());
    for (String id : shown.subList(0, last + 1)) {
      documents.put(id, documents.getOrDefault(id, new Looks(0, 0)).plus(clicked.contains(id)));
    }
  }

  /** The grades, 1 or 0, of the documents of each query that had a click. */
  Map<String, Map<String, Integer>> grades() {
    Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
    queries.forEach(
        (query, documents) -> {
          Map<String, Integer> judged = new LinkedHashMap<>();
          documents.forEach(
              (id, looks) -> judged.put(id, 2 * looks.clicked() >= looks.looked() ? 1 : 0));
          if (!judged.isEmpty()) {
            grades.put(query, judged);
          }
        });
    return grades;
  }
}
