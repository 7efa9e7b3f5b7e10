package io.seine.local;

/**
 * A program as {@link ChildProcess} starts them: ready at once, and over when its input ends; or,
 * told to fail, over by itself.
 */
final class ReadyProgram {
  private ReadyProgram() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("READY");
    if (arguments[0].equals("fail")) {
      System.out.println("the disk is full");
      System.exit(3);
    }
    System.in.readAllBytes();
  }
}
