package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.READER;
import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RealKernel
@NeedsFeature(Feature.TCX)
final class TcxLinkTest {

  private static final int NEXT = -1;
  private static final int DROP = 2;
  private static final TcxPosition LAST = new TcxPosition.Last();
  private static final TcxPosition FIRST = new TcxPosition.First();

  private NetworkSandbox sandbox;
  private NetworkInterface near;
  private NetworkInterface far;

  @BeforeEach
  void openSandbox() {
    sandbox = NetworkSandbox.open();
    NetworkSandbox.Cable cable = sandbox.cable("near", "far");
    near = cable.near();
    far = cable.far();
  }

  @AfterEach
  void closeSandbox() {
    sandbox.close();
  }

  @ParameterizedTest
  @EnumSource
  void eachFrameOfItsDirectionRunsTheProgramUntilTheLinkIsClosed(Direction direction) {
    int runs = direction == Direction.INGRESS ? 6 : 4;
    try (CountingProgram program = program(NEXT)) {
      try (LinkHandle link = attach(program, new TcxTarget(far, direction, LAST, 0))) {
        RawFrames.send(near, 6);
        RawFrames.send(far, 4);
        assertThat(program.runsReaching(runs)).isEqualTo(runs);
        AttachType expected =
            direction == Direction.INGRESS ? AttachType.TCX_INGRESS : AttachType.TCX_EGRESS;
        assertThat(details(link, program))
            .isEqualTo(new LinkDetails.Tcx(far.index(), expected.number()));
      }
      RawFrames.send(near, 5);
      RawFrames.send(far, 5);
      assertThat(program.runs()).isEqualTo(runs);
    }
  }

  @Test
  void firstGoesBeforeAndLastBehindWhatIsThere() {
    try (CountingProgram middle = program(NEXT);
        CountingProgram front = program(NEXT);
        CountingProgram back = program(NEXT);
        LinkHandle _ = attach(middle, ingress(LAST));
        LinkHandle _ = attach(front, ingress(FIRST));
        LinkHandle _ = attach(back, ingress(LAST))) {
      assertThat(inOrder(middle, front, back)).containsExactly(front, middle, back);
    }
  }

  @Test
  void newMemberGoesBesideTheNamedLink() {
    try (CountingProgram anchor = program(NEXT);
        CountingProgram other = program(NEXT);
        CountingProgram before = program(NEXT);
        CountingProgram after = program(NEXT);
        LinkHandle anchorLink = attach(anchor, ingress(LAST));
        LinkHandle _ = attach(other, ingress(LAST))) {
      var id = READER.info(anchorLink).orThrow().id();
      try (LinkHandle _ = attach(before, ingress(new TcxPosition.BeforeLink(id)));
          LinkHandle _ = attach(after, ingress(new TcxPosition.AfterLink(id)))) {
        assertThat(inOrder(anchor, other, before, after))
            .containsExactly(before, anchor, after, other);
      }
    }
  }

  @Test
  void newMemberGoesBesideTheNamedProgram() {
    try (CountingProgram anchor = program(NEXT);
        CountingProgram other = program(NEXT);
        CountingProgram before = program(NEXT);
        CountingProgram after = program(NEXT);
        LinkHandle _ = attach(anchor, ingress(LAST));
        LinkHandle _ = attach(other, ingress(LAST));
        LinkHandle _ = attach(before, ingress(new TcxPosition.BeforeProgram(anchor.id())));
        LinkHandle _ = attach(after, ingress(new TcxPosition.AfterProgram(anchor.id())))) {
      assertThat(inOrder(anchor, other, before, after))
          .containsExactly(before, anchor, after, other);
    }
  }

  @Test
  void staleRevisionIsRefused() {
    try (CountingProgram first = program(NEXT);
        CountingProgram second = program(NEXT);
        LinkHandle _ = attach(first, new TcxTarget(far, Direction.INGRESS, LAST, 1))) {
      KernelError error = refusal(second, new TcxTarget(far, Direction.INGRESS, LAST, 1));

      assertThat(error.errno()).isEqualTo(Errno.ESTALE);
      assertThat(error.detail()).contains("not at revision 1 any more");
      attach(second, new TcxTarget(far, Direction.INGRESS, LAST, 2)).close();
    }
  }

