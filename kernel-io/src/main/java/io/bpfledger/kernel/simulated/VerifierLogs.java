package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.simulated.interpreter.Verifier;
import java.util.List;
import java.util.Optional;

/** Turns what the verifier wrote into what the port tells. */
final class VerifierLogs {

  private static final int SUMMARY_LINES = 3;

  private VerifierLogs() {}

  static VerifierRejection of(String program, Verifier.Refused refused) {
    return new VerifierRejection(
        program,
        refused.log(),
        summary(refused.log()),
        Optional.of(refused.instruction()),
        Optional.empty());
  }

  /** The log that a declared object wants to see. */
  static VerifierRejection declared(String program, String log) {
    return new VerifierRejection(program, log, summary(log), Optional.empty(), Optional.empty());
  }

  /** The last lines that are neither an instruction nor the closing figures. */
  private static String summary(String log) {
    List<String> telling =
        log.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .filter(line -> !line.startsWith("processed "))
            .filter(line -> !line.matches("\\d+: .*"))
            .toList();
    return String.join(
        "; ", telling.subList(Math.max(0, telling.size() - SUMMARY_LINES), telling.size()));
  }
}
