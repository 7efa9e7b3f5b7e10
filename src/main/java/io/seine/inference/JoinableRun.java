package io.seine.inference;

import ai.onnxruntime.OrtException;
import java.util.List;

/** The runs of a batch that may be executed together with those of other batches. */
interface JoinableRun extends RunBatch.Run {
  /** Reads several inputs at once. */
  @FunctionalInterface
  interface Model {
    /** What the model makes of each input, in their order. */
    List<float[]> read(int worker, List<TextTokenizer.Tokens> inputs) throws OrtException;
  }

  /** Only runs of one model go together. */
  Model model();

  /** About how many tokens run {@code index} has, which is known before it is tokenised. */
  int length(int index);

  /** What run {@code index} has the model read. */
  TextTokenizer.Tokens input(int index);

  /** Takes the outcome of run {@code index} from memory; false when it is not there. */
  boolean recall(int index, TextTokenizer.Tokens input);

  /** Takes what the model made of the input of run {@code index}. */
  void accept(int index, TextTokenizer.Tokens input, float[] output);

  /** Executes runs of one model together, on the sessions of a worker. */
  static void executeTogether(int worker, List<RunQueue.Next> runs) throws OrtException {
    record Unread(JoinableRun run, int index, TextTokenizer.Tokens input) {}
    List<Unread> unread =
        runs.stream()
            .map(
                next -> {
                  JoinableRun run = (JoinableRun) next.batch().run();
                  return new Unread(run, next.index(), run.input(next.index()));
                })
            .filter(each -> !each.run.recall(each.index, each.input))
            .toList();
    if (unread.isEmpty()) {
      return;
    }
    List<float[]> outputs =
        unread.get(0).run.model().read(worker, unread.stream().map(Unread::input).toList());
    for (int i = 0; i < unread.size(); i++) {
      Unread each = unread.get(i);
      each.run.accept(each.index, each.input, outputs.get(i));
    }
  }
}
