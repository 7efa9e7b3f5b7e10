package io.seine.cli.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a letter stands in the dead-letters topic; written {@code PARTITION@OFFSET}. */
public record LetterPosition(int partition, long offset) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})@([0-9]{1,18})");

  /**
   * The position that a text names.
   *
   * @throws LettersException when it names none
   */
  public static LetterPosition parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new LettersException(
          "'" + text + "' is no position of a letter; one is PARTITION@OFFSET, such as 0@12.");
    }
    return new LetterPosition(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
