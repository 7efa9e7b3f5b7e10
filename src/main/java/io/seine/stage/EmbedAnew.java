package io.seine.stage;

import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Stands before a stage that keeps vectors or compares them, and has those made anew that are not
 * of the job's own bi-encoder: what was under way when the job was stopped with another one comes
 * out of its savepoint with vectors of that one.
 */
public final class EmbedAnew<E, O> implements Stage<E, O> {
  private final Predicate<E> fits;
  private final Stage<E, E> embed;
  private final Stage<E, O> next;

  /**
   * @param fits whether an input's vectors are of the job's own bi-encoder
   * @param embed makes an input's vectors anew
   */
  public EmbedAnew(Predicate<E> fits, Stage<E, E> embed, Stage<E, O> next) {
    this.fits = fits;
    this.embed = embed;
    this.next = next;
  }

  @Override
  public CompletionStage<Outcome<O>> apply(E input) {
    return fits.test(input)
        ? next.apply(input)
        : embed.apply(input).thenCompose(made -> made.then(next));
  }

  @Override
  public void close() throws Exception {
    next.close();
  }
}
