package io.seine.cli;

import io.seine.cli.deadletters.Letter;
import io.seine.cli.deadletters.LetterFilter;
import io.seine.cli.deadletters.LetterLine;
import io.seine.cli.deadletters.LetterPage;
import io.seine.cli.deadletters.LetterPosition;
import io.seine.cli.deadletters.LetterSummary;
import io.seine.cli.deadletters.LetterTopic;
import io.seine.cli.deadletters.LettersException;
import io.seine.cli.deadletters.Originals;
import io.seine.cli.deadletters.ReplayPlan;
import io.seine.cli.deadletters.Replayer;
import io.seine.cli.options.KafkaOptions;
import io.seine.cli.terminal.Printable;
import io.seine.message.ErrorCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code seine dead-letters}: lists, shows and replays what could not be processed. */
@Command(
    name = "dead-letters",
    description = "list, show and replay records that could not be processed",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Replay.class
    })
final class DeadLettersCommand {

  /** Where the letters are. */
  static final class TopicOptions {
    @Mixin private KafkaOptions kafka = new KafkaOptions();

    @Option(
        names = "--dead-letters",
        paramLabel = "TOPIC",
        defaultValue = "dead-letters",
        description = "the topic of dead letters (default: ${DEFAULT-VALUE})")
    private String topic = "dead-letters";

    LetterTopic open() {
      return new LetterTopic(kafka.clients(), topic);
    }
  }

  /** Which letters are meant. */
  static final class FilterOptions {
    @Option(
        names = "--code",
        converter = CodeConverter.class,
        description = "only letters of this error code, such as not-json")
    private @Nullable ErrorCode code;

    @Option(names = "--stage", description = "only those of this stage")
    private @Nullable String stage;

    @Option(names = "--job", description = "only those of this job")
    private @Nullable String job;

    @Option(names = "--topic", description = "only those whose record came from this topic")
    private @Nullable String topic;

    LetterFilter filter() {
      return new LetterFilter(code, stage, job, topic);
    }

    /** Shows the letters that are meant, and tells the user of a name that no letter has. */
    static void visit(
        LetterTopic letters, LetterFilter filter, PrintWriter errors, Consumer<Letter> visitor) {
      LetterFilter.Names names = new LetterFilter.Names();
      letters.forEach(
          letter -> {
            names.add(letter);
            if (filter.matches(letter)) {
              visitor.accept(letter);
            }
          });
      names.unknown(filter).forEach(errors::println);
    }
  }

  static final class CodeConverter implements ITypeConverter<ErrorCode> {
    @Override
    public ErrorCode convert(String value) {
      return Arrays.stream(ErrorCode.values())
          .filter(code -> code.code().equals(value))
          .findAny()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no error code; it is one of %s"
                          .formatted(
                              value,
                              Arrays.stream(ErrorCode.values())
                                  .map(ErrorCode::code)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  static final class PositionConverter implements ITypeConverter<LetterPosition> {
    @Override
    public LetterPosition convert(String value) {
      try {
        return LetterPosition.parse(value);
      } catch (LettersException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Command(name = "list", description = "a line for each letter, and how many there are of a kind")
  static final class ListLetters implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private TopicOptions topic = new TopicOptions();
    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(names = "--json", description = "an object of JSON for each letter, and no counts")
    private boolean json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      LetterSummary summary = new LetterSummary();
      try (LetterTopic letters = topic.open()) {
        FilterOptions.visit(
            letters,
            filter.filter(),
            spec.commandLine().getErr(),
            letter -> {
              summary.add(letter);
              out.println(json ? LetterLine.json(letter).toString() : LetterLine.text(letter));
            });
      }
      if (!json) {
        out.println(summary.text());
      }
      return 0;
    }
  }

  @Command(name = "show", description = "everything about one letter")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private TopicOptions topic = new TopicOptions();

    @Parameters(
        paramLabel = "PARTITION@OFFSET",
        converter = PositionConverter.class,
        description = "the letter, as list shows it")
    private LetterPosition position = new LetterPosition(0, 0);

    @Override
    public Integer call() {
      try (LetterTopic letters = topic.open()) {
        spec.commandLine().getOut().println(LetterPage.text(letters.at(position)));
      }
      return 0;
    }
  }

  @Command(
      name = "replay",
      description = "publish records again, as they were, to where they came from")
  static final class Replay implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private TopicOptions topic = new TopicOptions();
    @Mixin private FilterOptions filterOptions = new FilterOptions();

    @Option(names = "--all", description = "every letter")
    private boolean all;

    @Parameters(
        arity = "0..*",
        paramLabel = "PARTITION@OFFSET",
        description = "these letters, as list shows them")
    private List<String> named = List.of();

    @Option(names = "--dry-run", description = "only say what would go where")
    private boolean dryRun;

    @Override
    public Integer call() {
      LetterFilter filter = filterOptions.filter();
      Set<LetterPosition> positions = positions();
      int ways = (all ? 1 : 0) + (filter.isEmpty() ? 0 : 1) + (positions.isEmpty() ? 0 : 1);
      if (ways != 1) {
        throw new ParameterException(
            spec.commandLine(),
            "Say which letters, in one way: --all, or --code, --stage, --job and --topic, or positions.");
      }
      try (LetterTopic letters = topic.open()) {
        ReplayPlan plan = new ReplayPlan(topic.topic);
        if (positions.isEmpty()) {
          FilterOptions.visit(letters, filter, spec.commandLine().getErr(), plan::add);
        } else {
          positions.forEach(position -> plan.add(letters.at(position)));
        }
        plan.requireTargets(letters::partitionsOf);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
            dryRun
                ? ReplayPlan.table("Would be replayed", plan.counts())
                : ReplayPlan.table("Replayed", publish(letters, plan, positions)));
        out.print(plan.leftOut());
        out.flush();
      }
      return 0;
    }

    /** The letters that are named, each once. */
    private Set<LetterPosition> positions() {
      Set<LetterPosition> positions = new LinkedHashSet<>();
      for (String name : named) {
        try {
          positions.add(LetterPosition.parse(name));
        } catch (LettersException e) {
          // A converter would be more like it, but picocli calls what one refuses "unmatched".
          throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
      }
      return positions;
    }

    /** Reads the letters a second time: all of them together may be larger than memory. */
    private Map<TopicPartition, Long> publish(
        LetterTopic letters, ReplayPlan plan, Set<LetterPosition> positions) {
      try (Replayer replayer = new Replayer(topic.kafka.clients());
          Originals originals = new Originals(topic.kafka.clients())) {
        Consumer<Letter> publish =
            letter -> {
              if (plan.contains(letter.position())) {
                originals
                    .whole(letter)
                    .ifPresentOrElse(
                        replayer::publish,
                        () ->
                            spec.commandLine()
                                .getErr()
                                .println(
                                    "The letter %s is left out: it had no room for its record, and that is gone from %s."
                                        .formatted(
                                            letter.position(), Printable.line(letter.topic()))));
              }
            };
        if (positions.isEmpty()) {
          letters.forEach(publish);
        } else {
          positions.forEach(position -> publish.accept(letters.at(position)));
        }
        return replayer.finish();
      }
    }
  }
}
