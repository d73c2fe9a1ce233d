package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.DetachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Lets go of links. A link is ours if its number in this boot is the one of the ledger, or if it is
 * pinned where we pin it and runs what the ledger says; any other is left alone.
 */
final class LinkRemoval {

  private final Kernel kernel;
  private final LinkSurvey survey;
  private final BootId boot;
  private final LinkEnd end;

  LinkRemoval(Kernel kernel, LinkSurvey survey, BootId boot, Pause pause) {
    this.kernel = kernel;
    this.survey = survey;
    this.boot = boot;
    this.end = new LinkEnd(kernel, pause);
  }

  /** Gone already is done. */
  LinkAnswer detach(Hold.ByLink hold, Incarnation program) {
    Path pin = Path.of(hold.pin());
    LinkId id = new LinkId(hold.kernelLinkId());
    boolean sameBoot = hold.boot().equals(boot);
    try (PinnedLink pinned = PinnedLink.at(pin, kernel)) {
      switch (pinned) {
        case PinnedLink.Unreadable(Failure failure) -> {
          return new DetachRefused(failure);
        }
        case PinnedLink.Link link -> {
          // Made anew by a repair whose outcome is not in the ledger, it has another number.
          boolean same = sameBoot && link.info().id().equals(id);
          if (same || survey.runs(link.info(), program)) {
            return release(link, pin);
          }
        }
        case PinnedLink.Nothing _, PinnedLink.Other _ -> {}
      }
    } catch (Obstacle obstacle) {
      return new DetachRefused(obstacle.failure());
    }
    return sameBoot ? finish(id) : new LinkDetached();
  }

  private LinkAnswer release(PinnedLink.Link link, Path pin) {
    Optional<Failure> stays = unlink(pin);
    if (stays.isPresent()) {
      return new DetachRefused(stays.get());
    }
    link.close();
    Optional<String> attached = end.await(link.info().id());
    if (attached.isEmpty()) {
      return new LinkDetached();
    }
    String unpinned =
        end.restore(link.info().id(), pin)
            .map(why -> "; it could not be pinned again: " + why)
            .orElse("");
    return new DetachRefused(new Failure.Blocked(attached.get() + unpinned));
  }

  /** Without its pin a link is gone, if nobody else holds it. */
  private LinkAnswer finish(LinkId id) {
    Optional<String> attached = end.await(id);
    return attached.isEmpty()
        ? new LinkDetached()
        : new DetachRefused(new Failure.Blocked(attached.get()));
  }

  /**
   * Leaves nothing that is ours at a pin.
   *
   * @return what is there all the same
   */
  List<String> withdraw(Path pin, Attachment attachment, Load program) {
    try (PinnedLink pinned = PinnedLink.at(pin, kernel)) {
      return switch (pinned) {
        case PinnedLink.Nothing _ -> List.of();
        case PinnedLink.Other(String what) -> List.of(pin + ": " + what + ", not touched");
        case PinnedLink.Unreadable(Failure failure) -> List.of(pin + ": " + failure.message());
        case PinnedLink.Link link ->
            survey.isOurs(link.info(), attachment, program)
                ? remove(link, pin)
                : List.of(pin + ": " + LinkSurvey.words(link.info()) + ", not touched");
      };
    } catch (Obstacle obstacle) {
      return List.of(pin + ": " + obstacle.failure().message());
    }
  }

  boolean isOurs(LinkInfo link, Attachment attachment, Load program) throws Obstacle {
    return survey.isOurs(link, attachment, program);
  }

  /**
   * Undoes a pin that failed, as it may be there all the same.
   *
   * @return what is left
   */
  List<String> takeBack(LinkId id, Path pin) {
    try (PinnedLink pinned = PinnedLink.at(pin, kernel)) {
      return switch (pinned) {
        case PinnedLink.Link link when link.info().id().equals(id) -> remove(link, pin);
        case PinnedLink.Unreadable(Failure failure) -> List.of(pin + ": " + failure.message());
        case PinnedLink.Link _, PinnedLink.Nothing _, PinnedLink.Other _ ->
            end.await(id).stream().toList();
      };
    }
  }

  List<String> remove(PinnedLink.Link link, Path pin) {
    Optional<Failure> stays = unlink(pin);
    if (stays.isPresent()) {
      return List.of(pin + ": " + stays.get().message());
    }
    link.close();
    return end.await(link.info().id()).stream().toList();
  }

  /** Why a pin is still there; a removal that failed may have been done all the same. */
  private Optional<Failure> unlink(Path pin) {
    Result<Done> unlinked = kernel.bpffs().unlink(pin);
    if (unlinked.succeeded()) {
      return Optional.empty();
    }
    try (PinnedLink left = PinnedLink.at(pin, kernel)) {
      return left instanceof PinnedLink.Nothing
          ? Optional.empty()
          : unlinked.problem().map(error -> Failure.of(error, Optional.empty()));
    }
  }
}
