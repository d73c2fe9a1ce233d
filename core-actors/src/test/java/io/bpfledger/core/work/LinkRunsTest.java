package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Programs run just as often as what they are attached to happens, and not after the detach. */
@RealKernel
@NeedsFeature({Feature.PERF_LINK, Feature.UPROBE, Feature.UPROBE_MULTI})
final class LinkRunsTest {

  private static final int CALLS = 7;
  private static final int SELF = (int) ProcessHandle.current().pid();
  private static final UserBinary LIBRARY =
      new UserBinary(LibraryCall.LIBRARY, OptionalInt.empty());
  private static final UserBinary OWN_LIBRARY =
      new UserBinary(LibraryCall.LIBRARY, OptionalInt.of(SELF));
  private static final UserPlace FUNCTION = UserPlace.function(LibraryCall.FUNCTION);
  private static final OptionalInt THIS_PROCESS = OptionalInt.of(SELF);

  /**
   * A program of the object, where it is attached, and which of the object's counters is its own.
   */
  record Run(String program, int counter, Attachment attachment) {

    @Override
    public String toString() {
      return attachment.describe();
    }
  }

  static final List<Run> RUNS =
      List.of(
          new Run(
              "on_tracepoint", 0, new TracepointAttachment("syscalls", LibraryCall.TRACEPOINT, 0)),
          new Run("on_uprobe", 7, new UprobeAttachment(LIBRARY, FUNCTION, THIS_PROCESS)),
          new Run("on_uprobe", 7, new UprobeAttachment(OWN_LIBRARY, FUNCTION, THIS_PROCESS)),
          new Run("on_uretprobe", 8, new UretprobeAttachment(LIBRARY, FUNCTION, THIS_PROCESS)),
          new Run(
              "on_uprobe_multi",
              9,
              new UprobeMultiAttachment(LIBRARY, List.of(FUNCTION), THIS_PROCESS, false)),
          new Run(
              "on_uretprobe_multi",
              10,
              new UprobeMultiAttachment(LIBRARY, List.of(FUNCTION), THIS_PROCESS, true)));

  private final LinkPlace place = new LinuxLinkPlace();

  @AfterEach
  void leaveThePlace() {
    place.close();
  }

  @ParameterizedTest
  @FieldSource("RUNS")
  void programRunsFromItsAttachToItsDetach(Run run) {
    Path pin = place.bpffs().resolve("program");
    try (LoadedObject loaded = loaded(run)) {
      MapHandle counters = loaded.map("hits");
      Load load = pinned(loaded, run, pin);
      LinkWork work = new LinkWork(place.workplace(), Pause.REAL);
      LibraryCall.make(1);

      Standing standing =
          ((LinkAttached)
                  work.carryOut(
                      new LinkTask.Attach(
                          LinkBench.OPERATION, LinkBench.LINK, run.attachment(), load)))
              .standing();
      LibraryCall.make(CALLS);

      assertThat(count(counters, run)).isEqualTo(CALLS);
      assertThat(
              work.carryOut(
                  new LinkTask.Detach(
                      LinkBench.OPERATION,
                      LinkBench.LINK,
                      (Hold.ByLink) standing.hold(),
                      standing.program())))
          .isEqualTo(new LinkDetached());
      LibraryCall.make(1);
      assertThat(count(counters, run)).isEqualTo(CALLS);
    }
  }

  private LoadedObject loaded(Run run) {
    return place
        .kernel()
        .objects()
        .load(
            new LoadRequest(
                "tracing",
                TestObject.named("tracing"),
                List.of(ProgramSelection.of(run.program())),
                Map.of("only_process", TestObject.number(SELF, Integer.BYTES)),
                Map.of(),
                Optional.empty()))
        .orThrow();
  }

  private Load pinned(LoadedObject loaded, Run run, Path pin) {
    Kernel kernel = place.kernel();
    kernel.bpffs().pin(loaded.program(run.program()), pin).orThrow();
    ProgramInfo info = kernel.programs().info(loaded.program(run.program())).orThrow();
    return new Load(
        new Incarnation(place.boot(), info.id().value(), info.loadTimeNanos(), info.tag()),
        pin.toString(),
        place.bpffs().toString(),
        List.of(),
        "GPL",
        true);
  }

  private long count(MapHandle counters, Run run) {
    return place
        .kernel()
        .maps()
        .lookup(counters, TestObject.key(run.counter()))
        .orThrow()
        .map(value -> TestObject.longAt(value, 0))
        .orElseThrow();
  }
}
