package io.seine.cli;

import io.seine.cli.terminal.Console;
import io.seine.inference.FetchLines;
import io.seine.inference.ModelCatalog;
import io.seine.inference.ModelDirectory;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
    @Parameters(
        arity = "1..*",
        paramLabel = "MODEL",
        description = "a name of the catalogue, a folder, or hf:owner/name@revision")
    private List<String> models = List.of();

    @Override
    public Integer call() {
      ModelStore store =
          new ModelStore(ModelStore.defaultCache(), new FetchLines(Console.out()::println))
              .expect(models);
      for (String model : models) {
        ModelDirectory directory = store.resolve(model, ModelSettings.NONE);
        Console.out()
            .println(
                model
                    + " is in "
                    + directory.path()
                    + ", every file as it should be; its hash is "
                    + directory.hash());
      }
      return 0;
    }
  }
}
