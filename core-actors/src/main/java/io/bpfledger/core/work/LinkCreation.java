package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.AttachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes links and pins them. */
final class LinkCreation {

  private final Kernel kernel;
  private final Layout layout;
  private final LoadedPrograms programs;
  private final LinkTargets targets;
  private final LinkSurvey survey;
  private final LinkRemoval removal;

  LinkCreation(
      Kernel kernel,
      Layout layout,
      LoadedPrograms programs,
      LinkSurvey survey,
      LinkRemoval removal) {
    this.kernel = kernel;
    this.layout = layout;
    this.programs = programs;
    this.targets = new LinkTargets(programs);
    this.survey = survey;
    this.removal = removal;
  }

  /** A link of ours that lost its hook makes room; what is not ours is not touched. */
  LinkAnswer attach(Path pin, Attachment attachment, Load program) {
    return switch (survey.at(pin, attachment, program)) {
      case LinkObservation.Attached(Standing standing) -> new LinkAttached(standing);
      case LinkObservation.Missing _ -> create(pin, attachment, program);
      case LinkObservation.Strange(String what) ->
          removal.withdraw(pin, attachment, program).isEmpty()
              ? create(pin, attachment, program)
              : refused(new Failure.Blocked(pin + " is taken: " + what));
      case LinkObservation.Unreadable(Failure failure) -> refused(failure);
    };
  }

  private LinkAnswer create(Path pin, Attachment attachment, Load load) {
    try (ProgramHandle program = programs.open(load);
        LinkTargets.Found found = targets.find(attachment, load)) {
      return switch (kernel.links().create(program, found.target())) {
        case Result.Failure<LinkHandle>(KernelError error) -> refused(failure(error));
        case Result.Success<LinkHandle>(LinkHandle link) -> commit(link, pin, load);
      };
    } catch (Obstacle obstacle) {
      return refused(obstacle.failure());
    }
  }

  /** Pins the link, or lets go of it. */
  private LinkAnswer commit(LinkHandle link, Path pin, Load load) {
    LinkId id;
    Failure failure;
    try (link) {
      switch (kernel.links().info(link)) {
        case Result.Failure<LinkInfo>(KernelError error) -> {
          return refused(failure(error));
        }
        case Result.Success<LinkInfo>(LinkInfo info) -> id = info.id();
      }
      switch (pin(link, pin)) {
        case Result.Success<Done> _ -> {
          return new LinkAttached(survey.standing(id, pin, load));
        }
        case Result.Failure<Done>(KernelError error) -> failure = failure(error);
      }
    }
    return new AttachRefused(failure, removal.takeBack(id, pin));
  }

  /** The directory of links is made when the first of them is pinned. */
  Result<Done> pin(LinkHandle link, Path pin) {
    Result<Done> pinned = kernel.bpffs().pin(link, pin);
    if (!failed(pinned, Errno.ENOENT)) {
      return pinned;
    }
    Result<Done> made = kernel.bpffs().makeDirectory(layout.links());
    return made.succeeded() || failed(made, Errno.EEXIST) ? kernel.bpffs().pin(link, pin) : made;
  }

  private static boolean failed(Result<Done> result, Errno errno) {
    return result.problem().filter(error -> error.errno().equals(errno)).isPresent();
  }

  private static Failure failure(KernelError error) {
    return Failure.of(error, Optional.empty());
  }

  private static LinkAnswer refused(Failure failure) {
    return new AttachRefused(failure, List.of());
  }
}
