package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Any sequence of joins, leaves, failing places, lost and returning devices, deaths and failed
 * writes, against a kernel of one variable: what runs.
 */
final class DispatcherPropertiesTest {

  private enum Deed {
    ATTACH,
    ATTACH_ONCE,
    DETACH,
    WORK,
    REFUSE,
    BREAK,
    LOSE,
    RETURN,
    DIE,
    FAIL_WRITE,
    REPAIR;
  }

  private record Step(Deed deed, int choice) {}

  /** The world beside the dispatcher: what runs on the hook, and whether the device is there. */
  private static final class World {
    final HookStory story = HookStory.onXdp();
    final List<ProgramKey> programs = new ArrayList<>();
    final List<LinkKey> links = new ArrayList<>();
    Optional<LiveRevision> runs = Optional.empty();
    boolean deviceIsThere = true;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.of(
                    Deed.ATTACH,
                    Deed.ATTACH,
                    Deed.ATTACH,
                    Deed.ATTACH_ONCE,
                    Deed.DETACH,
                    Deed.DETACH,
                    Deed.WORK,
                    Deed.WORK,
                    Deed.WORK,
                    Deed.REFUSE,
                    Deed.BREAK,
                    Deed.LOSE,
                    Deed.RETURN,
                    Deed.DIE,
                    Deed.FAIL_WRITE,
                    Deed.REPAIR,
                    Deed.REPAIR),
                Arbitraries.integers().between(0, 1000))
            .as(Step::new);
    return step.list().ofMaxSize(60);
  }

  @Property(tries = 600)
  void liveMembersAreThoseThatAreAskedFor(@ForAll("steps") List<Step> steps) {
    World world = new World();
    for (String name : List.of("alpha", "beta", "gamma")) {
      world.programs.add(world.story.program(name));
    }
    for (Step step : steps) {
      take(world, step);
    }
    comeToRest(world);

    requireAnswered(world);
    requireNumbers(world);
    List<LinkKey> attached =
        world.links.stream()
            .filter(link -> world.story.linkState(link) instanceof LinkState.Attached)
            .toList();
    List<LinkKey> running = world.runs.map(live -> keys(live.revision())).orElseGet(List::of);
    assertThat(running).containsExactlyInAnyOrderElementsOf(attached);
    world.runs.ifPresent(live -> requireOrder(world, live.revision()));
    assertThat(world.links)
        .noneMatch(link -> world.story.linkState(link) instanceof LinkState.Detaching)
        .noneMatch(link -> world.story.linkState(link) instanceof LinkState.Attaching);
    if (world.deviceIsThere && world.story.state() instanceof DispatcherState.Active active) {
      assertThat(world.runs).contains(active.live());
    }
  }

  private static List<LinkKey> keys(Revision revision) {
    return revision.members().stream().map(Revision.Member::link).toList();
  }

  private static void take(World world, Step step) {
    HookStory story = world.story;
    switch (step.deed()) {
      case ATTACH, ATTACH_ONCE -> {
        ProgramKey program = world.programs.get(step.choice() % world.programs.size());
        Policy policy = step.deed() == Deed.ATTACH ? Policy.DEFAULT : Policy.ONCE;
        LinkKey link = story.intent(program, step.choice() % 7, policy, XdpMode.AUTOMATIC);
        world.links.add(link);
        story.join(link);
      }
      case DETACH -> chosen(world, step.choice()).ifPresent(story::leave);
      case WORK -> work(world, false);
      case REFUSE -> work(world, true);
      case BREAK -> {
        if (story.hasTasks()) {
          // Whether it was done before it broke, nobody knows.
          if (step.choice() % 2 == 0) {
            done(world, story.task());
          }
          story.answer(new KernelAnswer.Broken("a mistake"));
        }
      }
      case LOSE -> {
        if (world.deviceIsThere) {
          world.deviceIsThere = false;
          world.runs = Optional.empty();
          story.ask(new DispatcherCommand.Lose(new Loss(LossReason.TARGET_GONE, "")));
        }
      }
      case REPAIR -> {
        List<io.bpfledger.journal.value.Decision> decisions =
            List.of(
                io.bpfledger.journal.value.Decision.RECREATE,
                io.bpfledger.journal.value.Decision.ADOPT,
                io.bpfledger.journal.value.Decision.REPIN,
                io.bpfledger.journal.value.Decision.DELETE);
        story.ask(
            new DispatcherCommand.Repair(
                decisions.get(step.choice() % decisions.size()), "dispatcher.absent", List.of()));
      }
      case RETURN -> {
        if (!world.deviceIsThere) {
          world.deviceIsThere = true;
          story.ask(new DispatcherCommand.Return());
        }
      }
      case DIE, FAIL_WRITE -> {
        // What is under way is done or not; what was not yet begun never is.
        if (story.hasTasks() && step.choice() % 2 == 0) {
          done(world, story.task());
        }
        if (step.deed() == Deed.FAIL_WRITE && story.state().underWay().isPresent()) {
          story.failWrite();
        } else {
          story.die();
          linksRecover(world);
        }
      }
    }
  }

  private static Optional<LinkKey> chosen(World world, int choice) {
    List<LinkKey> candidates =
        world.links.stream()
            .filter(
                link ->
                    world.story.linkState(link) instanceof LinkState.Attached
                        || world.story.linkState(link) instanceof LinkState.Lost)
            .toList();
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(choice % candidates.size()));
  }

  /** Links of a service that died ask again, each in its own way. */
  private static void linksRecover(World world) {
    for (LinkKey link : world.links) {
      LinkState state = world.story.linkState(link);
      if (state instanceof LinkState.Attaching attaching) {
        boolean ensured = attaching.link().policy().equals(Policy.DEFAULT) || runs(world, link);
        world.story.ask(
            attaching.operation(),
            ensured ? new DispatcherCommand.Join(link) : new DispatcherCommand.Leave(link));
      } else if (state instanceof LinkState.Detaching detaching) {
        world.story.ask(detaching.operation(), new DispatcherCommand.Leave(link));
      }
    }
  }

  private static boolean runs(World world, LinkKey link) {
    return world.story.state() instanceof DispatcherState.Active(_, var live)
        && live.revision().position(link).isPresent();
  }

  /** Carries the oldest task out. */
  private static void work(World world, boolean refusing) {
    HookStory story = world.story;
    if (!story.hasTasks()) {
      return;
    }
    DispatcherTask task = (DispatcherTask) story.task();
    boolean possible = world.deviceIsThere && !refusing;
    switch (task) {
      case DispatcherTask.Place _ when !possible ->
          story.answer(new DispatcherAnswer.PlaceRefused(HookStory.REFUSED, List.of()));
      case DispatcherTask.Withdraw _ when refusing ->
          story.answer(new DispatcherAnswer.WithdrawRefused(HookStory.REFUSED));
      case DispatcherTask.Clear _ when refusing ->
          story.answer(new DispatcherAnswer.ClearRefused(HookStory.REFUSED));
      case DispatcherTask.RemoveResidue _ when refusing ->
          story.answer(new DispatcherAnswer.ResidueKept(HookStory.REFUSED));
      case DispatcherTask.Survey _, DispatcherTask.Repin _ ->
          story.answer(
              new DispatcherAnswer.HookSurveyed(
                  refusing
                      ? new HookObservation.Unreadable(HookStory.REFUSED)
                      : observation(world, task)));
      case DispatcherTask.RemoveResidue _,
          DispatcherTask.Place _,
          DispatcherTask.Withdraw _,
          DispatcherTask.Clear _,
          DispatcherTask.Sweep _ -> {
        done(world, task);
        story.answer(HookStory.success(task));
      }
    }
  }

  private static HookObservation observation(World world, DispatcherTask survey) {
    if (world.runs.isPresent()) {
      return new HookObservation.Runs(world.runs.get());
    }
    LossReason reason = world.deviceIsThere ? LossReason.ABSENT : LossReason.TARGET_GONE;
    assertThat(survey.hook()).isEqualTo(world.story.hook());
    return new HookObservation.Vacant(new Loss(reason, ""));
  }

  private static void done(World world, KernelTask task) {
    switch ((DispatcherTask) task) {
      case DispatcherTask.Place place -> {
        if (world.deviceIsThere) {
          world.runs = Optional.of(HookStory.live(place.revision(), place));
        }
      }
      case DispatcherTask.Withdraw withdraw -> {
        if (world.runs.filter(live -> live.revision().equals(withdraw.planned())).isPresent()) {
          world.runs = withdraw.before();
        }
      }
      case DispatcherTask.Clear clear ->
          world.runs = world.runs.filter(live -> live.revision().number() > clear.upTo());
      case DispatcherTask.RemoveResidue residue -> {
        if (!residue.runs()) {
          world.runs = world.runs.filter(live -> live.revision().number() > residue.upTo());
        }
      }
      // It leaves what runs alone, whatever it is told: see DispatcherWorkTest.
      case DispatcherTask.Sweep _, DispatcherTask.Survey _, DispatcherTask.Repin _ -> {}
    }
  }

  /** Everything works from now on, and the reconciler brings what it sees. */
  private static void comeToRest(World world) {
    for (int round = 0; round < 1000; round++) {
      if (world.story.hasTasks()) {
        work(world, false);
      } else if (world.story.state() instanceof DispatcherState.Building
          || world.story.state() instanceof DispatcherState.Removing) {
        HookObservation seen =
            world
                .runs
                .<HookObservation>map(HookObservation.Runs::new)
                .orElseGet(() -> new HookObservation.Vacant(new Loss(LossReason.ABSENT, "")));
        world.story.ask(new DispatcherCommand.Settle(seen));
      } else if (world.story.state() instanceof DispatcherState.Active(_, var live)
          && !world.runs.equals(Optional.of(live))) {
        LossReason reason = world.deviceIsThere ? LossReason.ABSENT : LossReason.TARGET_GONE;
        world.story.ask(new DispatcherCommand.Lose(new Loss(reason, "")));
      } else if (unanswered(world)) {
        linksRecover(world);
      } else {
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + world.story.state());
  }

  /** A dispatcher that failed twice in a row has forgotten some; their links ask again. */
  private static boolean unanswered(World world) {
    return world.links.stream()
        .map(link -> world.story.linkState(link))
        .anyMatch(
            state -> state instanceof LinkState.Attaching || state instanceof LinkState.Detaching);
  }

  private static void requireAnswered(World world) {
    assertThat(world.story.waiting()).isEmpty();
    for (Map.Entry<Ulid, List<Outcome>> heard : world.story.outcomes().entrySet()) {
      assertThat(heard.getValue()).as("%s", heard.getKey()).hasSize(1);
    }
  }

  /** Numbers only rise, and every revision is in order. */
  private static void requireNumbers(World world) {
    long last = 0;
    for (var event : world.story.events()) {
      if (event instanceof RevisionPlanned planned) {
        assertThat(planned.revision().number()).isGreaterThan(last);
        last = planned.revision().number();
        requireOrder(world, planned.revision());
      }
    }
  }

  private static void requireOrder(World world, Revision revision) {
    Map<LinkKey, Integer> age = new HashMap<>();
    world.links.forEach(link -> age.put(link, age.size()));
    Comparator<Revision.Member> order =
        Comparator.comparingInt(Revision.Member::priority)
            .thenComparing(Revision.Member::programName)
            .thenComparing(member -> age.getOrDefault(member.link(), -1));
    assertThat(revision.members()).isSortedAccordingTo(order);
    Set<LinkKey> once = new HashSet<>(keys(revision));
    assertThat(once).hasSize(revision.members().size());
  }
}
