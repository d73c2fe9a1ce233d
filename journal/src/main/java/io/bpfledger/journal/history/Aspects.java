package io.bpfledger.journal.history;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkRecord;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.ProgramRecord;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Revision;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What can be said of an entity in short, by name: what people compare. */
final class Aspects {

  private final SortedMap<String, String> told = new TreeMap<>();

  private Aspects() {}

  static SortedMap<String, String> of(EntityView view) {
    return of(view.state());
  }

  static SortedMap<String, String> of(EntityState state) {
    Aspects aspects = new Aspects();
    aspects.told.put("phase", state.phase());
    aspects.repairs(state.repairs());
    switch (state) {
      case ProgramState program -> aspects.program(program);
      case LinkState link -> aspects.link(link);
      case DispatcherState dispatcher -> aspects.dispatcher(dispatcher);
      case HostState host -> aspects.host(host);
    }
    return aspects.told;
  }

  private void repairs(Repairs repairs) {
    if (repairs.failures() > 0) {
      told.put("repair failures", Integer.toString(repairs.failures()));
    }
    repairs.lastFailure().ifPresent(failure -> told.put("last repair failure", failure.message()));
    repairs
        .suspension()
        .ifPresent(suspension -> told.put("repairs suspended", suspension.reason().word()));
  }

  private void program(ProgramState state) {
    if (state instanceof ProgramState.Present present) {
      ProgramRecord program = present.program();
      told.put("name", program.spec().name());
      told.put("kind", program.spec().kind().word());
      told.put("bytecode", program.spec().bytecode().origin().describe());
      told.put("digest", program.spec().bytecode().digest().hex());
      labels(program.labels());
      policy(program.policy());
    }
    switch (state) {
      case ProgramState.Loaded loaded -> load(loaded.load());
      case ProgramState.Lost lost -> told.put("loss", lost.loss().describe());
      case ProgramState.Failed failed -> told.put("failure", failed.failure().message());
      case ProgramState.Absent _,
          ProgramState.Loading _,
          ProgramState.Unloading _,
          ProgramState.Unloaded _ -> {
        // The phase says it all.
      }
    }
  }

  private void load(Load load) {
    told.put("in kernel", load.incarnation().describe());
    told.put("pin", load.pin());
  }

  private void link(LinkState state) {
    if (state instanceof LinkState.Present present) {
      LinkRecord link = present.link();
      told.put("number", link.number().toString());
      told.put("program", link.program().toString());
      told.put("target", link.attachment().describe());
      labels(link.labels());
      policy(link.policy());
    }
    switch (state) {
      case LinkState.Attached attached -> standing(attached.standing());
      case LinkState.Lost lost -> told.put("loss", lost.loss().describe());
      case LinkState.Failed failed -> told.put("failure", failed.failure().message());
      case LinkState.Absent _,
          LinkState.Attaching _,
          LinkState.Detaching _,
          LinkState.Detached _ -> {
        // The phase says it all.
      }
    }
  }

  private void standing(Standing standing) {
    told.put("in kernel", standing.program().describe());
    switch (standing.hold()) {
      case Hold.ByLink link -> told.put("pin", link.pin());
      case Hold.ByDispatcher dispatcher -> told.put("held by", dispatcher.hook().describe());
    }
  }

  private void dispatcher(DispatcherState state) {
    if (state instanceof DispatcherState.Present present) {
      told.put("last revision", Long.toString(present.dispatcher().lastNumber()));
      told.put("members", members(present));
      policy(present.dispatcher().policy());
    }
    switch (state) {
      case DispatcherState.Active active -> live(active.live());
      case DispatcherState.Lost lost -> told.put("loss", lost.loss().describe());
      case DispatcherState.Absent _,
          DispatcherState.Building _,
          DispatcherState.Removing _,
          DispatcherState.Vacant _ -> {
        // The phase says it all.
      }
    }
  }

  private static String members(DispatcherState state) {
    return state.members().stream().map(Aspects::member).collect(Collectors.joining(", "));
  }

  private static String member(Revision.Member member) {
    return member.programName() + " " + member.priority() + " (" + member.link() + ")";
  }

  private void live(LiveRevision live) {
    told.put("live revision", Long.toString(live.revision().number()));
    told.put("directory", live.directory());
  }

  private void host(HostState host) {
    told.put("reconcile mode", host.reconcilePolicy().mode().word());
    told.put("reconcile policy", host.reconcilePolicy().toString());
    told.put("retention policy", host.retentionPolicy().toString());
  }

  private void labels(Labels labels) {
    labels.entries().forEach((key, value) -> told.put("label " + key, value));
  }

  private void policy(Policy policy) {
    told.put("restart", policy.restart().word());
    told.put("repair mode", policy.repair().word());
  }
}
