package io.seine.job;

import io.seine.message.MetadataType;
import io.seine.search.Language;
import io.seine.search.VectorStorage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings of the index that prepare-index creates. */
final class IndexOptions {
  static final Setting<Map<String, MetadataType>> METADATA =
      new Setting<>(
          "index.metadata",
          "",
          "a list such as lang:keyword,year:long of names and types, each one of keyword, long, double, boolean, date; or empty",
          IndexOptions::parseMetadata);
  static final Setting<Language> LANGUAGE = Setting.choice("index.language", Language.ENGLISH);
  static final Setting<VectorStorage> VECTORS =
      Setting.choice("index.vectors", VectorStorage.QUANTISED);
  static final Setting<Integer> SHARDS = Setting.integer("index.shards", 1, 1, 1024);
  static final Setting<Integer> REPLICAS = Setting.integer("index.replicas", 0, 0, 16);
  static final Setting<Integer> REFRESH =
      Setting.integer("index.refresh-ms", 1_000, 100, 3_600_000);
  static final Setting<Integer> HNSW_M = Setting.integer("index.hnsw-m", 16, 2, 100);
  static final Setting<Integer> HNSW_EF =
      Setting.integer("index.hnsw-ef-construction", 100, 2, 2_000);

  static final List<Setting<?>> ALL =
      List.of(METADATA, LANGUAGE, VECTORS, SHARDS, REPLICAS, REFRESH, HNSW_M, HNSW_EF);

  private IndexOptions() {}

  private static Map<String, MetadataType> parseMetadata(String text) {
    Map<String, MetadataType> types = new LinkedHashMap<>();
    if (text.isBlank()) {
      return types;
    }
    for (String entry : text.split(",", -1)) {
      String[] parts = entry.strip().split(":", -1);
      if (parts.length != 2 || !parts[0].matches("[A-Za-z0-9_-]+")) {
        throw new IllegalArgumentException();
      }
      types.put(parts[0], MetadataType.valueOf(parts[1].toUpperCase(Locale.ROOT)));
    }
    return types;
  }
}
