package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel shows of a link, by its pin, and whether that is ours. */
final class LinkSurvey {

  private final Kernel kernel;
  private final LoadedPrograms programs;
  private final LinkComparison comparison;
  private final BootId boot;

  LinkSurvey(Kernel kernel, LoadedPrograms programs, BootId boot) {
    this.kernel = kernel;
    this.programs = programs;
    this.comparison = new LinkComparison(kernel.network());
    this.boot = boot;
  }

  LinkObservation at(Path pin, Attachment attachment, Load program) {
    try (PinnedLink pinned = PinnedLink.at(pin, kernel)) {
      return switch (pinned) {
        case PinnedLink.Nothing _ -> new LinkObservation.Missing();
        case PinnedLink.Other(String what) ->
            new LinkObservation.Strange(what + " is pinned there");
        case PinnedLink.Unreadable(Failure failure) -> new LinkObservation.Unreadable(failure);
        case PinnedLink.Link(_, LinkInfo info) -> observe(info, pin, attachment, program);
      };
    } catch (Obstacle obstacle) {
      return new LinkObservation.Unreadable(obstacle.failure());
    }
  }

  private LinkObservation observe(LinkInfo link, Path pin, Attachment attachment, Load program)
      throws Obstacle {
    if (!isOurs(link, attachment, program)) {
      return new LinkObservation.Strange(words(link));
    }
    Optional<String> elsewhere = comparison.difference(attachment, link.details(), program);
    return elsewhere.isPresent()
        ? new LinkObservation.Strange("link " + link.id() + " is on " + elsewhere.get())
        : new LinkObservation.Attached(standing(link.id(), pin, program));
  }

  /** Whether the link runs the program, and is on what was asked for. */
  boolean stands(LinkInfo link, Attachment attachment, Load program) throws Obstacle {
    return isOurs(link, attachment, program)
        && comparison.difference(attachment, link.details(), program).isEmpty();
  }

  /** Whether the link runs the program; a structure runs none, and is told by its map. */
  boolean isOurs(LinkInfo link, Attachment attachment, Load program) throws Obstacle {
    return attachment instanceof StructOpsAttachment structure
        ? program.incarnation().boot().equals(boot)
            && link.details() instanceof LinkDetails.StructOps
            && comparison.difference(structure, link.details(), program).isEmpty()
        : runs(link, program.incarnation());
  }

  boolean runs(LinkInfo link, Incarnation program) throws Obstacle {
    return link.program().isPresent() && programs.is(link.program().get(), program);
  }

  Standing standing(LinkId link, Path pin, Load program) {
    return new Standing(
        new Hold.ByLink(boot, link.value(), pin.toString()),
        program.incarnation(),
        Optional.empty());
  }

  /** A link that is not ours, for a person. */
  static String words(LinkInfo link) {
    String runs =
        link.program().isPresent() ? "runs program " + link.program().get() : "runs no program";
    return "link " + link.id() + " " + runs;
  }
}
