package io.seine.cli.bench.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.BenchException;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** A Seine that is up, as its users have it: topics and nothing else. */
public interface LiveSeine {
  /** Publishes documents and waits until Kafka has acknowledged every one. */
  void publish(List<Document> documents);

  /** Waits until so many documents can be found. */
  void awaitSearchable(long documents) throws IOException, InterruptedException;

  /**
   * Asks queries and waits for their results.
   *
   * @param queries each with an id of its own; the next is taken when one is answered
   * @param underWay how many are asked and not answered at any time
   * @param onResult is told of each result as it comes
   * @throws BenchException when one of them is not answered
   */
  void ask(Iterator<ObjectNode> queries, int underWay, Consumer<RankedResult> onResult)
      throws IOException;
}
