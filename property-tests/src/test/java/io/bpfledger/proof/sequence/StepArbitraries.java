package io.bpfledger.proof.sequence;

import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Generates sequences; loads and attaches come often, so that there is something to lose. */
final class StepArbitraries {

  private StepArbitraries() {}

  /**
   * Lists of so many steps. The bound is one of generation only, so that a failing list may shrink
   * to fewer.
   */
  static Arbitrary<List<Step>> sequences(int stepsMin, int stepsMax) {
    RandomDistribution longOnes =
        (_, _, _, _) -> random -> BigInteger.valueOf(random.nextInt(stepsMin, stepsMax + 1));
    return step().list().ofMaxSize(stepsMax).withSizeDistribution(longOnes);
  }

  private static Arbitrary<Step> step() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, load()),
        Tuple.of(1, program().map(Step.TestRun::new)),
        Tuple.of(2, Combinators.combine(map(), any(Step.Shape.class)).as(Step.MakeMap::new)),
        Tuple.of(2, put()),
        Tuple.of(1, Combinators.combine(map(), number(3)).as(Step.Remove::new)),
        Tuple.of(1, map().map(Step.Freeze::new)),
        Tuple.of(2, Combinators.combine(map(), number(3), program()).as(Step.PutProgram::new)),
        Tuple.of(1, Combinators.combine(program(), map()).as(Step.Bind::new)),
        Tuple.of(4, attachXdp()),
        Tuple.of(5, attachTcx()),
        Tuple.of(
            3,
            Combinators.combine(link(), program(), Arbitraries.integers().between(-1, 3))
                .as(Step.Update::new)),
        Tuple.of(1, link().map(Step.Detach::new)),
        Tuple.of(3, Combinators.combine(any(Step.Sort.class), place()).as(Step.Close::new)),
        Tuple.of(3, Combinators.combine(any(Step.Sort.class), place(), path()).as(Step.Pin::new)),
        Tuple.of(2, Combinators.combine(any(Step.Sort.class), place(), path()).as(Step.Open::new)),
        Tuple.of(2, path().map(Step.MakeDirectory::new)),
        Tuple.of(1, path().map(Step.RemoveDirectory::new)),
        Tuple.of(2, path().map(Step.Unlink::new)),
        Tuple.of(2, Combinators.combine(path(), path()).as(Step.Rename::new)),
        Tuple.of(2, device().map(Step.AddClsact::new)),
        Tuple.of(1, device().map(Step.DeleteClsact::new)),
        Tuple.of(
            2,
            Combinators.combine(device(), direction(), priority(), handle(), program())
                .as(Step.AddFilter::new)),
        Tuple.of(
            2,
            Combinators.combine(device(), direction(), priority(), handle(), program())
                .as(Step.ReplaceFilter::new)),
        Tuple.of(
            1,
            Combinators.combine(device(), direction(), priority(), handle())
                .as(Step.DeleteFilter::new)),
        Tuple.of(1, device().map(Step.AddDevice::new)),
        Tuple.of(1, device().map(Step.RemoveDevice::new)));
  }

  private static Arbitrary<Step> load() {
    return Combinators.combine(program(), any(Step.Source.class)).as(Step.Load::new);
  }

  private static Arbitrary<Step> put() {
    return Combinators.combine(map(), number(3), number(9), any(UpdateMode.class))
        .as(Step.Put::new);
  }

  private static Arbitrary<Step> attachXdp() {
    return Combinators.combine(
            link(), program(), device(), Arbitraries.of(XdpMode.NATIVE, XdpMode.GENERIC))
        .as(Step.AttachXdp::new);
  }

  private static Arbitrary<Step> attachTcx() {
    return Combinators.combine(
            link(), program(), device(), direction(), any(Step.Anchor.class), place())
        .as(Step.AttachTcx::new);
  }

  private static <E extends Enum<E>> Arbitrary<E> any(Class<E> values) {
    return Arbitraries.of(values);
  }

  private static Arbitrary<Integer> program() {
    return number(Table.PROGRAMS - 1);
  }

  private static Arbitrary<Integer> map() {
    return number(Table.MAPS - 1);
  }

  private static Arbitrary<Integer> link() {
    return number(Table.LINKS - 1);
  }

  private static Arbitrary<Integer> place() {
    return number(3);
  }

  private static Arbitrary<Integer> device() {
    return number(Table.DEVICES - 1);
  }

  private static Arbitrary<Integer> path() {
    return number(Table.PATHS.size() - 1);
  }

  private static Arbitrary<Direction> direction() {
    return any(Direction.class);
  }

  private static Arbitrary<Integer> priority() {
    return Arbitraries.of(10, 50);
  }

  private static Arbitrary<Integer> handle() {
    return Arbitraries.of(1, 2);
  }

  private static Arbitrary<Integer> number(int max) {
    return Arbitraries.integers().between(0, max);
  }
}
