package io.seine.cli.reindex;

import io.seine.job.BiEncoderChoice;
import io.seine.job.ModelIndex;
import io.seine.search.IndexMove;
import io.seine.search.IndexMove.Side;
import io.seine.search.IndexReader;
import io.seine.search.ModelAlias;
import io.seine.search.SearchConnection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The indexes in OpenSearch. */
public final class LiveIndexes implements MoveIndexes {
  private final SearchConnection connection;
  private final String alias;
  private final IndexMove move;
  private final Function<BiEncoderChoice, ModelIndex> open;
  private final int sample;
  private final Consumer<String> out;

  /**
   * @param connection to the public alias
   * @param open loads a bi-encoder, for what has to be embedded here
   * @param sample how many documents are looked for by their own text
   */
  public LiveIndexes(
      SearchConnection connection,
      String alias,
      Function<BiEncoderChoice, ModelIndex> open,
      int sample,
      Consumer<String> out) {
    this.connection = connection;
    this.alias = alias;
    this.move = new IndexMove(connection);
    this.open = open;
    this.sample = sample;
    this.out = out;
  }

  @Override
  public Optional<IndexMove.Record> underWay() {
    return move.underWay();
  }

  @Override
  public boolean isCurrent(Side side) {
    return move.currentIndex().equals(side.index());
  }

  @Override
  public IndexMove.Record begin(BiEncoderChoice from, BiEncoderChoice to) {
    IndexMove.Model present = move.currentModel();
    Side side =
        new Side(ModelAlias.of(alias, present.hash()), move.currentIndex(), from.settings());
    return move.begin(side, open.apply(to).model(), to.settings());
  }

  @Override
  public IndexReader.Counts copyMissing(IndexMove.Record record) {
    return new MissingDocuments(from(record), to(record), opened(record), out).copy();
  }

  @Override
  public Comparison compare(IndexMove.Record record) {
    return new IndexComparison(from(record), to(record), opened(record), sample, out).compare();
  }

  @Override
  public IndexReader.Counts counts(Side side) {
    IndexReader reader = new IndexReader(connection, side.modelAlias());
    reader.refresh();
    return reader.counts();
  }

  @Override
  public void point(Side to, Side no) {
    move.point(to, no);
  }

  @Override
  public void drop(Side side) {
    move.drop(side);
  }

  @Override
  public void end(IndexMove.Record record) {
    move.end(record);
  }

  private ModelIndex opened(IndexMove.Record record) {
    return open.apply(new BiEncoderChoice(record.to().settings()));
  }

  private IndexReader from(IndexMove.Record record) {
    return new IndexReader(connection, record.from().modelAlias());
  }

  private IndexReader to(IndexMove.Record record) {
    return new IndexReader(connection, record.to().modelAlias());
  }
}
