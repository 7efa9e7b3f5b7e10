package io.seine.job;

import io.seine.message.DocumentFields;
import io.seine.message.OffsetVersions;
import java.util.List;

/** The settings of what a document is: where its parts stand in a record, and how it is cut. */
final class DocumentOptions {
  static final Setting<Integer> MAX_BYTES =
      Setting.integer("documents.max-bytes", 2_000_000, 1_000, 100_000_000);
  static final Setting<String> ID = pointer("documents.id", DocumentFields.CONTRACT.id());
  static final Setting<String> TITLE = pointer("documents.title", DocumentFields.CONTRACT.title());
  static final Setting<String> TEXT = pointer("documents.text", DocumentFields.CONTRACT.text());
  static final Setting<String> METADATA =
      new Setting<>(
          "documents.metadata",
          DocumentFields.CONTRACT.metadata(),
          "a JSON Pointer to an object, or name=/pointer,name=/pointer",
          text -> new DocumentFields("", "", "", text, "", "").metadata());
  static final Setting<String> VERSION =
      pointer("documents.version", DocumentFields.CONTRACT.version());
  static final Setting<Long> VERSION_BASE =
      Setting.wholeNumber("documents.version-base", 0, 0, 1_000_000_000_000_000_000L);
  static final Setting<String> DELETED =
      pointer("documents.deleted", DocumentFields.CONTRACT.deleted());

  static final Setting<Integer> PASSAGE_WORDS = Setting.integer("passages.words", 64, 8, 512);
  static final Setting<Integer> PASSAGE_OVERLAP =
      Setting.integer("passages.overlap-words", 0, 0, 256);
  static final Setting<Integer> PASSAGE_MAX_TOKENS =
      Setting.integer("passages.max-tokens", 256, 32, 8192);
  static final Setting<Integer> EMBED_CAPACITY = Setting.integer("embed.capacity", 64, 1, 100_000);
  static final Setting<Integer> WRITE_CAPACITY = Setting.integer("write.capacity", 256, 1, 100_000);

  static final Setting<Integer> KEEP_DAYS = Setting.integer("tombstones.keep-days", 30, 0, 36_500);

  static final List<Setting<?>> ALL =
      List.of(
          MAX_BYTES,
          ID,
          TITLE,
          TEXT,
          METADATA,
          VERSION,
          VERSION_BASE,
          DELETED,
          PASSAGE_WORDS,
          PASSAGE_OVERLAP,
          PASSAGE_MAX_TOKENS,
          EMBED_CAPACITY,
          WRITE_CAPACITY,
          KEEP_DAYS);

  private DocumentOptions() {}

  static OffsetVersions offsetVersions(Settings settings) {
    return new OffsetVersions(
        settings.get(KafkaOptions.DOCUMENTS_TOPIC), settings.get(VERSION_BASE));
  }

  static DocumentFields fields(Settings settings) {
    return new DocumentFields(
        settings.get(ID),
        settings.get(TITLE),
        settings.get(TEXT),
        settings.get(METADATA),
        settings.get(VERSION),
        settings.get(DELETED));
  }

  private static Setting<String> pointer(String key, String defaultText) {
    return new Setting<>(
        key,
        defaultText,
        "a JSON Pointer such as /payload/title, or empty",
        text -> new DocumentFields(text, "", "", "", "", "").id());
  }
}
