package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.VerifierRejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a log of the verifier what a person wants to know first. */
final class VerifierLog {

  private static final int SUMMARY_LINES = 3;

  /** An instruction with its code, or the mark that libbpf leaves where one could not be made. */
  private static final Pattern INSTRUCTION =
      Pattern.compile("^(\\d+): (?:\\([0-9a-f]{2}\\)|<invalid)");

  private static final Pattern NAMED_INSTRUCTION = Pattern.compile("\\binsn (\\d+)");

  /** States of registers, and the figures that end every log. */
  private static final Pattern NOISE =
      Pattern.compile(
          "^(?:processed \\d+ insns|verification time|stack depth|mark_read|cur state:|old"
              + " state:|(?:\\d+: )?(?:frame\\d+: ?)?R\\d+(?:_[a-z]+)?=|from \\d+ to"
              + " \\d+|caller:|callee:).*");

  private VerifierLog() {}

  static VerifierRejection rejection(String program, String log) {
    List<String> lines = log.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    int last = lastInstruction(lines, lines.size(), -1);
    String summary = String.join("; ", tellingLines(lines, last));
    Optional<Integer> instruction = instruction(lines, last, summary);
    return new VerifierRejection(
        program, log, summary, instruction, instruction.flatMap(at -> sourceLine(lines, at)));
  }

  /** The last lines that say why; they follow the last instruction, or end the same line. */
  private static List<String> tellingLines(List<String> lines, int lastInstruction) {
    List<String> telling = new ArrayList<>();
    for (int i = lines.size() - 1; i > lastInstruction && telling.size() < SUMMARY_LINES; i--) {
      if (!NOISE.matcher(lines.get(i)).matches() && !isSource(lines.get(i))) {
        telling.add(lines.get(i));
      }
    }
    Collections.reverse(telling);
    if (telling.isEmpty() && lastInstruction >= 0) {
      telling.add(lines.get(lastInstruction));
    }
    return telling;
  }

  /** The one that the summary names, or the last that the verifier looked at. */
  private static Optional<Integer> instruction(List<String> lines, int last, String summary) {
    Matcher named = NAMED_INSTRUCTION.matcher(summary);
    if (named.find()) {
      return number(named);
    }
    if (last < 0) {
      return Optional.empty();
    }
    Matcher instruction = INSTRUCTION.matcher(lines.get(last));
    return instruction.find() ? number(instruction) : Optional.empty();
  }

  private static Optional<Integer> number(Matcher matcher) {
    try {
      return Optional.of(Integer.valueOf(matcher.group(1)));
    } catch (NumberFormatException tooLong) {
      return Optional.empty();
    }
  }

  /** The verifier writes a source line once, before the first of its instructions. */
  private static Optional<String> sourceLine(List<String> lines, int instruction) {
    for (int i = lastInstruction(lines, lines.size(), instruction); i >= 0; i--) {
      if (isSource(lines.get(i))) {
        return Optional.of(lines.get(i).substring(1).strip());
      }
    }
    return Optional.empty();
  }

  private static boolean isSource(String line) {
    return line.startsWith("; ");
  }

  /** Where the last line of that instruction is, of any one if negative; -1 if nowhere. */
  private static int lastInstruction(List<String> lines, int end, int instruction) {
    String prefix = instruction + ": ";
    for (int i = end - 1; i >= 0; i--) {
      if ((instruction < 0 || lines.get(i).startsWith(prefix))
          && INSTRUCTION.matcher(lines.get(i)).find()) {
        return i;
      }
    }
    return -1;
  }
}
