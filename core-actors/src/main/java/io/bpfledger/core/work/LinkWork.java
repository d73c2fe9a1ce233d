package io.bpfledger.core.work;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.LinkSurveyed;
import io.bpfledger.core.task.LinkAnswer.LinkWithdrawn;
import io.bpfledger.core.task.LinkTask;

/**
 * Attaches and detaches links that stand alone.
 *
 * <p>A link is made and then pinned, and that pin is the commit point: whoever dies before leaves
 * nothing, as an unpinned link goes with its process.
 */
public final class LinkWork {

  private final Layout layout;
  private final LinkSurvey survey;
  private final LinkCreation creation;
  private final LinkRemoval removal;
  private final LinkRestoration repair;
  private final LinkResidue residue;

  /**
   * Work on links.
   *
   * @param pause how it waits for others to let go of a link
   */
  public LinkWork(Workplace place, Pause pause) {
    this.layout = place.layout();
    LoadedPrograms programs = new LoadedPrograms(place.kernel(), place.boot());
    this.survey = new LinkSurvey(place.kernel(), programs, place.boot());
    this.removal = new LinkRemoval(place.kernel(), survey, place.boot(), pause);
    this.creation = new LinkCreation(place.kernel(), layout, programs, survey, removal);
    this.repair = new LinkRestoration(place, survey, creation);
    this.residue = new LinkResidue(place, removal);
  }

  public LinkAnswer carryOut(LinkTask task) {
    return switch (task) {
      case LinkTask.Attach(_, var link, var attachment, var program) ->
          creation.attach(layout.link(link), attachment, program);
      case LinkTask.Detach(_, _, var hold, var program) -> removal.detach(hold, program);
      case LinkTask.Survey(_, var link, var attachment, var program) ->
          new LinkSurveyed(survey.at(layout.link(link), attachment, program));
      case LinkTask.Withdraw(_, var link, var attachment, var program, _) ->
          new LinkWithdrawn(removal.withdraw(layout.link(link), attachment, program));
      case LinkTask.Recreate(_, var link, var attachment, var program, var last) ->
          repair.recreate(layout.link(link), attachment, program, last);
      case LinkTask.Adopt(_, var link, var attachment, var program, var last) ->
          repair.adopt(layout.link(link), attachment, program, last);
      case LinkTask.RemoveResidue(_, var link, var attachment, var program, var load, _) ->
          residue.remove(layout.link(link), attachment, program, load);
    };
  }
}
