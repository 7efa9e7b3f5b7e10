package io.seine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.operations.JobReport;
import io.seine.cli.options.FlinkOptions;
import io.seine.cli.terminal.Printable;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.flink.FlinkRest.Overview;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seine status}: how the jobs of a Flink cluster are doing. */
@Command(
    name = "status",
    description =
        "how the jobs of a Flink cluster are doing; ends with 0 when there are any and all run")
final class StatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FlinkOptions flinkOptions = new FlinkOptions();

  @Parameters(arity = "0..1", paramLabel = "JOB", description = "only this one, by its name or id")
  private @Nullable String only;

  @Option(names = "--json", description = "an object of JSON")
  private boolean json;

  @Override
  public Integer call() {
    FlinkRest flink = flinkOptions.open();
    Overview overview = flink.overview();
    List<JobReport> reports = jobs(flink).stream().map(job -> JobReport.of(flink, job)).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? json(flink, overview, reports).toString()
            : Printable.block(text(flink, overview, reports)));
    boolean allRun = reports.stream().allMatch(report -> report.job().isRunning());
    return allRun && !reports.isEmpty() ? 0 : 1;
  }

  private List<FlinkJob> jobs(FlinkRest flink) {
    if (only != null) {
      return List.of(flink.job(only));
    }
    List<FlinkJob> all = flink.jobs();
    Set<String> told = new HashSet<>();
    List<FlinkJob> jobs = new ArrayList<>();
    all.stream().filter(job -> !job.isOver()).forEach(jobs::add);
    jobs.forEach(job -> told.add(job.name()));
    // Of those that are over the newest is enough, and nobody misses it where another runs.
    all.stream().filter(job -> told.add(job.name())).forEach(jobs::add);
    return jobs;
  }

  private static String text(FlinkRest flink, Overview overview, List<JobReport> reports) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Flink at %s: TaskManagers %d, free slots %d of %d%n"
            .formatted(
                flink.url(), overview.taskManagers(), overview.freeSlots(), overview.slots()));
    if (reports.isEmpty()) {
      text.append("There are no jobs.");
    }
    Instant now = Instant.now();
    reports.forEach(report -> text.append(System.lineSeparator()).append(report.text(now)));
    return text.toString().stripTrailing();
  }

  private static ObjectNode json(FlinkRest flink, Overview overview, List<JobReport> reports) {
    ObjectNode json = JSON.createObjectNode();
    json.put("flink", flink.url());
    json.put("task_managers", overview.taskManagers());
    json.put("slots", overview.slots()).put("free_slots", overview.freeSlots());
    ArrayNode jobs = json.putArray("jobs");
    reports.forEach(report -> jobs.add(report.json()));
    return json;
  }
}
