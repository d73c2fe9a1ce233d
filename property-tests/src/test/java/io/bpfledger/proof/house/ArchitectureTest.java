package io.bpfledger.proof.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house of docs/architecture.md: dependencies point one way, and few rooms may do much. */
final class ArchitectureTest {

  private static final String ROOT = "io.bpfledger";

  /** Rooms in which facts are decided from values alone. */
  private static final String[] PURE = {
    ROOT + ".journal.value..",
    ROOT + ".journal.attachment..",
    ROOT + ".journal.event..",
    ROOT + ".journal.entry..",
    ROOT + ".journal.state..",
    ROOT + ".journal.projection..",
    ROOT + ".journal.history..",
    ROOT + ".journal.verification..",
    ROOT + ".core.machine..",
    ROOT + ".core.request..",
    ROOT + ".core.task..",
    ROOT + ".reconciler.rule..",
    ROOT + ".reconciler.survey..",
    ROOT + ".reconciler.diff..",
    ROOT + ".reconciler.foreign..",
    ROOT + ".reconciler.plan..",
    ROOT + ".kernel.attach..",
    ROOT + ".kernel.elf..",
  };

  private static JavaClasses classes = new ClassFileImporter().importPackages();

  @BeforeAll
  static void readMainClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
  }

  @Test
  void classesOfTheKernelPortAreAmongThoseChecked() {
    assertThat(classes.contain("io.bpfledger.kernel.Kernel")).isTrue();
  }

  @Test
  void modulesKnowOnlyThoseBelowThem() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .withOptionalLayers(true)
            .layer("kernel-io")
            .definedBy(ROOT + ".kernel..")
            .layer("journal")
            .definedBy(ROOT + ".journal..")
            .layer("core-actors")
            .definedBy(ROOT + ".core..")
            .layer("reconciler")
            .definedBy(ROOT + ".reconciler..")
            .layer("host-service")
            .definedBy(ROOT + ".service..")
            .layer("admin-cli")
            .definedBy(ROOT + ".cli..")
            .layer("proof")
            .definedBy(ROOT + ".proof..")
            .layer("benchmarks")
            .definedBy(ROOT + ".benchmarks..")
            .whereLayer("kernel-io")
            .mayNotAccessAnyLayer()
            .whereLayer("journal")
            .mayOnlyAccessLayers("kernel-io")
            .whereLayer("core-actors")
            .mayOnlyAccessLayers("kernel-io", "journal")
            .whereLayer("reconciler")
            .mayOnlyAccessLayers("kernel-io", "journal", "core-actors")
            .whereLayer("host-service")
            .mayOnlyAccessLayers("kernel-io", "journal", "core-actors", "reconciler")
            .whereLayer("admin-cli")
            .mayNotAccessAnyLayer();
    rule.check(classes);
  }

  @Test
  void onlyTheLinuxRoomSeesForeignMemory() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".kernel.linux..", ROOT + ".benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(classes);
  }

  @Test
  void onlyTheJournalTalksToDatabases() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".journal..", ROOT + ".benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(classes);
  }

  @Test
  void onlyMainChoosesAmongKernels() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".kernel.linux..",
            ROOT + ".kernel.simulated..",
            ROOT + ".service..",
            ROOT + ".benchmarks..",
            ROOT + ".proof..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".kernel.linux..", ROOT + ".kernel.simulated..")
        .check(classes);
  }

  @Test
  void kernelsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".kernel.linux..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".kernel.simulated..")
        .allowEmptyShould(true)
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".kernel.simulated..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".kernel.linux..")
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void pureRoomsTouchNeitherClockNorActorNorKernel() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("akka..", "java.sql..", "java.net..", "java.util.concurrent..")
        .allowEmptyShould(true)
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Random.class, Thread.class)
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void timeAndChanceComeInThroughConstructors() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".benchmarks..", ROOT + ".kernel.linux..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Random.class)
        .check(classes);
  }

  @Test
  void noRoomNeedsAnotherThatNeedsIt() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    slices()
        .matching(ROOT + ".journal.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }
}
