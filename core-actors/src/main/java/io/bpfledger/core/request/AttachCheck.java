package io.bpfledger.core.request;

import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.kernel.AttachKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks a wish to attach before anything is recorded or done. What only the kernel can tell, such
 * as whether the interface is there, is left to it.
 */
public final class AttachCheck {

  private AttachCheck() {}

  public static CheckedAttach check(Ledger ledger, AttachWish wish) {
    try {
      return checked(ledger, wish);
    } catch (Unsound unsound) {
      return new CheckedAttach.Unsound(unsound.refusal());
    } catch (IllegalArgumentException limit) {
      // Values refuse what is too long, too many or out of range, and say what.
      return new CheckedAttach.Unsound(
          new Refusal(
              Refusal.Reason.INVALID,
              "attach program " + wish.program() + ": " + limit.getMessage()));
    }
  }

  private static CheckedAttach checked(Ledger ledger, AttachWish wish) throws Unsound {
    Optional<ProgramView> program = ledger.program(wish.program());
    if (program.isEmpty()) {
      throw new Unsound(
          Refusal.Reason.NOT_FOUND,
          "there is no program " + wish.program() + "; the list of programs shows which there are");
    }
    if (!(program.get().state() instanceof ProgramState.Loaded(var record, Load load))) {
      throw new Unsound(
          Refusal.Reason.CONFLICT,
          "program %s (%s) is %s and cannot be attached; load it first"
              .formatted(
                  program.get().program().spec().name(),
                  wish.program(),
                  program.get().state().phase()));
    }
    ProgramSpec spec = record.spec();
    AttachKind kind = wish.kind().isPresent() ? kind(spec, wish.kind().get()) : spec.kind();
    Options options = new Options("attach " + spec.name() + " as " + kind.word(), wish.options());
    Attachment attachment = attachment(kind, spec, load, options);
    options.finish();
    return new CheckedAttach.Sound(
        wish.program(), attachment, Labels.of(wish.labels()), policy(wish, options));
  }

  private static AttachKind kind(ProgramSpec spec, String word) throws Unsound {
    Optional<AttachKind> kind = AttachKind.named(word);
    if (kind.isEmpty()) {
      throw Unsound.invalid(
          "attach %s: there is no kind %s; there are %s"
              .formatted(
                  spec.name(),
                  word,
                  String.join(
                      ", ", Arrays.stream(AttachKind.values()).map(AttachKind::word).toList())));
    }
    Optional<AttachKind> fitting = fitting(spec.kind(), kind.get());
    if (fitting.isEmpty()) {
      throw new Unsound(
          Refusal.Reason.CONFLICT,
          "program %s was loaded as %s and cannot be attached as %s; load it as %s"
              .formatted(spec.name(), spec.kind().word(), word, word));
    }
    return fitting.get();
  }

  /**
   * As what a program can be attached if somebody names a kind. Whether a probe runs at the return
   * says the section it was loaded from, and not the name of the kind.
   */
  private static Optional<AttachKind> fitting(AttachKind loaded, AttachKind named) {
    boolean fits =
        switch (named) {
          case TC, TCX -> loaded == AttachKind.TC || loaded == AttachKind.TCX;
          case KPROBE -> loaded == AttachKind.KPROBE || loaded == AttachKind.KRETPROBE;
          case UPROBE -> loaded == AttachKind.UPROBE || loaded == AttachKind.URETPROBE;
          default -> loaded == named;
        };
    if (!fits) {
      return Optional.empty();
    }
    return Optional.of(named == AttachKind.TC || named == AttachKind.TCX ? named : loaded);
  }

  private static Attachment attachment(
      AttachKind kind, ProgramSpec spec, Load load, Options options) throws Unsound {
    return switch (kind) {
      case XDP -> DeviceOptions.xdp(options);
      case TC -> DeviceOptions.tc(options);
      case TCX -> DeviceOptions.tcx(options);
      case TRACEPOINT -> TracingOptions.tracepoint(options);
      case RAW_TRACEPOINT -> TracingOptions.rawTracepoint(options);
      case TP_BTF, FENTRY, FEXIT, FMOD_RET, LSM -> TracingOptions.loadedFor(kind, options);
      case KPROBE -> ProbeOptions.kprobe(options);
      case KRETPROBE -> ProbeOptions.kretprobe(options);
      case KPROBE_MULTI -> ProbeOptions.kprobes(options);
      case UPROBE -> ProbeOptions.uprobe(options);
      case URETPROBE -> ProbeOptions.uretprobe(options);
      case UPROBE_MULTI -> ProbeOptions.uprobes(options);
      case CGROUP_SKB,
          CGROUP_SOCK,
          CGROUP_SOCK_ADDR,
          CGROUP_SOCKOPT,
          CGROUP_SYSCTL,
          CGROUP_DEVICE,
          SOCK_OPS ->
          CgroupOptions.cgroup(kind, spec, options);
      case NETFILTER -> NamespaceOptions.netfilter(options);
      case SK_LOOKUP -> NamespaceOptions.lookup(options);
      case PERF_EVENT -> TracingOptions.perfEvent(options);
      case ITER -> MapOptions.iterator(load, options);
      case STRUCT_OPS -> MapOptions.structure(load, options);
    };
  }

  private static Policy policy(AttachWish wish, Options options) throws Unsound {
    if (wish.restart().isEmpty()) {
      return Policy.DEFAULT;
    }
    RestartPolicy restart =
        options.word(
            "restart policy",
            wish.restart().get(),
            List.of(RestartPolicy.values()),
            RestartPolicy::word);
    return new Policy(restart, Policy.DEFAULT.repair());
  }
}
