package io.bpfledger.core.work;

import static io.bpfledger.core.work.ProgramBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Maps that programs share: those of an owner, and those of one name. */
final class SharedMapsTest {

  @Nested
  final class OnTheSimulatedKernel extends Cases {
    OnTheSimulatedKernel() {
      super(SimulatedProgramPlace::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Cases {
    OnLinux() {
      super(LinuxProgramPlace::new);
    }
  }

  abstract static class Cases extends ProgramWorkCase {

    Cases(Supplier<ProgramPlace> places) {
      super(places);
    }

    @Test
    void mapsOfAnOwnerAreSharedAndOutliveIt() {
      Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));
      Load user =
          bench.loadedAlone(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner));

      assertThat(map(user, "shared").kernelId()).isEqualTo(map(owner, "shared").kernelId());
      assertThat(map(user, "shared").origin()).isEqualTo(MapOrigin.OWNER);

      bench.unload(3, 1, owner);

      assertGone(owner);
      assertThat(bench.survey(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner)))
          .isEqualTo(new ProgramObservation.Committed(user));
    }

    @Test
    void mapThatTheOwnerHasNotIsTheProgramsOwn() {
      Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));

      Load user = bench.loadedAlone(2, bench.xdp(2, counting("user"), "user", key(1), owner));

      assertThat(map(user, "runs").origin()).isEqualTo(MapOrigin.OWN);
    }

    @Test
    void mapOfAnotherShapeThanTheOwnersIsRefused() {
      Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));

      ProgramAnswer.LoadRefused refused =
          bench.refused(2, bench.xdp(2, sharing(WIDER, "user"), "user", key(1), owner));

      assertThat(refused.failure().message()).contains("shared", "value size");
      assertThat(refused.leftovers()).isEmpty();
      assertThat(bench.names()).noneMatch(name -> name.contains(key(2).toString()));
    }

    @Test
    void ownerThatIsGoneIsNoOwner() {
      Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));
      bench.kernel.bpffs().unlink(Path.of(owner.pin())).orThrow();

      ProgramAnswer.LoadRefused refused =
          bench.refused(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner));

      assertThat(refused.failure().message()).contains(owner.pin());
      assertThat(bench.names()).noneMatch(name -> name.contains(key(2).toString()));
    }

    @Test
    void mapSharedByNameGoesWithItsLastUser() {
      Load one = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
      Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));
      assertThat(map(two, "shared").kernelId()).isEqualTo(map(one, "shared").kernelId());
      assertThat(map(two, "shared").origin()).isEqualTo(MapOrigin.BY_NAME);
      assertThat(bench.names()).contains("maps/shared");

      bench.unload(3, 1, one);
      assertThat(bench.names()).contains("maps/shared");

      bench.unload(4, 2, two, "shared");
      assertThat(bench.namesOfPrograms()).isEmpty();
    }

    @Test
    void mapSharedByNameStaysWhenTheLedgerDidNotKnowOfAnotherUser() {
      Load one = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
      Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));

      bench.unload(3, 1, one, "shared");

      Load three = bench.loadedAlone(4, bench.xdp(3, sharingByName(SHARED, "three"), "three"));
      assertThat(map(three, "shared").kernelId()).isEqualTo(map(two, "shared").kernelId());
    }

    @Test
    void mapOfAnotherShapeThanTheOneOfItsNameIsRefusedAndThatOneStays() {
      bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));

      ProgramAnswer.LoadRefused refused =
          bench.refused(2, bench.xdp(2, sharingByName(WIDER, "two"), "two"));

      assertThat(refused.failure().message()).contains("value size");
      assertThat(bench.names()).contains("maps/shared");
    }

    @Test
    void loadAndLastUnloadOfOneNameAtTheSameTimeNeverPartTheSharing() {
      Load last = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
      int lastKey = 1;
      for (int round = 2; round < 22; round++) {
        Load leaving = last;
        int leavingKey = lastKey;
        int number = round;
        CompletableFuture<ProgramAnswer> unload =
            CompletableFuture.supplyAsync(
                () -> bench.unload(1000 + number, leavingKey, leaving, "shared"));
        last = bench.loadedAlone(round, bench.xdp(round, sharingByName(SHARED, "next"), "next"));
        lastKey = round;
        assertThat(unload.join()).isEqualTo(new ProgramAnswer.Unloaded(List.of()));
        int shared = map(last, "shared").kernelId();
        bench.withPin(
            bench.layout.mapsByName().resolve("shared"),
            pin ->
                assertThat(bench.kernel.maps().info((MapHandle) pin).orThrow().id().value())
                    .isEqualTo(shared));
      }
      bench.unload(999, lastKey, last, "shared");
      assertThat(bench.namesOfPrograms()).isEmpty();
    }

    @Test
    void withdrawnBatchLeavesAMapThatAnotherUsesByName() {
      bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
      Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));

      assertThat(bench.withdraw(1, key(1))).isEmpty();

      assertThat(bench.names()).contains("maps/shared");
      assertThat(bench.survey(2, bench.xdp(2, sharingByName(SHARED, "two"), "two")))
          .isEqualTo(new ProgramObservation.Committed(two));
    }
  }
}
