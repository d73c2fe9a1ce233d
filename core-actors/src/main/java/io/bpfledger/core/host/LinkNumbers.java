package io.bpfledger.core.host;

import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.LinkNumber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Hands out link numbers, each once: a block of them is set aside in the ledger before its first is
 * given. What is left of a block when the service ends is lost.
 */
final class LinkNumbers {

  /** A number, or why there is none. */
  sealed interface Given {
    record Granted(LinkNumber number) implements Given {}

    record Denied(Answer<Outcome> why) implements Given {}
  }

  private static final int BLOCK = 64;

  private final Function<HostCommand, CompletionStage<Answer<Outcome>>> host;
  private final Queue<CompletableFuture<Given>> waiting = new ArrayDeque<>();
  private long next;
  private long left;
  private boolean reserving;

  LinkNumbers(Function<HostCommand, CompletionStage<Answer<Outcome>>> host) {
    this.host = host;
  }

  CompletionStage<Given> next() {
    CompletableFuture<Given> given = new CompletableFuture<>();
    boolean reserve;
    synchronized (this) {
      if (left > 0) {
        left--;
        return CompletableFuture.completedStage(new Given.Granted(new LinkNumber(next++)));
      }
      waiting.add(given);
      reserve = !reserving;
      reserving = true;
    }
    if (reserve) {
      reserve();
    }
    return given;
  }

  private void reserve() {
    var _ =
        host.apply(new HostCommand.ReserveLinkNumbers(BLOCK))
            .thenAccept(
                answer -> {
                  if (answer instanceof Answer.Done<Outcome>(_, Outcome reply)
                      && reply instanceof Outcome.Reserved(LinkNumber first, int count)) {
                    reserved(first, count);
                  } else {
                    refuse(answer);
                  }
                });
  }

  private void reserved(LinkNumber first, int count) {
    List<Runnable> giving = new ArrayList<>();
    boolean again;
    synchronized (this) {
      next = first.value();
      left = count;
      while (left > 0 && !waiting.isEmpty()) {
        left--;
        CompletableFuture<Given> asker = waiting.remove();
        Given number = new Given.Granted(new LinkNumber(next++));
        giving.add(() -> asker.complete(number));
      }
      again = !waiting.isEmpty();
      reserving = again;
    }
    // Whoever asked goes on in this call, and may ask for the next one.
    giving.forEach(Runnable::run);
    if (again) {
      reserve();
    }
  }

  private void refuse(Answer<Outcome> answer) {
    List<CompletableFuture<Given>> refused;
    synchronized (this) {
      reserving = false;
      refused = List.copyOf(waiting);
      waiting.clear();
    }
    refused.forEach(asker -> asker.complete(new Given.Denied(answer)));
  }
}
