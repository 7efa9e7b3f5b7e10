package io.seine.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas say what the code does, and the golden examples are of both. */
class ContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "document, document-full",
    "document, document-minimal",
    "query, query-full",
    "query, query-minimal",
    "ranked-result, ranked-result-partial",
    "ranked-result, ranked-result-failed"
  })
  void goldenExamplesAreValid(String schema, String example) throws Exception {
    assertThat(schema(schema).validate(golden(example))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranked-result-partial", "ranked-result-failed"})
  void resultsAreReadAndWrittenWithoutLoss(String example) throws Exception {
    RankedResult result = RankedResultCodec.decode(JSON.writeValueAsBytes(golden(example)));
    assertThat(JSON.readTree(RankedResultCodec.encode(result))).isEqualTo(golden(example));
  }

  @Test
  void goldenDocumentsAndQueriesAreDecoded() throws Exception {
    DocumentDecoder documents =
        new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 10_000);
    QueryDecoder queries =
        new QueryDecoder(
            new QueryLimits(
                10_000,
                200,
                100,
                60,
                20,
                60_000,
                10,
                50,
                5_000,
                Reranking.FUSED,
                ReadingMode.FIXED,
                1));
    assertThat(documents.decode(record("document-full")).version()).isEqualTo(12);
    assertThat(documents.decode(record("document-minimal")).id()).isEqualTo("key");
    assertThat(queries.decode(record("query-full"), 0).filter()).hasSize(7);
    assertThat(queries.decode(record("query-full"), 0).reading()).isEqualTo(ReadingMode.ADAPTIVE);
    assertThat(queries.decode(record("query-full"), 0).passages()).isEqualTo(2);
    assertThat(queries.decode(record("query-minimal"), 0).text()).isEqualTo("acks");
  }

  @Test
  void aDeadLetterIsTheRecordWithMoreHeaders() {
    SourceRecord source = Records.record("k", "v");
    DeadLetter letter = new DeadLetter(source, ErrorCode.NOT_JSON, "why", "decode", null);

    List<RecordHeader> headers = letter.headers("index-documents");

    assertThat(headers.get(0)).isEqualTo(source.headers().get(0));
    assertThat(headers.subList(1, headers.size()))
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly(
            "seine-dead-letter-code=not-json",
            "seine-dead-letter-message=why",
            "seine-dead-letter-job=index-documents",
            "seine-dead-letter-stage=decode",
            "seine-dead-letter-topic=topic",
            "seine-dead-letter-partition=2",
            "seine-dead-letter-offset=77",
            "seine-dead-letter-timestamp=" + Records.TIMESTAMP);
  }

  @Test
  void aReplayThatFailsAgainIsALetterOfTheSameRecord() {
    SourceRecord first = Records.record("k", "v");
    List<RecordHeader> headers =
        new DeadLetter(first, ErrorCode.NOT_JSON, "why", "decode", null).headers("job");
    SourceRecord replay =
        new SourceRecord(
            "topic", 2, 99, Records.TIMESTAMP, first.key(), first.value(), List.copyOf(headers));

    List<RecordHeader> again =
        new DeadLetter(replay, ErrorCode.NOT_JSON, "why", "decode", null).headers("job");

    assertThat(again).usingRecursiveComparison().isEqualTo(headers);
  }

  private static SourceRecord record(String example) throws Exception {
    return Records.record("key".getBytes(UTF_8), JSON.writeValueAsBytes(golden(example)));
  }

  private static JsonSchema schema(String name) {
    InputStream schema = ContractTest.class.getResourceAsStream("/schema/" + name + ".json");
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
  }

  private static JsonNode golden(String name) throws Exception {
    try (InputStream example =
        ContractTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return JSON.readTree(example);
    }
  }
}
