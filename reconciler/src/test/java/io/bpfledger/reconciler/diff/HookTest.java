package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hooks that hold their members by filters, or each by a link. */
final class HookTest {

  private static final HookKey TC = new HookKey(HookPoint.TC_INGRESS, Samples.DEVICE);
  private static final HookKey TCX = new HookKey(HookPoint.TCX_INGRESS, Samples.DEVICE);
  private static final int ID = TcScenes.ID;
  private static final int DEVICE_INDEX = Samples.IDENTITY.index();

  private static Books loaded() {
    return ProgramScenes.books(ProgramPhase.LOADED, Policy.DEFAULT);
  }

  private static Sight running() {
    return ProgramScenes.sight(ProgramPhase.LOADED, ProgramSighting.MATCHING)
        .device("eth0", DEVICE_INDEX);
  }

  private static Sight pinned() {
    return running().pinProgram(Sight.LAYOUT.revision(TC, 1).resolve("program"), ID);
  }

  private static List<String> codes(Books books, Sight sight) {
    return List.copyOf(Differences.between(books.ledger(), sight.survey()).codes().keySet());
  }

  @Test
  void filterOfOursThatRunsIsNoFinding() {
    Books books = TcScenes.active(loaded(), TC);

    assertThat(codes(books, TcScenes.filter(pinned(), 50, 1, ID))).isEmpty();
  }

  @Test
  void deletedFilterIsFound() {
    assertThat(codes(TcScenes.active(loaded(), TC), pinned())).containsExactly("dispatcher.absent");
  }

  @Test
  void foreignFilterBesideOursIsNoFinding() {
    Sight sight = TcScenes.filter(pinned().program(99), 50, 1, ID);

    assertThat(codes(TcScenes.active(loaded(), TC), TcScenes.filter(sight, 10, 7, 99))).isEmpty();
  }

  @Test
  void secondFilterOfOursIsResidueThatIsNamed() {
    Sight sight = TcScenes.filter(TcScenes.filter(pinned(), 50, 1, ID), 50, 2, ID);

    List<Difference> differences =
        Differences.between(TcScenes.active(loaded(), TC).ledger(), sight.survey()).differences();

    assertThat(differences)
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.code()).isEqualTo("dispatcher.residue");
              assertThat(difference.objects()).containsExactly("filter 50 handle 2");
            });
  }

  @Test
  void filterThatSomebodyElseMadeOfOurProgramIsLeftAlone() {
    Sight sight = TcScenes.filter(TcScenes.filter(pinned(), 50, 1, ID), "other", 60, 1, ID);

    assertThat(codes(TcScenes.active(loaded(), TC), sight)).isEmpty();
  }

  @Test
  void filterThatSomebodyElseMadeOfOurProgramIsNotTakenForOurs() {
    Sight sight = TcScenes.filter(pinned(), "other", 60, 1, ID);

    assertThat(codes(TcScenes.active(loaded(), TC), sight)).containsExactly("dispatcher.absent");
  }

  @Test
  void programThatSomebodyPutIntoOurFilterIsReported() {
    Sight sight = TcScenes.filter(pinned().program(99), 50, 1, 99);

    assertThat(codes(TcScenes.active(loaded(), TC), sight))
        .containsExactly("dispatcher.foreign-program");
  }

  @Test
  void interfaceThatWasMadeAgainHasNothingOnIt() {
    Sight sight =
        ProgramScenes.sight(ProgramPhase.LOADED, ProgramSighting.MATCHING).device("eth0", 17);

    List<Difference> differences =
        Differences.between(TcScenes.active(loaded(), TC).ledger(), sight.survey()).differences();

    assertThat(differences)
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.code()).isEqualTo("dispatcher.absent");
              assertThat(difference.loss().orElseThrow().reason().word()).isEqualTo("target-gone");
            });
  }

  private static Books twoOnTcx() {
    Books books = loaded();
    List<Revision.Member> members = new ArrayList<>();
    List<Placement.NativeMember> placed = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      LinkKey link = Entities.link(number);
      Hold.ByLink hold =
          new Hold.ByLink(Samples.BOOT, 20 + number, Sight.LAYOUT.link(link).toString());
      members.add(new Revision.Member(link, ProgramScenes.PROGRAM, "pass", 50, Optional.empty()));
      placed.add(new Placement.NativeMember(link, Entities.incarnation(ID), hold));
      books.post(
          StreamId.of(link),
          Entities.attachRequested(
              LOAD,
              number,
              ProgramScenes.PROGRAM,
              new TcxAttachment(Samples.DEVICE, Direction.INGRESS, 50),
              Policy.DEFAULT),
          new LinkEvent.Attached(
              LOAD,
              new Hold.ByDispatcher(TCX, 1, number - 1),
              Entities.incarnation(ID),
              Optional.of(Samples.IDENTITY)));
    }
    return books.post(
        StreamId.of(TCX),
        new DispatcherEvent.RevisionPlanned(LOAD, new Revision(1, members), List.of(LOAD)),
        new DispatcherEvent.RevisionLive(
            LOAD,
            1,
            new Placement.Native(placed),
            Samples.IDENTITY,
            Sight.LAYOUT.revision(TCX, 1).toString()));
  }

  private static Sight onTcx(int... links) {
    Sight sight = running();
    HookMembers.Member[] members = new HookMembers.Member[links.length];
    for (int at = 0; at < links.length; at++) {
      int link = links[at];
      sight
          .link(link, ID, new LinkDetails.Tcx(DEVICE_INDEX, 46))
          .pinLink(Sight.LAYOUT.link(Entities.link(link - 20)), link);
      members[at] = new HookMembers.Member(new ProgramId(ID), Optional.of(new LinkId(link)));
    }
    return sight.hook(TCX, members);
  }

  @Test
  void membersInTheirOrderAreNoFinding() {
    assertThat(codes(twoOnTcx(), onTcx(21, 22))).isEmpty();
  }

  @Test
  void membersInAnotherOrderAreFound() {
    assertThat(codes(twoOnTcx(), onTcx(22, 21))).containsExactly("dispatcher.incomplete");
  }

  @Test
  void missingMemberIsFound() {
    assertThat(codes(twoOnTcx(), onTcx(21))).containsExactly("dispatcher.incomplete");
  }

  @Test
  void hookWithoutAnyMemberIsLost() {
    assertThat(codes(twoOnTcx(), onTcx())).containsExactly("dispatcher.absent");
  }

  @Test
  void memberWithoutItsPinIsFound() {
    assertThat(codes(twoOnTcx(), onTcx(21, 22).unpin(Sight.LAYOUT.link(Entities.link(2)))))
        .containsExactly("dispatcher.unpinned");
  }

  @Test
  void memberOfNoRevisionIsLost() {
    Books books = TcScenes.active(loaded(), TC);
    LinkKey outsider = Entities.link(7);
    books.post(
        StreamId.of(outsider),
        Entities.attachRequested(
            LOAD,
            7,
            ProgramScenes.PROGRAM,
            new TcxAttachment(Samples.DEVICE, Direction.INGRESS, 50),
            Policy.DEFAULT),
        new LinkEvent.Attached(
            LOAD,
            new Hold.ByDispatcher(TCX, 1, 0),
            Entities.incarnation(ID),
            Optional.of(Samples.IDENTITY)));

    assertThat(codes(books, TcScenes.filter(pinned(), 50, 1, ID))).containsExactly("link.absent");
  }
}
