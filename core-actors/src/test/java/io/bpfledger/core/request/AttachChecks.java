package io.bpfledger.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.kernel.AttachKind;
import java.util.Map;

/** Asks whether the loaded program can be attached, and what the check came to. */
final class AttachChecks {

  private AttachChecks() {}

  static CheckedAttach check(AttachKind kind, String named, Map<String, String> options) {
    return AttachCheck.check(
        LoadedProgram.of(kind), AttachWish.of(Samples.PROGRAM, named, options));
  }

  static CheckedAttach.Sound sound(CheckedAttach checked) {
    assertThat(checked).isInstanceOf(CheckedAttach.Sound.class);
    return (CheckedAttach.Sound) checked;
  }

  static Refusal refusal(CheckedAttach checked) {
    assertThat(checked).isInstanceOf(CheckedAttach.Unsound.class);
    return ((CheckedAttach.Unsound) checked).refusal();
  }
}
