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
import io.seine.search.KnownDocument;
import io.seine.text.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentStagesTest {
  private static final DocumentDecoder DECODER =
      new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 100);
  private static final DocumentChange DELETE =
      new DocumentChange.Delete(Records.record("d", null), 3, "d");

  private final SplitDocument split =
      new SplitDocument(4, 0, 100, 3, text -> text.split("\\s+").length);
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<List<String>> embedded = new ArrayList<>();
  private final Map<String, KnownDocument> index = new HashMap<>();
  private final EmbedDocument embed = embed("model");

  private EmbedDocument embed(String model) {
    return embed(model, 100);
  }

  private EmbedDocument embed(String model, int maxTokens) {
    return new EmbedDocument(
        texts -> {
          embedded.add(texts);
          return CompletableFuture.completedFuture(
              IntStream.range(0, texts.size()).mapToObj(i -> new float[] {i}).toList());
        },
        model,
        maxTokens,
        (id, vectors) ->
            CompletableFuture.completedFuture(index.getOrDefault(id, KnownDocument.NONE)),
        text -> text.length() > 40,
        telemetry);
  }

  /** What the index holds when this was written to it. */
  private static KnownDocument known(EmbeddedChange written) {
    return new KnownDocument(written.change().version(), written.vectorsByKey());
  }

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
  void aDocumentOfMorePassagesThanTheIndexTakesIsADeadLetter() throws Exception {
    DeadLetter letter = rejection(split, upsert("T", "A b c. D e f. G h i. J k l."));
    assertThat(letter.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(letter.message()).contains("4 passages").contains("3 of one document");
    assertThat(letter.subject()).isEqualTo("d");
    assertThat(output(split, upsert("T", "A b c. D e f. G h i.")).passages()).hasSize(3);
  }

  @Test
  void aDeadLetterHasOneFormWhateverTheMachines() throws Exception {
    SplitDocument stage = new SplitDocument(2, 0, 100, 1_000, text -> 2);
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(rejection(stage, upsert("T", "A b. ".repeat(1_001))).message())
          .startsWith("The document has 1,001 passages; the index takes 1,000 of one document.");
    } finally {
      Locale.setDefault(usual);
    }
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
  void ofTheWholeAsMuchIsGivenAsTheModelReads() throws Exception {
    String text = "x y ".repeat(100_000);
    PassagedChange change =
        new PassagedChange(
            upsert("", text), "", List.of(new Passage("a", 0, 1), new Passage("b", 1, 2)));
    output(embed("short", 512), change);
    output(embed("long", 8_192), change);
    // Four times as many tokens as a model of that length reads.
    assertThat(embedded.get(0).get(2)).isEqualTo(text.substring(0, 16_384));
    assertThat(embedded.get(1).get(2)).isEqualTo(text.substring(0, 262_144));
    output(embed("endless", Integer.MAX_VALUE), change);
    assertThat(embedded.get(2).get(2)).isEqualTo(text);
  }

  @Test
  void aLongerDocumentNeedsOneForEachPassageAndOneForTheWhole() throws Exception {
    EmbeddedChange change = output(embed, output(split, upsert("T", "A b c. D e f g.")));
    assertThat(embedded).containsExactly(List.of("T A b c.", "T D e f g.", "T A b c. D e f g."));
    assertThat(change.vector()).isEqualTo(new float[] {2});
    assertThat(change.passageVectors()).hasSize(2);
  }

  @Test
  void whatTheIndexHoldsOfTheSameTextIsNotEmbeddedAgain() throws Exception {
    EmbeddedChange first = output(embed, output(split, upsert("T", "A b c. D e f g.")));
    index.put("d", known(first));

    EmbeddedChange again = output(embed, output(split, upsert("T", "A b c. D e f g.")));

    assertThat(embedded).hasSize(1);
    assertThat(again).usingRecursiveComparison().isEqualTo(first);
    assertThat(telemetry.counts())
        .containsEntry("vectors{origin=embedded}", 3L)
        .containsEntry("vectors{origin=reused}", 3L);
  }

  @Test
  void ofAChangedDocumentOnlyWhatChangedIsEmbedded() throws Exception {
    EmbeddedChange first = output(embed, output(split, upsert("T", "A b c. D e f g.")));
    index.put("d", known(first));

    EmbeddedChange changed = output(embed, output(split, upsert("T", "New one. A b c. D e f h.")));

    assertThat(embedded.get(1))
        .containsExactly("T New one.", "T D e f h.", "T New one. A b c. D e f h.");
    assertThat(changed.passages())
        .extracting(Passage::text)
        .containsExactly("New one.", "A b c.", "D e f h.");
    assertThat(changed.passageVectors())
        .containsExactly(new float[] {0}, first.passageVectors().get(0), new float[] {1});
    assertThat(changed.vector()).isEqualTo(new float[] {2});
  }

  @Test
  void aVectorIsOfThePassageUnderItsTitle() throws Exception {
    index.put("d", known(output(embed, output(split, upsert("T", "A b c. D e f g.")))));

    output(embed, output(split, upsert("U", "A b c. D e f g.")));

    assertThat(embedded.get(1)).containsExactly("U A b c.", "U D e f g.", "U A b c. D e f g.");
  }

  @Test
  void theVectorsOfAnotherModelAreNotReused() throws Exception {
    index.put("d", known(output(embed, output(split, upsert("T", "A b.")))));

    output(embed("other"), output(split, upsert("T", "A b.")));

    assertThat(embedded).hasSize(2);
  }

  @Test
  void aPassageThatStandsTwiceIsEmbeddedOnce() throws Exception {
    EmbeddedChange change = output(embed, output(split, upsert("", "A b c d. A b c d.")));

    assertThat(embedded).containsExactly(List.of("A b c d.", "A b c d. A b c d."));
    assertThat(change.passageVectors()).containsExactly(new float[] {0}, new float[] {0});
    assertThat(change.vector()).isEqualTo(new float[] {1});
  }

  @Test
  void whatIsOlderThanTheIndexNeedsNoVectors() throws Exception {
    PassagedChange change = output(split, upsert("T", "A b."));

    index.put("d", new KnownDocument(change.change().version() + 1, Map.of()));
    EmbeddedChange older = output(embed, change);
    assertThat(older.stale()).isTrue();
    assertThat(embedded).isEmpty();

    index.put("d", new KnownDocument(change.change().version(), Map.of()));
    assertThat(output(embed, change).stale()).isFalse();
    assertThat(embedded).hasSize(1);
  }

  @Test
  void aPassageThatTheModelWouldCutIsCounted() throws Exception {
    output(embed, output(split, upsert("T", "A b c. D e f g.")));
    assertThat(telemetry.counts()).containsEntry("truncated_documents", 0L);

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
