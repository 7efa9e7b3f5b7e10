package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.InvalidRecordException;
import io.seine.message.SourceRecord;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a record of the documents topic, and holds its metadata to the types that the index
 * declares.
 */
public final class DecodeDocument implements Stage<SourceRecord, DocumentChange> {
  private static final String NAME = "decode-documents";

  /** Checks a document's metadata; returns it of the types that the index declares. */
  @FunctionalInterface
  public interface MetadataCheck {
    Map<String, Object> check(Map<String, Object> metadata) throws InvalidRecordException;
  }

  private final DocumentDecoder decoder;
  private final MetadataCheck metadata;

  public DecodeDocument(DocumentDecoder decoder, MetadataCheck metadata) {
    this.decoder = decoder;
    this.metadata = metadata;
  }

  @Override
  public CompletionStage<Outcome<DocumentChange>> apply(SourceRecord record) {
    return CompletableFuture.completedFuture(decode(record));
  }

  private Outcome<DocumentChange> decode(SourceRecord record) {
    try {
      return Outcome.output(checked(decoder.decode(record)));
    } catch (InvalidRecordException e) {
      return Outcome.rejected(
          new DeadLetter(record, e.code(), e.getMessage(), NAME, record.keyText()));
    }
  }

  private DocumentChange checked(DocumentChange change) throws InvalidRecordException {
    if (!(change instanceof DocumentChange.Upsert upsert)) {
      return change;
    }
    Document document = upsert.document();
    return new DocumentChange.Upsert(
        upsert.source(),
        upsert.version(),
        new Document(
            document.id(), document.title(), document.text(), metadata.check(document.metadata())));
  }
}
