package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.Query;
import io.seine.message.QueryDecoder;
import io.seine.message.QueryLimits;
import io.seine.message.ReadingMode;
import io.seine.message.Reranking;
import io.seine.message.SourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionsTest {
  /** The limits that rank-queries has by default. */
  private static final QueryLimits LIMITS =
      new QueryLimits(
          65_536,
          4_000,
          1_000,
          200,
          100,
          3_600_000,
          10,
          50,
          10_000,
          Reranking.FUSED,
          ReadingMode.ADAPTIVE,
          1);

  private static List<Question> questions(long seed) {
    Questions generator = new Questions(seed);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      questions.add(generator.next());
    }
    return questions;
  }

  @Test
  void aSeedAlwaysGivesTheSameQuestions() {
    assertThat(questions(1).stream().map(question -> new String(question.value(), UTF_8)))
        .containsExactlyElementsOf(
            questions(1).stream().map(question -> new String(question.value(), UTF_8)).toList());
  }

  @Test
  void answersHoldOneSomeOrNoDocuments() {
    List<Question> good = questions(2).stream().filter(q -> q.error() == null).toList();
    assertThat(good).extracting(question -> question.hits().size()).contains(0, 1, 4);
    assertThat(good).extracting(Question::id).doesNotHaveDuplicates();
  }

  @Test
  void seineReadsEachQuestionAsItIsMeant() throws Exception {
    QueryDecoder decoder = new QueryDecoder(LIMITS);
    Set<ErrorCode> errors = new HashSet<>();
    for (Question question : questions(3)) {
      SourceRecord record =
          new SourceRecord(
              "queries", 0, 1, 0, question.id().getBytes(UTF_8), question.value(), List.of());
      if (question.error() == null) {
        Query query = decoder.decode(record, 0);
        assertThat(query.id()).isEqualTo(question.id());
        assertThat(query.k()).isGreaterThan(question.hits().size());
      } else if (question.error() != ErrorCode.INVALID_FILTER) {
        // A filter is checked against the index.
        errors.add(question.error());
        assertThat(QueryDecoder.idOf(record)).isEqualTo(question.id());
        assertThat(error(decoder, record)).isEqualTo(question.error());
      }
    }
    assertThat(errors).hasSize(6);
  }

  private static ErrorCode error(QueryDecoder decoder, SourceRecord record) {
    try {
      throw new AssertionError("read as " + decoder.decode(record, 0));
    } catch (InvalidRecordException e) {
      return e.code();
    }
  }
}
