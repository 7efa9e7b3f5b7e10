package io.seine.peers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ceiling: a session of one thread for each core, one pair a run, no queue but a counter. The
 * texts are tokenised beforehand, so that nothing but the model is measured.
 */
final class BareLoop implements Peer {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final List<OrtSession> sessions = new ArrayList<>();
  private final HuggingFaceTokenizer tokenizer;
  private final ExecutorService threads;
  private List<Encoding> encodings = List.of();

  BareLoop(Path model, int cores) throws Exception {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    for (int i = 0; i < cores; i++) {
      sessions.add(environment.createSession(model.resolve("model.onnx").toString(), options));
    }
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            model.resolve("tokenizer.json"), Map.of("padding", "false", "maxLength", "512"));
    threads = Executors.newFixedThreadPool(cores);
  }

  @Override
  public void load(List<Group> groups) {
    List<Encoding> all = new ArrayList<>();
    for (Group group : groups) {
      for (String passage : group.passages()) {
        all.add(
            group.query() == null
                ? tokenizer.encode(passage)
                : tokenizer.encode(group.query(), passage));
      }
    }
    encodings = all;
  }

  @Override
  public void run() throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> loops = new ArrayList<>();
    for (OrtSession session : sessions) {
      loops.add(
          () -> {
            int i;
            while ((i = next.getAndIncrement()) < encodings.size()) {
              read(session, encodings.get(i));
            }
            return null;
          });
    }
    for (Future<Void> loop : threads.invokeAll(loops)) {
      loop.get();
    }
  }

  private void read(OrtSession session, Encoding encoding) throws Exception {
    long[] mask = new long[encoding.getIds().length];
    Arrays.fill(mask, 1);
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        long[] values =
            switch (name) {
              case "input_ids" -> encoding.getIds();
              case "token_type_ids" -> encoding.getTypeIds();
              default -> mask;
            };
        inputs.put(
            name,
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(values), new long[] {1, values.length}));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
