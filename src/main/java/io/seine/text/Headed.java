package io.seine.text;

/** A passage under the title of its document, as the models are given it. */
public final class Headed {
  private Headed() {}

  /** The title, if there is one, and the passage after it. */
  public static String text(String title, String passage) {
    return title.isBlank() ? passage : passage.isBlank() ? title : title + " " + passage;
  }
}
