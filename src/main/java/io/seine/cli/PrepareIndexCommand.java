package io.seine.cli;

import io.seine.cli.operations.OperationException;
import io.seine.cli.options.SettingsOptions;
import io.seine.job.PrepareIndex;
import io.seine.job.Settings;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code seine prepare-index}: creates the index that the jobs write to and search. */
@Command(
    name = "prepare-index",
    description = "create the index, or see that it is as the settings say; may be run again")
final class PrepareIndexCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Override
  public Integer call() throws Exception {
    Settings read = settings.read(PrepareIndex.NAME, PrepareIndex.SETTINGS);
    try {
      PrepareIndex.Prepared prepared = PrepareIndex.prepare(read);
      PrintWriter out = spec.commandLine().getOut();
      out.println(prepared.ready());
      prepared.note().ifPresent(out::println);
      return 0;
    } catch (FatalSearchException | RetryableSearchException | RefusedRequestException e) {
      throw notPrepared(e);
    } catch (CompletionException e) {
      throw notPrepared(e.getCause() == null ? e : e.getCause());
    }
  }

  private static OperationException notPrepared(Throwable cause) {
    return new OperationException("The index is not prepared. " + cause.getMessage(), cause);
  }
}
