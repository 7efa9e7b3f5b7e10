package io.seine.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RankedResultCodecTest {
  private static RankedResult result(int hits, int size) {
    return new RankedResult(
        "q",
        "why?",
        Status.PARTIAL,
        "the deadline came",
        IntStream.rangeClosed(1, hits).mapToObj(rank -> hit(rank, size)).toList(),
        50,
        20,
        new Timings(1, 2, 3, 4, 5),
        null);
  }

  private static Hit hit(int rank, int size) {
    return new Hit(
        rank,
        "d" + rank,
        0.5,
        "title",
        "é".repeat(size),
        0,
        1,
        Map.of("note", "x".repeat(size)),
        true,
        0.5,
        new Retrieval(rank, 0.1, null, null, null, null, null, null));
  }

  @Property(tries = 200)
  void isNeverLargerThanAllowedAndKeepsTheFirstHits(
      @ForAll @IntRange(max = 30) int hits,
      @ForAll @IntRange(max = 2_000) int size,
      @ForAll @IntRange(min = 1_000, max = 60_000) int maxBytes)
      throws Exception {
    RankedResult whole = result(hits, size);

    byte[] bytes = RankedResultCodec.encode(whole, maxBytes);
    RankedResult kept = RankedResultCodec.decode(bytes);

    assertThat(bytes.length).isLessThanOrEqualTo(maxBytes);
    assertThat(kept.hits()).isEqualTo(whole.hits().subList(0, kept.hits().size()));
    assertThat(kept.status()).isEqualTo(Status.PARTIAL);
    if (kept.hits().size() < hits) {
      assertThat(kept.reason())
          .isEqualTo(
              "the deadline came; %d of %d hits: more would be larger than records.max-bytes allows"
                  .formatted(kept.hits().size(), hits));
      // None is left out that had room.
      int next = RankedResultCodec.encode(result(kept.hits().size() + 1, size)).length;
      assertThat(next + 100).isGreaterThan(maxBytes);
    } else {
      assertThat(kept).isEqualTo(whole);
    }
  }

  @Example
  void withoutRoomForTheTextItGoesToo() throws Exception {
    RankedResult whole = result(3, 10);
    RankedResult talkative =
        new RankedResult(
            whole.queryId(),
            "\u0001".repeat(1_000),
            whole.status(),
            whole.reason(),
            whole.hits(),
            whole.candidates(),
            whole.reranked(),
            whole.timings(),
            whole.models());

    byte[] bytes = RankedResultCodec.encode(talkative, 5_000);

    assertThat(bytes.length).isLessThanOrEqualTo(5_000);
    RankedResult kept = RankedResultCodec.decode(bytes);
    assertThat(kept.text()).isEmpty();
    assertThat(kept.hits()).isEqualTo(whole.hits());
  }
}
