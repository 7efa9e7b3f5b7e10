package io.seine.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of text in UTF-8, without the byte order mark that some programs begin it with. Whoever
 * reads on into what is no UTF-8 gets an {@link InputException}.
 */
public final class TextFile {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextFile() {}

  /** Every line of a file. */
  public static List<String> lines(Path file) throws IOException {
    try (BufferedReader text = open(file)) {
      return text.lines().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static BufferedReader open(Path file) throws IOException {
    BufferedReader text = new BufferedReader(new Decoded(file));
    try {
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      return text;
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** Says of which file it is that it can't be decoded. */
  private static final class Decoded extends FilterReader {
    private final Path file;

    Decoded(Path file) throws IOException {
      super(strict(file));
      this.file = file;
    }

    private static Reader strict(Path file) throws IOException {
      return new InputStreamReader(Files.newInputStream(file), UTF_8.newDecoder());
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (CharacterCodingException e) {
        throw new InputException(file + " is not text in UTF-8. Save it as such.", e);
      }
    }
  }
}
