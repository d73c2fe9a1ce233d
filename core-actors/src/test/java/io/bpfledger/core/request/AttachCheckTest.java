package io.bpfledger.core.request;

import static io.bpfledger.core.request.AttachChecks.check;
import static io.bpfledger.core.request.AttachChecks.refusal;
import static io.bpfledger.core.request.AttachChecks.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.kernel.AttachKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which program may be attached as what, and by which policy. */
final class AttachCheckTest {

  @Test
  void programOfTrafficControlGoesToEitherHook() {
    Map<String, String> options = Map.of("iface", "eth0", "direction", "ingress");

    assertThat(sound(check(AttachKind.TC, "tcx", options)).attachment())
        .isInstanceOf(TcxAttachment.class);
    assertThat(sound(check(AttachKind.TCX, "tc", options)).attachment())
        .isInstanceOf(TcAttachment.class);
  }

  @Test
  void whetherAProbeRunsAtTheReturnItsSectionSays() {
    assertThat(
            sound(
                    check(
                        AttachKind.KRETPROBE,
                        "kprobe",
                        Map.of("fn_name", "vfs_read", "offset", "0")))
                .attachment())
        .isEqualTo(new KretprobeAttachment("vfs_read", 0));
    assertThat(
            sound(
                    check(
                        AttachKind.URETPROBE,
                        "uprobe",
                        Map.of("target", "libc", "fn_name", "malloc")))
                .attachment())
        .isInstanceOf(UretprobeAttachment.class);
    assertThat(refusal(check(AttachKind.KPROBE, "kretprobe", Map.of("fn_name", "vfs_read"))))
        .isEqualTo(
            new Refusal(
                Refusal.Reason.CONFLICT,
                "program pass was loaded as kprobe and cannot be attached as kretprobe; load it as"
                    + " kretprobe"));
  }

  @Test
  void kindIsThatOfTheProgramWhenNoneIsNamed() {
    AttachWish wish =
        new AttachWish(
            Samples.PROGRAM,
            Optional.empty(),
            new TreeMap<>(Map.of("tracepoint", "syscalls/sys_enter_openat", "cookie", "0xff")),
            Map.of("owner", "me"),
            Optional.of("once"));

    assertThat(AttachCheck.check(LoadedProgram.of(AttachKind.TRACEPOINT), wish))
        .isEqualTo(
            new CheckedAttach.Sound(
                Samples.PROGRAM,
                new TracepointAttachment("syscalls", "sys_enter_openat", 255),
                Labels.of(Map.of("owner", "me")),
                Policy.ONCE));
  }

  @Test
  void missingProgramIsNotFound() {
    assertThat(
            refusal(
                AttachCheck.check(Ledger.EMPTY, AttachWish.of(Samples.PROGRAM, "xdp", Map.of()))))
        .isEqualTo(
            new Refusal(
                Refusal.Reason.NOT_FOUND,
                "there is no program "
                    + Samples.PROGRAM
                    + "; the list of programs shows which there are"));
  }

  @Test
  void programThatIsNotLoadedIsInConflict() {
    for (Ledger ledger :
        List.of(
            LoadedProgram.ledger(AttachKind.XDP),
            LoadedProgram.ledger(
                AttachKind.XDP,
                Samples.event("program.loaded.1"),
                Samples.event("program.unload-requested.1")))) {
      Refusal refusal =
          refusal(
              AttachCheck.check(
                  ledger, AttachWish.of(Samples.PROGRAM, "xdp", Map.of("iface", "eth0"))));

      assertThat(refusal.reason()).isEqualTo(Refusal.Reason.CONFLICT);
      assertThat(refusal.message())
          .matches("program pass \\(.*\\) is (un)?loading and cannot be attached; load it first");
    }
  }

  @Test
  void kindThatDoesNotFitIsInConflict() {
    assertThat(refusal(check(AttachKind.XDP, "tc", Map.of("iface", "eth0"))))
        .isEqualTo(
            new Refusal(
                Refusal.Reason.CONFLICT,
                "program pass was loaded as xdp and cannot be attached as tc; load it as tc"));
  }

  @Test
  void unknownKindIsInvalid() {
    Refusal refusal = refusal(check(AttachKind.XDP, "netkit", Map.of()));

    assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID);
    assertThat(refusal.message()).startsWith("attach pass: there is no kind netkit; there are xdp");
  }

  @Test
  void unknownRestartPolicyIsInvalid() {
    AttachWish wish =
        new AttachWish(
            Samples.PROGRAM, Optional.empty(), new TreeMap<>(), Map.of(), Optional.of("sometimes"));

    assertThat(refusal(AttachCheck.check(LoadedProgram.of(AttachKind.FENTRY), wish)).message())
        .contains("restart policy is sometimes, and none of ensure, once");
  }

  @Test
  void labelsThatAreTooLongAreInvalid() {
    AttachWish wish =
        new AttachWish(
            Samples.PROGRAM,
            Optional.empty(),
            new TreeMap<>(),
            Map.of("", "no key"),
            Optional.empty());

    assertThat(refusal(AttachCheck.check(LoadedProgram.of(AttachKind.FENTRY), wish)).message())
        .contains("label key has 0 characters");
  }
}
