package io.seine.stage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.seine.message.DeadLetter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
  record Output<O>(@JsonSerialize(using = Typed.class) O value) implements Outcome<O> {}

  /** The input was given up. */
  record Rejected<O>(DeadLetter letter) implements Outcome<O> {}

  /**
   * Writes a value with the name of its kind, where its class has several: by itself, Jackson does
   * not know the class of a type parameter's value when it writes it, but does when it reads it.
   */
  final class Typed extends JsonSerializer<Object> {
    @Override
    public void serialize(Object value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      serializers
          .findTypedValueSerializer(value.getClass(), true, null)
          .serialize(value, json, serializers);
    }
  }

  /** What the stage that follows makes of it: a dead letter stays one. */
  default <P> CompletionStage<Outcome<P>> then(Stage<O, P> next) {
    return this instanceof Output<O> output
        ? next.apply(output.value())
        : CompletableFuture.completedFuture(rejected(((Rejected<O>) this).letter()));
  }

  static <O> Outcome<O> output(O value) {
    return new Output<>(value);
  }

  static <O> Outcome<O> rejected(DeadLetter letter) {
    return new Rejected<>(letter);
  }
}
