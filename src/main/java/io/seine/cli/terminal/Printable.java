package io.seine.cli.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Texts and bytes of strangers in a form that a terminal can show: it takes no control sequence
 * from them, and not more than it was asked to. A character that is an order to it is shown by its
 * number, as programs and JSON write it: a backslash, u, and four hexadecimal digits.
 */
public final class Printable {
  private static final int DUMPED_BYTES = 256;
  private static final int BYTES_IN_A_ROW = 16;

  private Printable() {}

  /** The text in these bytes; null when they are not UTF-8. */
  public static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The text on one line. */
  public static String line(String text) {
    return escape(text.replaceAll("\\s+", " ").strip(), false);
  }

  /** The text on one line, and not more than so many characters of it. */
  public static String line(String text, int limit) {
    // What is cut off need not be looked through; every run of white space becomes one character.
    String head = text.length() > 16 * limit ? text.substring(0, 16 * limit) : text;
    String line = line(head);
    return line.codePointCount(0, line.length()) <= limit && head.length() == text.length()
        ? line
        : cut(line, limit - 1) + "…";
  }

  /** The text with its line breaks. */
  public static String block(String text) {
    return escape(text.replace("\r\n", "\n"), true);
  }

  /** The first so many characters of a text, with no half of a pair at the end. */
  public static String cut(String text, int limit) {
    return text.codePointCount(0, text.length()) <= limit
        ? text
        : text.substring(0, text.offsetByCodePoints(0, limit));
  }

  private static String escape(String text, boolean breaks) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              boolean kept = breaks && (c == '\n' || c == '\t');
              if (!kept && (Character.isISOControl(c) || misleads(c))) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  /**
   * Whether the character changes the direction of the text around it, and so what it seems, or
   * begins another line.
   */
  private static boolean misleads(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** The first bytes, in rows of hexadecimal digits and of what is ASCII among them. */
  public static String hexDump(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(bytes.length, DUMPED_BYTES);
    for (int start = 0; start < end; start += BYTES_IN_A_ROW) {
      byte[] row = Arrays.copyOfRange(bytes, start, Math.min(end, start + BYTES_IN_A_ROW));
      StringBuilder ascii = new StringBuilder();
      for (byte b : row) {
        ascii.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
      }
      out.append(
          String.format(
              Locale.ROOT,
              "%06x  %-47s  %s%n",
              start,
              HexFormat.ofDelimiter(" ").formatHex(row),
              ascii));
    }
    if (end < bytes.length) {
      out.append("… and ").append(bytes.length - end).append(" bytes more\n");
    }
    return out.toString();
  }
}
