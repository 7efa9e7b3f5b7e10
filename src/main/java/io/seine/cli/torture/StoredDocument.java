package io.seine.cli.torture;

import org.jspecify.annotations.Nullable;

/**
 * A document as the index holds it.
 *
 * @param text null for a tombstone
 */
record StoredDocument(String id, long version, @Nullable String text) {
  @Override
  public String toString() {
    return (text == null ? "a tombstone" : "“" + text + "”") + " of version " + version;
  }
}
