package io.seine.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What holds for any bytes: a decoder gives a value within the limits, which is the same when it is
 * written and read again, or says what is wrong in the one exception that it declares.
 */
final class DecoderProperties {
  private static final int MAX_BYTES = 4_096;
  private static final DocumentFields ELSEWHERE =
      new DocumentFields(
          "/payload/sku", "/payload/name", "/text", "brand=/payload/brand,y=/y", "/ts", "/gone");
  private static final QueryLimits LIMITS =
      new QueryLimits(
          MAX_BYTES,
          200,
          100,
          60,
          20,
          60_000,
          10,
          50,
          5_000,
          Reranking.FUSED,
          ReadingMode.ADAPTIVE,
          1);

  private static final DocumentDecoder UNLIMITED =
      new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, Integer.MAX_VALUE);
  private static final DocumentDecoder CONTRACT =
      new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, MAX_BYTES);
  private static final DocumentDecoder BY_POINTERS =
      new DocumentDecoder(ELSEWHERE, OffsetVersions.PLAIN, MAX_BYTES);
  private static final QueryDecoder QUERIES = new QueryDecoder(LIMITS);

  static void documents(byte[] input) throws Exception {
    document(CONTRACT, record(input));
  }

  static void documentsOfAnotherLayout(byte[] input) throws Exception {
    document(BY_POINTERS, record(input));
  }

  private static void document(DocumentDecoder decoder, SourceRecord record) throws Exception {
    DocumentChange change;
    try {
      change = decoder.decode(record);
    } catch (InvalidRecordException e) {
      refused(record, e);
      return;
    }
    int idBytes = change.id().getBytes(UTF_8).length;
    require(idBytes > 0 && idBytes <= DocumentDecoder.MAX_ID_BYTES, "an id of the index's length");
    require(change.version() >= 0, "a version");
    require(record.value() == null || record.value().length <= MAX_BYTES, "the limit is kept");
    if (change instanceof DocumentChange.Upsert upsert) {
      Document document = upsert.document();
      require(!(document.title() + document.text()).isBlank(), "something to find");
      document.metadata().forEach((name, value) -> require(isMetadata(value), name));
      ObjectNode json = Json.MAPPER.createObjectNode();
      json.put("title", document.title()).put("text", document.text());
      json.put("version", change.version());
      json.set("metadata", Json.MAPPER.valueToTree(document.metadata()));
      SourceRecord written =
          Records.record(change.id().getBytes(UTF_8), Json.MAPPER.writeValueAsBytes(json));
      require(
          UNLIMITED
              .decode(written)
              .equals(new DocumentChange.Upsert(written, change.version(), document)),
          "read again, it is the same");
    }
  }

  static void queries(byte[] input) throws Exception {
    SourceRecord record = record(input);
    long now = Records.TIMESTAMP + 40;
    Query query;
    try {
      query = QUERIES.decode(record, now);
    } catch (InvalidRecordException e) {
      refused(record, e);
      return;
    }
    require(!query.id().isEmpty() && query.id().length() <= 512, "an id");
    require(!query.text().isBlank() && query.text().length() <= LIMITS.maxTextLength(), "a text");
    require(query.k() > 0 && query.k() <= LIMITS.maxK(), "k");
    require(query.candidates() > 0 && query.candidates() <= LIMITS.maxCandidates(), "candidates");
    require(query.passages() > 0 && query.passages() <= Query.MAX_PASSAGES, "passages");
    long deadline = query.deadlineMillis() - Records.TIMESTAMP;
    require(deadline > 0 && deadline <= LIMITS.maxDeadlineMillis(), "a deadline");
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", query.id()).put("text", query.text()).put("k", query.k());
    json.put("candidates", query.candidates()).put("deadline_ms", deadline);
    json.put("rerank", query.rerank().code())
        .put("retrieval", query.retrieval().name().toLowerCase(Locale.ROOT))
        .put("reading", query.reading().name().toLowerCase(Locale.ROOT))
        .put("passages", query.passages());
    filter(json.putObject("filter"), query.filter());
    SourceRecord written = Records.record(record.key(), Json.MAPPER.writeValueAsBytes(json));
    QueryDecoder unlimited =
        new QueryDecoder(
            new QueryLimits(
                Integer.MAX_VALUE,
                200,
                100,
                60,
                20,
                60_000,
                10,
                50,
                5_000,
                Reranking.FUSED,
                ReadingMode.ADAPTIVE,
                1));
    require(unlimited.decode(written, now).equals(query), "read again, it is the same");
  }

  private static void filter(ObjectNode filter, List<Condition> conditions) {
    int values = 0;
    for (Condition condition : conditions) {
      ObjectNode field = filter.withObjectProperty(condition.field());
      if (condition instanceof Condition.AnyOf any) {
        values += values(field.putArray("any"), any.values());
      } else if (condition instanceof Condition.AllOf all) {
        values += values(field.putArray("all"), all.values());
      } else if (condition instanceof Condition.NoneOf none) {
        values += values(field.putArray("none"), none.values());
      } else if (condition instanceof Condition.Exists exists) {
        field.put("exists", exists.exists());
      } else if (condition instanceof Condition.Prefix prefix) {
        field.put("prefix", prefix.prefix());
      } else if (condition instanceof Condition.Range range) {
        bound(field, "gt", range.gt());
        bound(field, "gte", range.gte());
        bound(field, "lt", range.lt());
        bound(field, "lte", range.lte());
      }
    }
    require(values <= LIMITS.maxFilterValues(), "no more values than allowed");
  }

  private static int values(ArrayNode array, List<Object> values) {
    values.forEach(array::addPOJO);
    return values.size();
  }

  private static void bound(ObjectNode field, String operator, Object value) {
    if (value != null) {
      field.putPOJO(operator, value);
    }
  }

  static void rankedResults(byte[] input) throws Exception {
    RankedResult result;
    try {
      result = RankedResultCodec.decode(input);
    } catch (IOException e) {
      return;
    }
    byte[] written = RankedResultCodec.encode(result);
    require(
        Arrays.equals(RankedResultCodec.encode(RankedResultCodec.decode(written)), written),
        "read again, it is the same");
  }

  /** What is refused becomes a dead letter, and a query's sender is told: both can be written. */
  private static void refused(SourceRecord record, InvalidRecordException e) throws Exception {
    DeadLetter letter =
        new DeadLetter(record, e.code(), e.getMessage(), "decode", record.keyText());
    require(!letter.message().isBlank() && letter.message().length() <= 1_001, "a message");
    RankedResult failed =
        new RankedResult(
            QueryDecoder.idOf(record),
            "",
            Status.FAILED,
            letter.message(),
            List.of(),
            0,
            0,
            new Timings(0, 0, 0, 0, 0),
            null);
    require(
        RankedResultCodec.decode(RankedResultCodec.encode(failed)).equals(failed),
        "the sender is told what was said");
  }

  /** The first line is the record's key, the rest its value; without a line there is no value. */
  private static SourceRecord record(byte[] input) {
    for (int i = 0; i < input.length; i++) {
      if (input[i] == '\n') {
        return Records.record(
            Arrays.copyOf(input, i), Arrays.copyOfRange(input, i + 1, input.length));
      }
    }
    return Records.record(input, null);
  }

  private static boolean isMetadata(Object value) {
    return value instanceof List<?> list
        ? list.stream().allMatch(DecoderProperties::isScalar)
        : isScalar(value);
  }

  private static boolean isScalar(Object value) {
    return value instanceof String
        || value instanceof Long
        || value instanceof Boolean
        || (value instanceof Double number && Double.isFinite(number));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
