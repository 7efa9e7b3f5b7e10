package io.seine.peers;

import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.scoring.onnx.OnnxScoringModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** langchain4j-onnx-scoring, with so many passages of a query in a call. */
final class LangChain4j implements Peer {
  private record Call(String query, List<TextSegment> segments) {}

  private final OnnxScoringModel model;
  private final int batch;
  private List<Call> calls = List.of();

  LangChain4j(Path directory, int cores, int batch) throws Exception {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(cores);
    this.model =
        new OnnxScoringModel(
            directory.resolve("model.onnx").toString(),
            options,
            directory.resolve("tokenizer.json").toString());
    this.batch = batch;
  }

  @Override
  public void load(List<Group> groups) {
    List<Call> all = new ArrayList<>();
    for (Group group : groups) {
      List<TextSegment> segments = group.passages().stream().map(TextSegment::from).toList();
      for (int i = 0; i < segments.size(); i += batch) {
        all.add(
            new Call(group.query(), segments.subList(i, Math.min(segments.size(), i + batch))));
      }
    }
    calls = all;
  }

  @Override
  public void run() {
    for (Call call : calls) {
      model.scoreAll(call.segments(), call.query());
    }
  }
}
