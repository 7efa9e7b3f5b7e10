package io.seine.cli.deadletters;

/** Where the record of a letter was published first. */
public record Origin(String topic, int partition, long offset) {

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
