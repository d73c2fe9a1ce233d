package io.bpfledger.reconciler.testing;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.XdpMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The entities that tests are about, and their events. */
public final class Entities {

  public static final Ulid LOAD = operation(1);
  public static final Ulid SECOND = operation(2);
  public static final Ulid STRANGE = operation(3);
  public static final String TAG = "0123456789abcdef";

  public static final Attachment TRACEPOINT = new TracepointAttachment("sched", "sched_switch", 0);
  public static final Attachment XDP =
      new XdpAttachment(Samples.DEVICE, XdpMode.AUTOMATIC, 50, ProceedOn.OfXdp.DEFAULT);
  public static final Failure INTERRUPTED = new Failure.Interrupted("in the test");

  private Entities() {}

  public static Ulid operation(int number) {
    return Ulid.of(1_700_000_000_000L + number, 0, number);
  }

  public static ProgramKey program(int number) {
    return new ProgramKey(Ulid.of(1_600_000_000_000L + number, 1, number));
  }

  public static LinkKey link(int number) {
    return new LinkKey(Ulid.of(1_600_000_000_000L + number, 2, number));
  }

  /** As {@link Sight#program(int)} shows it. */
  public static Incarnation incarnation(int kernelId) {
    return new Incarnation(Samples.BOOT, kernelId, kernelId * 1_000L, TAG);
  }

  public static Path place(Ulid operation, ProgramKey program) {
    return Sight.LAYOUT.program(operation, program).resolve("program");
  }

  public static Load load(Ulid operation, ProgramKey program, int kernelId) {
    return load(operation, program, kernelId, List.of());
  }

  public static Load load(
      Ulid operation, ProgramKey program, int kernelId, List<Load.LoadedMap> maps) {
    return new Load(
        incarnation(kernelId),
        place(operation, program).toString(),
        Sight.LAYOUT.program(operation, program).resolve("maps").toString(),
        maps,
        "GPL",
        true);
  }

  public static ProgramEvent.LoadRequested loadRequested(
      Ulid operation, Policy policy, Optional<ProgramKey> owner, ProgramKey... batch) {
    return new ProgramEvent.LoadRequested(
        operation,
        new ProgramSpec(
            "pass",
            AttachKind.XDP,
            Optional.empty(),
            Optional.empty(),
            new Bytecode(Samples.DIGEST, new Bytecode.FromFile("/opt/pass.bpf.o")),
            new TreeMap<>(),
            owner),
        Labels.NONE,
        policy,
        List.of(batch));
  }

  public static LinkEvent.AttachRequested attachRequested(
      Ulid operation, int number, ProgramKey program, Attachment attachment, Policy policy) {
    return new LinkEvent.AttachRequested(
        operation, new LinkNumber(number), program, attachment, Labels.NONE, policy);
  }
}
