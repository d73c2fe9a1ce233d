package io.bpfledger.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.kernel.AttachKind;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AttachmentOptionsTest {

  static List<Attachment> samples() {
    return Samples.all().values().stream()
        .filter(LinkEvent.AttachRequested.class::isInstance)
        .map(event -> ((LinkEvent.AttachRequested) event).attachment())
        .toList();
  }

  @Test
  void thereIsASampleOfEachKind() {
    assertThat(samples().stream().map(Attachment::kind))
        .containsExactlyInAnyOrderElementsOf(EnumSet.allOf(AttachKind.class));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whoAsksWithTheOptionsOfAnAttachmentGetsTheSame(Attachment attachment) {
    AttachWish wish =
        AttachWish.of(Samples.PROGRAM, attachment.kind().word(), AttachmentOptions.of(attachment));

    CheckedAttach checked = AttachCheck.check(LoadedProgram.of(attachment.kind()), wish);

    assertThat(checked).isInstanceOf(CheckedAttach.Sound.class);
    assertThat(((CheckedAttach.Sound) checked).attachment()).isEqualTo(attachment);
  }
}
