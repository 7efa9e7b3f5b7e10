package io.seine.local;

import java.nio.file.Path;

/** A program that has a folder until its input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws Exception {
    FolderLock.take(Path.of(arguments[0]));
    System.out.println("READY");
    System.in.readAllBytes();
  }
}
