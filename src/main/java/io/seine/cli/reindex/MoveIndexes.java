package io.seine.cli.reindex;

import io.seine.job.BiEncoderChoice;
import io.seine.search.IndexMove;
import io.seine.search.IndexMove.Side;
import io.seine.search.IndexReader;
import java.util.Optional;

/** The two indexes of a move, and the public alias that stands for one of them. */
public interface MoveIndexes {
  /** The move that is under way. */
  Optional<IndexMove.Record> underWay();

  /** Whether the public alias stands for this one. */
  boolean isCurrent(Side side);

  /** Makes the index for another bi-encoder. */
  IndexMove.Record begin(BiEncoderChoice from, BiEncoderChoice to);

  /**
   * Brings into the new index what the old one has and it has not, or only older.
   *
   * @return how many documents and tombstones that were
   */
  IndexReader.Counts copyMissing(IndexMove.Record move);

  /** Holds the new index against the old one. */
  Comparison compare(IndexMove.Record move);

  IndexReader.Counts counts(Side side);

  /** Lets the public alias stand for one side instead of the other. */
  void point(Side to, Side no);

  void drop(Side side);

  /** Ends a move: nothing tells of it any more. */
  void end(IndexMove.Record move);
}
