package io.seine.text;

/** Counts the tokens that a model makes of a text, its special tokens not included. */
@FunctionalInterface
public interface TokenCounter {
  int count(String text);
}
