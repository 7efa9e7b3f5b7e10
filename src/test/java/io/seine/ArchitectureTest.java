package io.seine;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.seine.cli.terminal.CommandException;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** The house of docs/design.md: which package may use which, and what lives in one place only. */
@AnalyzeClasses(packages = "io.seine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule DEPENDENCIES_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.seine.cli..")
          .layer("local")
          .definedBy("io.seine.local..")
          .layer("flink")
          .definedBy("io.seine.flink..")
          .layer("job")
          .definedBy("io.seine.job..")
          .layer("stream")
          .definedBy("io.seine.stream..")
          .layer("stage")
          .definedBy("io.seine.stage..")
          .layer("inference")
          .definedBy("io.seine.inference..")
          .layer("search")
          .definedBy("io.seine.search..")
          .layer("text")
          .definedBy("io.seine.text..")
          .layer("access")
          .definedBy("io.seine.access..")
          .layer("message")
          .definedBy("io.seine.message..")
          .whereLayer("cli")
          .mayOnlyAccessLayers(
              "local", "flink", "job", "stage", "inference", "search", "access", "text", "message")
          .whereLayer("local")
          .mayOnlyAccessLayers("flink", "job")
          .whereLayer("flink")
          .mayNotAccessAnyLayer()
          .whereLayer("job")
          .mayOnlyAccessLayers(
              "stream", "stage", "inference", "search", "text", "access", "message")
          .whereLayer("stream")
          .mayOnlyAccessLayers("stage", "access", "message")
          .whereLayer("stage")
          .mayOnlyAccessLayers("inference", "search", "text", "message")
          .whereLayer("search")
          .mayOnlyAccessLayers("text", "message")
          .whereLayer("inference")
          .mayNotAccessAnyLayer()
          .whereLayer("text")
          .mayNotAccessAnyLayer()
          .whereLayer("access")
          .mayNotAccessAnyLayer()
          .whereLayer("message")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("io.seine.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule BENCHMARKS_ARE_APART =
      slices()
          .matching("io.seine.cli.bench.(*)")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              alwaysTrue(),
              resideInAnyPackage(
                  "io.seine.cli.bench.measure",
                  "io.seine.cli.bench.load",
                  "io.seine.cli.bench.live",
                  "io.seine.cli.bench.inference"));

  @ArchTest
  static final ArchRule WHAT_A_COMMAND_THROWS_IS_SAID_IN_A_SENTENCE =
      classes()
          .that()
          .resideInAPackage("io.seine.cli..")
          .and()
          .areAssignableTo(Exception.class)
          .should()
          .beAssignableTo(CommandException.class);

  @ArchTest
  static final ArchRule MODELS_RUN_IN_INFERENCE_ALONE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seine.inference..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "ai.djl..");

  @ArchTest
  static final ArchRule OPENSEARCH_IS_SPOKEN_IN_SEARCH_ALONE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seine.search..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.opensearch..");

  @ArchTest
  static final ArchRule SPANS_ARE_MADE_IN_STREAM_ALONE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seine.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule STAGES_KNOW_NO_FLINK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.seine.stage..",
              "io.seine.search..",
              "io.seine.inference..",
              "io.seine.text..",
              "io.seine.message..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule THERE_IS_ONE_ASYNC_FUNCTION =
      classes()
          .that()
          .areAssignableTo(RichAsyncFunction.class)
          .should()
          .haveFullyQualifiedName("io.seine.stream.AsyncStage");
}
