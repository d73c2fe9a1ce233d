package io.bpfledger.journal.projection;

import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkRecord;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ProgramKey;
import java.util.Optional;

/**
 * What an entity can be found by.
 *
 * @param kernel what the kernel calls it, while it is there
 * @param number the number of a link, for ever
 * @param program the program of a link, while that lives
 * @param hook the hook of a link, while that lives
 * @param labels what is written on it, while it lives
 */
record Traits(
    Optional<KernelName> kernel,
    Optional<LinkNumber> number,
    Optional<ProgramKey> program,
    Optional<HookKey> hook,
    Labels labels) {

  static final Traits NONE =
      new Traits(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Labels.NONE);

  static Traits of(EntityState state) {
    return switch (state) {
      case ProgramState.Loading loading -> program(loading, Optional.empty());
      case ProgramState.Loaded loaded -> program(loaded, Optional.of(loaded.load().incarnation()));
      case ProgramState.Lost lost -> program(lost, Optional.empty());
      case ProgramState.Unloading unloading ->
          program(unloading, Optional.of(unloading.load().incarnation()));
      case LinkState.Attaching attaching -> link(attaching, Optional.empty());
      case LinkState.Attached attached -> link(attached, Optional.of(attached.standing()));
      case LinkState.Lost lost -> link(lost, Optional.empty());
      case LinkState.Detaching detaching -> link(detaching, Optional.of(detaching.standing()));
      case LinkState.Failed failed -> ended(failed);
      case LinkState.Detached detached -> ended(detached);
      case ProgramState.Absent _,
          ProgramState.Failed _,
          ProgramState.Unloaded _,
          LinkState.Absent _,
          DispatcherState _,
          HostState _ ->
          NONE;
    };
  }

  private static Traits program(ProgramState.Present state, Optional<Incarnation> incarnation) {
    return new Traits(
        incarnation.map(life -> new KernelName(life.boot(), life.kernelId())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        state.program().labels());
  }

  private static Traits link(LinkState.Present state, Optional<Standing> standing) {
    LinkRecord link = state.link();
    return new Traits(
        standing.flatMap(Traits::kernelName),
        Optional.of(link.number()),
        Optional.of(link.program()),
        link.attachment().hook(),
        link.labels());
  }

  private static Optional<KernelName> kernelName(Standing standing) {
    return switch (standing.hold()) {
      case Hold.ByLink link -> Optional.of(new KernelName(link.boot(), link.kernelLinkId()));
      case Hold.ByDispatcher _ -> Optional.empty();
    };
  }

  private static Traits ended(LinkState.Present state) {
    return new Traits(
        Optional.empty(),
        Optional.of(state.link().number()),
        Optional.empty(),
        Optional.empty(),
        Labels.NONE);
  }
}
