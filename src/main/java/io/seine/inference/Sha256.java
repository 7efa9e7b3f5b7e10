package io.seine.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 sums of files and texts, as lower-case hexadecimal. */
final class Sha256 {
  private Sha256() {}

  static String of(Path file) throws IOException {
    MessageDigest digest = digest("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      int read;
      while ((read = in.read(buffer)) >= 0) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest);
  }

  static String of(String text) {
    MessageDigest digest = digest("SHA-256");
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** An algorithm that every JDK has. */
  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails when a file is not the one that is expected. */
  static void check(Path file, String expected, String remedy) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelException("The file " + file + " is missing. " + remedy);
    }
    String found = of(file);
    if (!found.equals(expected)) {
      throw new ModelException(
          "The file "
              + file
              + " is not the expected one: its SHA-256 is "
              + found
              + " and not "
              + expected
              + ". "
              + remedy);
    }
  }
}
