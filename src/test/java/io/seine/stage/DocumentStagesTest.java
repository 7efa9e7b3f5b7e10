package io.seine.stage;

import static io.seine.stage.Stages.output;
import static io.seine.stage.Stages.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.DeadLetter;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.DocumentFields;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.OffsetVersions;
import io.seine.message.Records;
import io.seine.text.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentStagesTest {
  private static final DocumentDecoder DECODER =
      new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 100);
  private static final DocumentChange DELETE =
      new DocumentChange.Delete(Records.record("d", null), 3, "d");

  private final SplitDocument split = new SplitDocument(4, 100, text -> text.split("\\s+").length);
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<List<String>> embedded = new ArrayList<>();
  private final EmbedDocument embed =
      new EmbedDocument(
          texts -> {
            embedded.add(texts);
            return CompletableFuture.completedFuture(
                IntStream.range(0, texts.size()).mapToObj(i -> new float[] {i}).toList());
          },
          "model",
          text -> text.length() > 40,
          telemetry);

  private static DocumentChange upsert(String title, String text) {
    return new DocumentChange.Upsert(
        Records.record("d", text), 3, new Document("d", title, text, Map.of()));
  }

  @Test
  void aBadDocumentIsADeadLetterThatNamesItsKey() throws Exception {
    DecodeDocument stage = new DecodeDocument(DECODER, metadata -> metadata);

    DeadLetter letter = rejection(stage, Records.record("d7", "{\"text\""));

    assertThat(letter.code()).isEqualTo(ErrorCode.NOT_JSON);
    assertThat(letter.subject()).isEqualTo("d7");
    assertThat(letter.stage()).isEqualTo("decode-documents");
  }

  @Test
  void metadataThatDoesNotFitIsRefused() throws Exception {
    DecodeDocument stage =
        new DecodeDocument(
            DECODER,
            metadata -> {
              throw new InvalidRecordException(ErrorCode.INVALID_METADATA, "year is a word");
            });
    assertThat(rejection(stage, Records.record("d", "x")).message()).isEqualTo("year is a word");
  }

  @Test
  void aTitleStandsBeforeEveryPassageAndIsCutIfItIsLong() throws Exception {
    PassagedChange change =
        output(
            split, upsert("one two three four five six seven eight nine ten", "A b. C d e f g."));
    assertThat(change.heading()).isEqualTo("one two three four");
    assertThat(change.passages()).extracting(Passage::text).containsExactly("A b.", "C d e f g.");
  }

  @Test
  void aDocumentThatIsOnlyATitleHasOnePassage() throws Exception {
    assertThat(output(split, upsert("Title", "")).passages())
        .containsExactly(new Passage("", 0, 0));
  }

  @Test
  void aDocumentOfOnePassageNeedsOneVector() throws Exception {
    EmbeddedChange change = output(embed, output(split, upsert("T", "A b.")));
    assertThat(embedded).containsExactly(List.of("T A b."));
    assertThat(change.vector()).isEqualTo(new float[] {0});
    assertThat(change.passageVectors()).hasSize(1);
  }

  @Test
  void theWholeIsNeverCutThroughACharacter() throws Exception {
    String text = "x".repeat(16_383) + "🎣. And more.";
    PassagedChange change =
        new PassagedChange(
            upsert("", text), "", List.of(new Passage("a", 0, 1), new Passage("b", 1, 2)));
    output(embed, change);
    assertThat(embedded.get(0).get(2)).isEqualTo("x".repeat(16_383));
  }

  @Test
  void aLongerDocumentNeedsOneForEachPassageAndOneForTheWhole() throws Exception {
    EmbeddedChange change = output(embed, output(split, upsert("T", "A b c. D e f g.")));
    assertThat(embedded).containsExactly(List.of("T A b c.", "T D e f g.", "T A b c. D e f g."));
    assertThat(change.vector()).isEqualTo(new float[] {2});
    assertThat(change.passageVectors()).hasSize(2);
  }

  @Test
  void aPassageThatTheModelWouldCutIsCounted() throws Exception {
    output(embed, output(split, upsert("T", "A b c. D e f g.")));
    assertThat(telemetry.counts()).doesNotContainKey("truncated_documents");

    output(embed, output(split, upsert("T", "A b. " + "x".repeat(41) + ".")));
    assertThat(telemetry.counts()).containsEntry("truncated_documents", 1L);
  }

  @Test
  void aDeleteIsNeitherCutNorEmbedded() throws Exception {
    PassagedChange change = output(split, DELETE);
    assertThat(change.passages()).isEmpty();
    assertThat(output(embed, change).vector()).isEmpty();
    assertThat(embedded).isEmpty();
  }
}
