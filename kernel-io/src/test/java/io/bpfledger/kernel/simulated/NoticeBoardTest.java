package io.bpfledger.kernel.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.ProgramId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NoticeBoardTest {

  private static final Notification LOADED =
      new Notification.ProgramLoaded(new ProgramId(7), "0011223344556677");
  private static final Notification LOST = new Notification.Lost("notifications");

  private final Bench bench = new Bench();
  private final NoticeBoard board = new NoticeBoard();
  private final List<Notification> slow = new ArrayList<>();
  private final List<Notification> other = new ArrayList<>();

  @Test
  void whatIsTooMuchForOneIsLostForThatOneAlone() {
    board.subscribe(subscription(slow));
    loadPrograms(NoticeBoard.PENDING_LIMIT + 5);
    board.subscribe(subscription(other));
    loadPrograms(2);
    deliver();

    assertThat(slow).hasSize(NoticeBoard.PENDING_LIMIT + 1).endsWith(LOADED, LOST);
    assertThat(other).containsExactly(LOADED, LOADED);
  }

  @Test
  void whoHasLostHearsOnOnceThereIsRoom() {
    board.subscribe(subscription(slow));
    loadPrograms(NoticeBoard.PENDING_LIMIT + 1);
    deliver();
    slow.clear();

    loadPrograms(1);
    deliver();

    assertThat(slow).containsExactly(LOADED);
  }

  private SimulatedSubscription subscription(List<Notification> told) {
    return new SimulatedSubscription(bench.process, true, List.of(), List.of(), told::add);
  }

  private void loadPrograms(int count) {
    for (int number = 0; number < count; number++) {
      board.program(LOADED);
    }
  }

  private void deliver() {
    Optional<NoticeBoard.Delivery> next = board.take();
    while (next.isPresent()) {
      next.get().to().tell(next.get().notification());
      next = board.take();
    }
  }
}
