package io.seine.cli.bench.load;

import io.seine.message.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Documents like given ones, as many as one wants: each is one of them with its words turned by
 * some places, so that it is as long and none of its passages is known.
 */
public final class WarmUpDocuments {
  private final List<Document> like;
  private int made;

  /**
   * @param like at least one
   */
  public WarmUpDocuments(List<Document> like) {
    this.like = like;
  }

  /** The next ones, each with an id of its own. */
  public List<Document> next(int count) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Document document = like.get(made % like.size());
      int times = 1 + made / like.size();
      List<String> words = new ArrayList<>(Arrays.asList(document.text().split("\\s+")));
      Collections.rotate(words, times);
      documents.add(
          new Document(
              "warm-up-" + made++, document.title(), String.join(" ", words), document.metadata()));
    }
    return documents;
  }
}
