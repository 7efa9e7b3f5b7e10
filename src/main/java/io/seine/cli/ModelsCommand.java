package io.seine.cli;

import io.seine.cli.models.OpenedModel;
import io.seine.cli.terminal.Console;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.FetchLines;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.ModelCatalog;
import io.seine.inference.ModelDirectory;
import io.seine.inference.ModelException;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import io.seine.inference.QueryOrder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seine models}: lists, fetches and checks models. */
@Command(
    name = "models",
    description = "list, fetch, check and compare models",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsCommand.ListModels.class,
      ModelsCommand.Fetch.class,
      AddModelCommand.class
    })
final class ModelsCommand {

  @Command(name = "list", description = "the models of the catalogue")
  static final class ListModels implements Callable<Integer> {
    @Override
    public Integer call() {
      ModelCatalog.DEFAULT
          .entries()
          .forEach(
              model ->
                  Console.out()
                      .printf(
                          "%-26s %-14s %-11s %s%n",
                          model.name(),
                          model.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                          model.licence(),
                          model.source()));
      return 0;
    }
  }

  @Command(
      name = "fetch",
      aliases = "check",
      description = "fetch models into the cache, or check the files of those that are there")
  static final class Fetch implements Callable<Integer> {
    private static final InferenceSettings FOR_A_LOOK =
        new InferenceSettings(
            ExecutionProvider.CPU, 1, QueryOrder.DEADLINE, 0, 0, 0, ModelStore.defaultCache());

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        arity = "1..*",
        paramLabel = "MODEL",
        description = "a name of the catalogue, a folder, or hf:owner/name@revision")
    private List<String> models = List.of();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      ModelStore store =
          new ModelStore(ModelStore.defaultCache(), new FetchLines(out::println)).expect(models);
      try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(FOR_A_LOOK)) {
        for (String model : models) {
          ModelDirectory directory = store.resolve(model, ModelSettings.NONE);
          out.println(
              "%s is in %s, every file as it should be.".formatted(model, directory.path()));
          out.println(description(lease, model));
        }
      }
      return 0;
    }

    /** What the jobs have in it: their hash of a bi-encoder is also of how it is used. */
    private static String description(InferenceRuntime.Lease lease, String model) {
      try {
        return OpenedModel.open(lease, model, ModelSettings.NONE).contender().description();
      } catch (ModelException e) {
        return "It can't be used as it is. " + e.getMessage();
      }
    }
  }
}
