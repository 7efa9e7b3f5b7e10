package io.seine.cli.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;

/** Questions about the configuration reference, each with the options that answer it. */
public final class JudgedQuestions {
  private static final String FILE = "questions.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private JudgedQuestions() {}

  /**
   * A question.
   *
   * @param relevant the ids of the documents that answer it
   * @param demo whether the demo asks it
   */
  public record Question(String id, String text, List<String> relevant, boolean demo) {}

  /** All of them, in the same order every time. */
  public static List<Question> all() {
    try (InputStream file = JudgedQuestions.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new FileNotFoundException(FILE);
      }
      try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
        return lines.lines().map(JudgedQuestions::parse).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Question parse(String line) {
    try {
      return JSON.readValue(line, Question.class);
    } catch (IOException e) {
      throw new UncheckedIOException("A line of " + FILE + " is not a question: " + line, e);
    }
  }
}
