package io.seine.peers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.translator.CrossEncoderTranslator;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.util.StringPair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** DJL's CrossEncoderTranslator on its ONNX Runtime engine, with so many pairs in a batch. */
final class Djl implements Peer {
  private final Predictor<StringPair, float[]> predictor;
  private final int batch;
  private List<List<StringPair>> batches = List.of();

  Djl(Path directory, int cores, int batch) throws Exception {
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            directory.resolve("tokenizer.json"), Map.of("padding", "true", "maxLength", "512"));
    this.predictor =
        Criteria.builder()
            .setTypes(StringPair.class, float[].class)
            .optModelPath(directory)
            .optModelName("model")
            .optEngine("OnnxRuntime")
            .optOption("intraOpNumThreads", Integer.toString(cores))
            .optTranslator(CrossEncoderTranslator.builder(tokenizer).optIncludeTokenTypes(true).build())
            .build()
            .loadModel()
            .newPredictor();
    this.batch = batch;
  }

  @Override
  public void load(List<Group> groups) {
    List<StringPair> pairs = new ArrayList<>();
    for (Group group : groups) {
      group.passages().forEach(passage -> pairs.add(new StringPair(group.query(), passage)));
    }
    List<List<StringPair>> all = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += batch) {
      all.add(pairs.subList(i, Math.min(pairs.size(), i + batch)));
    }
    batches = all;
  }

  @Override
  public void run() throws Exception {
    for (List<StringPair> pairs : batches) {
      predictor.batchPredict(pairs);
    }
  }
}
