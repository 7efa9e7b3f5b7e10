package io.seine.cli.terminal;

import java.util.regex.Pattern;

/** A word of a command that is printed to be typed, or copied, into a shell. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private ShellWord() {}

  /** The text as a shell takes it for one word, in quotes where it needs them. */
  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