  @Test
  void anchorThatIsNotOnTheHookIsRefused() {
    try (CountingProgram first = program(NEXT);
        CountingProgram stranger = program(NEXT);
        CountingProgram newcomer = program(NEXT);
        LinkHandle _ = attach(first, ingress(LAST))) {
      KernelError error = refusal(newcomer, ingress(new TcxPosition.AfterProgram(stranger.id())));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.detail()).contains("not on this hook");
    }
  }

  @Test
  void programIsOnAHookOnlyOnce() {
    try (CountingProgram program = program(NEXT);
        LinkHandle _ = attach(program, ingress(LAST))) {
      assertThat(refusal(program, ingress(LAST)).errno()).isEqualTo(Errno.EEXIST);
    }
  }

  @Test
  void updateToAProgramThatIsThereIsRefused() {
    try (CountingProgram first = program(NEXT);
        CountingProgram second = program(NEXT);
        LinkHandle link = attach(first, ingress(LAST));
        LinkHandle _ = attach(second, ingress(LAST))) {
      KernelError error =
          WRITER.update(link, second.handle(), Optional.empty()).problem().orElseThrow();

      assertThat(error.errno()).isEqualTo(Errno.EEXIST);
      assertThat(error.detail()).contains("on that hook already");
    }
  }

  @Test
  void dropStopsTheRest() {
    try (CountingProgram drop = program(DROP);
        CountingProgram rest = program(NEXT);
        LinkHandle dropping = attach(drop, ingress(LAST));
        LinkHandle _ = attach(rest, ingress(LAST))) {
      RawFrames.send(near, 8);
      assertThat(drop.runsReaching(8)).isEqualTo(8);

      WRITER.detach(dropping).orThrow();
      RawFrames.send(near, 2);
      assertThat(rest.runsReaching(2)).isEqualTo(2);
    }
  }

  @Test
  void linkOfARemovedDeviceIsDefunct() {
    try (CountingProgram program = program(NEXT);
        LinkHandle link = attach(program, ingress(LAST))) {
      sandbox.delete(near);

      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Tcx(0, AttachType.TCX_INGRESS.number()));
    }
  }

  @Test
  void goneInterfaceIsNamed() {
    sandbox.delete(near);
    try (CountingProgram program = program(NEXT)) {
      KernelError error = refusal(program, ingress(LAST));

      assertThat(error.errno()).isEqualTo(Errno.ENODEV);
      assertThat(error.detail()).contains(sandbox.namespace().path());
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program =
        CountingProgram.load(Shape.of(ProgramType.XDP, 2).expecting(AttachType.XDP))) {
      KernelError error = refusal(program, ingress(LAST));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("sched_cls");
    }
  }

  /** The members as a packet meets them: a drop put before one lets just those before it run. */
  private List<CountingProgram> inOrder(CountingProgram... members) {
    Map<CountingProgram, Long> ranks = new HashMap<>();
    for (CountingProgram member : members) {
      long before = totalRuns(members);
      try (CountingProgram drop = program(DROP);
          LinkHandle _ = attach(drop, ingress(new TcxPosition.BeforeProgram(member.id())))) {
        RawFrames.send(near, 1);
        assertThat(drop.runsReaching(1)).isEqualTo(1);
      }
      ranks.put(member, totalRuns(members) - before);
    }
    return Stream.of(members).sorted(Comparator.comparing(ranks::get)).toList();
  }

  private static long totalRuns(CountingProgram... members) {
    return Stream.of(members).mapToLong(CountingProgram::runs).sum();
  }

  private TcxTarget ingress(TcxPosition position) {
    return new TcxTarget(far, Direction.INGRESS, position, 0);
  }

  private static CountingProgram program(int verdict) {
    return CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, verdict));
  }
}
