package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.ResidueGone;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Removes what is left of links whose life is over, or that hold no hook. It is ours if it is
 * pinned under the name of a link of the ledger and runs a program that bears our mark of the
 * program which the ledger says that link ran.
 */
final class LinkResidue {

  private final Workplace place;
  private final LinkRemoval removal;

  LinkResidue(Workplace place, LinkRemoval removal) {
    this.place = place;
    this.removal = removal;
  }

  LinkAnswer remove(Path pin, Attachment attachment, ProgramKey program, Optional<Load> load) {
    try (PinnedLink pinned = PinnedLink.at(pin, place.kernel())) {
      return switch (pinned) {
        case PinnedLink.Nothing _ -> new ResidueGone(List.of(), List.of());
        case PinnedLink.Other(String what) -> kept(pin + ": " + what + ", not touched");
        case PinnedLink.Unreadable(Failure failure) -> kept(pin + ": " + failure.message());
        case PinnedLink.Link link ->
            isOurs(link.info(), attachment, program, load)
                ? removed(link, pin)
                : kept(pin + ": " + LinkSurvey.words(link.info()) + ", not touched");
      };
    } catch (KernelFailure unreadable) {
      return kept(pin + ": " + unreadable.error().message());
    } catch (Obstacle obstacle) {
      return kept(pin + ": " + obstacle.failure().message());
    }
  }

  private LinkAnswer removed(PinnedLink.Link link, Path pin) {
    List<String> leftovers = removal.remove(link, pin);
    return new ResidueGone(leftovers.isEmpty() ? List.of(pin.toString()) : List.of(), leftovers);
  }

  private static LinkAnswer kept(String why) {
    return new ResidueGone(List.of(), List.of(why));
  }

  private boolean isOurs(
      LinkInfo link, Attachment attachment, ProgramKey program, Optional<Load> load)
      throws Obstacle {
    if (attachment instanceof StructOpsAttachment) {
      return load.isPresent() && removal.isOurs(link, attachment, load.get());
    }
    Optional<ProgramId> runs = link.program();
    return runs.isPresent()
        && Marker.of(place.kernel(), place.kernel().programs().describe(runs.get()).orThrow())
            .orThrow()
            .equals(Optional.of(new Marker(place.instance(), program.ulid())));
  }
}
