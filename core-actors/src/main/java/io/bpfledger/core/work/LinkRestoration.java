package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.AttachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes links back that are there still, with or without a pin. One that lost only its pin is known
 * by its number in this boot, by the program it runs and by what it is on; all must agree.
 */
final class LinkRestoration {

  private final Workplace place;
  private final Kernel kernel;
  private final LinkSurvey survey;
  private final LinkCreation creation;

  LinkRestoration(Workplace place, LinkSurvey survey, LinkCreation creation) {
    this.place = place;
    this.kernel = place.kernel();
    this.survey = survey;
    this.creation = creation;
  }

  /** One that is not there is attached anew. */
  LinkAnswer recreate(Path pin, Attachment attachment, Load program, Optional<Hold.ByLink> last) {
    boolean unpinned = survey.at(pin, attachment, program) instanceof LinkObservation.Missing;
    return (unpinned ? repinned(pin, attachment, program, last) : Optional.<LinkAnswer>empty())
        .orElseGet(() -> creation.attach(pin, attachment, program));
  }

  LinkAnswer adopt(Path pin, Attachment attachment, Load program, Optional<Hold.ByLink> last) {
    return switch (survey.at(pin, attachment, program)) {
      case LinkObservation.Attached(Standing standing) -> new LinkAttached(standing);
      case LinkObservation.Missing _ ->
          repinned(pin, attachment, program, last)
              .orElseGet(
                  () ->
                      refused(
                          new Failure.Blocked(
                              "nothing of the link at " + pin + " is there any more")));
      case LinkObservation.Strange(String what) ->
          refused(new Failure.Blocked(pin + " is taken: " + what));
      case LinkObservation.Unreadable(Failure failure) -> refused(failure);
    };
  }

  /** Empty when it is gone. */
  private Optional<LinkAnswer> repinned(
      Path pin, Attachment attachment, Load program, Optional<Hold.ByLink> last) {
    Optional<LinkId> id =
        last.filter(hold -> hold.boot().equals(place.boot()))
            .map(hold -> new LinkId(hold.kernelLinkId()));
    if (id.isEmpty()) {
      return Optional.empty();
    }
    return switch (kernel.links().open(id.get())) {
      case Result.Failure<LinkHandle>(KernelError error) ->
          error.errno().equals(Errno.ENOENT)
              ? Optional.empty()
              : Optional.of(refused(failure(error)));
      case Result.Success<LinkHandle>(LinkHandle link) -> {
        try (link) {
          yield Optional.of(repin(link, pin, attachment, program));
        } catch (Obstacle obstacle) {
          yield Optional.of(refused(obstacle.failure()));
        }
      }
    };
  }

  private LinkAnswer repin(LinkHandle link, Path pin, Attachment attachment, Load program)
      throws Obstacle {
    return switch (kernel.links().info(link)) {
      case Result.Failure<LinkInfo>(KernelError error) -> refused(failure(error));
      case Result.Success<LinkInfo>(LinkInfo info) -> {
        if (!survey.stands(info, attachment, program)) {
          yield refused(new Failure.Blocked(LinkSurvey.words(info) + ", and is not it"));
        }
        yield switch (creation.pin(link, pin)) {
          case Result.Success<Done> _ -> new LinkAttached(survey.standing(info.id(), pin, program));
          case Result.Failure<Done>(KernelError error) -> refused(failure(error));
        };
      }
    };
  }

  private static Failure failure(KernelError error) {
    return Failure.of(error, Optional.empty());
  }

  private static LinkAnswer refused(Failure failure) {
    return new AttachRefused(failure, List.of());
  }
}
