package io.seine.stage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.seine.message.DeadLetter;

/**
 * What a stage made of one input: an output, or a dead letter. A record that cannot be processed is
 * thus a value that flows on like any other, and never an exception that restarts the job.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Output.class, name = "output"),
  @JsonSubTypes.Type(value = Outcome.Rejected.class, name = "rejected")
})
public sealed interface Outcome<O> {
  /** The input was processed. */
  record Output<O>(O value) implements Outcome<O> {}

  /** The input was given up. */
  record Rejected<O>(DeadLetter letter) implements Outcome<O> {}

  static <O> Outcome<O> output(O value) {
    return new Output<>(value);
  }

  static <O> Outcome<O> rejected(DeadLetter letter) {
    return new Rejected<>(letter);
  }
}
