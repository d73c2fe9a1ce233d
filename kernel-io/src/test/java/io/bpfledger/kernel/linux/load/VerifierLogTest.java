package io.bpfledger.kernel.linux.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.VerifierRejection;
import org.junit.jupiter.api.Test;

final class VerifierLogTest {

  private static final String FIGURES =
      "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0"
          + " mark_read 0\n";

  @Test
  void summaryIsWhatFollowsTheLastInstruction() {
    VerifierRejection rejection =
        VerifierLog.rejection(
            "filter",
            """
            0: R1=ctx() R10=fp0
            ; __u8 *packet = (__u8 *)(long)context->data; @ filter.c:15
            0: (61) r1 = *(u32 *)(r1 +0)          ; R1=pkt(r=0)
            ; return packet[13] == 8 ? XDP_PASS : XDP_DROP; @ filter.c:17
            1: (71) r1 = *(u8 *)(r1 +13)
            invalid access to packet, off=13 size=1, R1(id=0,off=13,r=0)
            R1 offset is outside of the packet
            """
                + FIGURES);

    assertThat(rejection.program()).isEqualTo("filter");
    assertThat(rejection.summary())
        .isEqualTo(
            "invalid access to packet, off=13 size=1, R1(id=0,off=13,r=0); R1 offset is outside of"
                + " the packet");
    assertThat(rejection.instruction()).hasValue(1);
    assertThat(rejection.sourceLine())
        .hasValue("return packet[13] == 8 ? XDP_PASS : XDP_DROP; @ filter.c:17");
    assertThat(rejection.log()).startsWith("0: R1=ctx()").endsWith(FIGURES);
  }

  @Test
  void instructionOfASubProgramHasTheSourceLineOfTheSubProgram() {
    VerifierRejection rejection =
        VerifierLog.rejection(
            "caller",
            """
            ; return callee(context) + 1; @ calls.c:9
            0: (85) call pc+2
            caller:
             R10=fp0
            callee:
             frame1: R1=ctx() R10=fp0
            3: frame1: R1=ctx() R10=fp0
            ; return packet[3]; @ calls.c:5
            3: (61) r1 = *(u32 *)(r1 +0)          ; frame1: R1=pkt(r=0)
            4: (71) r0 = *(u8 *)(r1 +3)
            R1 offset is outside of the packet
            """
                + FIGURES);

    assertThat(rejection.instruction()).hasValue(4);
    assertThat(rejection.sourceLine()).hasValue("return packet[3]; @ calls.c:5");
  }

  @Test
  void instructionThatTheSummaryNamesGoesBeforeTheLastOne() {
    VerifierRejection rejection =
        VerifierLog.rejection(
            "loop",
            """
            ; for (;;) @ loop.c:3
            2: (61) r1 = *(u32 *)(r10 -4)         ; R1=0 R10=fp0 fp-8=0000????
            ; i++; @ loop.c:4
            8: (65) if r1 s> 0xffffffff goto pc-7 infinite loop detected at insn 2
            cur state: R1=scalar() R10=fp0 fp-8=mmmm????
            old state: R1=scalar() R10=fp0 fp-8=mmmm????
            """
                + FIGURES);

    assertThat(rejection.summary()).endsWith("infinite loop detected at insn 2");
    assertThat(rejection.instruction()).hasValue(2);
    assertThat(rejection.sourceLine()).hasValue("for (;;) @ loop.c:3");
  }

  @Test
  void instructionThatLibbpfCouldNotAdjustCountsAsOne() {
    VerifierRejection rejection =
        VerifierLog.rejection(
            "reader",
            """
            2: (63) *(u32 *)(r10 -4) = r1         ; R1=0 R10=fp0 fp-8=0000????
            3: <invalid CO-RE relocation>
            failed to resolve CO-RE relocation <byte_off> [23] struct task_struct.lost (0:0 @ offset 0)
            """
                + FIGURES);

    assertThat(rejection.instruction()).hasValue(3);
    assertThat(rejection.summary()).startsWith("failed to resolve CO-RE relocation");
  }

  @Test
  void logWithoutLineInformationHasNoSourceLine() {
    VerifierRejection rejection =
        VerifierLog.rejection("bare", "0: (95) exit\nR0 !read_ok\n" + FIGURES);

    assertThat(rejection.summary()).isEqualTo("R0 !read_ok");
    assertThat(rejection.instruction()).hasValue(0);
    assertThat(rejection.sourceLine()).isEmpty();
  }

  @Test
  void refusalBeforeTheFirstStepNamesItsInstruction() {
    VerifierRejection rejection =
        VerifierLog.rejection("unreached", "unreachable insn 1\n" + FIGURES);

    assertThat(rejection.summary()).isEqualTo("unreachable insn 1");
    assertThat(rejection.instruction()).hasValue(1);
    assertThat(rejection.sourceLine()).isEmpty();
  }

  @Test
  void summaryHasNoMoreThanTheLastThreeLines() {
    VerifierRejection rejection =
        VerifierLog.rejection("chatty", "0: (95) exit\none\ntwo\nthree\nfour\n" + FIGURES);

    assertThat(rejection.summary()).isEqualTo("two; three; four");
  }

  @Test
  void numberThatIsNoneOfAnInstructionIsNotTaken() {
    VerifierRejection rejection =
        VerifierLog.rejection("odd", "unreachable insn 99999999999999999999\n");

    assertThat(rejection.instruction()).isEmpty();
  }

  @Test
  void emptyLogHasNothingToTell() {
    VerifierRejection rejection = VerifierLog.rejection("silent", "");

    assertThat(rejection.summary()).isEmpty();
    assertThat(rejection.instruction()).isEmpty();
  }
}
