package io.bpfledger.kernel.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host whose CPUs come and go, and sometimes cannot be listened to. */
final class ProgramEventsTest {

  private static final Notification LOST = new Notification.Lost("program loads");

  private final List<String> opened = new ArrayList<>();
  private final List<Notification> told = new ArrayList<>();
  private String online = "0-1";
  private boolean refusing;

  @Test
  void sameCpusAreListenedToOn() {
    try (EventSource events = open()) {
      events.refresh(told::add);
    }
    assertThat(opened).containsExactly("0-1");
    assertThat(told).isEmpty();
  }

  @Test
  void otherCpusAreListenedToAnewAndWhatWasMissedIsALoss() {
    try (EventSource events = open()) {
      online = "0-3";
      events.refresh(told::add);
      events.refresh(told::add);
    }
    assertThat(opened).containsExactly("0-1", "0-3");
    assertThat(told).containsExactly(LOST);
  }

  @Test
  void whatCouldNotBeOpenedIsTriedAgainUntilItIs() {
    try (EventSource events = open()) {
      online = "0-3";
      refusing = true;
      events.refresh(told::add);
      assertThat(opened).containsExactly("0-1");

      refusing = false;
      events.refresh(told::add);
      events.refresh(told::add);
    }
    assertThat(opened).containsExactly("0-1", "0-3");
    assertThat(told).containsExactly(LOST, LOST);
  }

  @Test
  void cpusThatAreBackAfterARefusalAreListenedToAgain() {
    try (EventSource events = open()) {
      online = "0-3";
      refusing = true;
      events.refresh(told::add);
      online = "0-1";
      refusing = false;
      events.refresh(told::add);
    }
    assertThat(opened).containsExactly("0-1", "0-1");
  }

  private EventSource open() {
    return ProgramEvents.open(() -> Result.success(online), this::rings).orThrow();
  }

  private Result<List<ProgramRing>> rings(String cpus) {
    if (refusing) {
      return Result.failure(
          KernelError.of(Operation.SUBSCRIBE, "program loads on CPU 2", Errno.EMFILE));
    }
    opened.add(cpus);
    return Result.success(List.of());
  }
}
