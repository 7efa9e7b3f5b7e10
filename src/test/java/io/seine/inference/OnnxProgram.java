package io.seine.inference;

/** A program that begins ONNX Runtime and ends. */
final class OnnxProgram {
  private OnnxProgram() {}

  public static void main(String[] arguments) {
    System.out.println(OnnxEnvironment.begin().getVersion());
  }
}
