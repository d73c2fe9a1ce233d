package io.bpfledger.core.request;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.ProgramType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One program as a caller names it: {@code TYPE:NAME} or {@code TYPE:NAME:TARGET}.
 *
 * @param target the kernel function, hook, tracepoint or iterator it is loaded for
 */
record ChosenProgram(AttachKind kind, String name, Optional<String> target) {

  private static final int PARTS = 3;

  static ChosenProgram parse(String text) throws Unsound {
    String[] parts = text.split(":", PARTS);
    if (parts.length == 1 || parts[0].isBlank()) {
      throw Unsound.invalid(
          "program '%s' has no type; write TYPE:NAME, with one of the types %s"
              .formatted(text, words()));
    }
    AttachKind kind =
        kind(parts[0])
            .orElseThrow(
                () ->
                    Unsound.invalid(
                        "program '%s' is of an unknown type '%s'; known are %s"
                            .formatted(text, parts[0], words())));
    if (parts[1].isBlank()) {
      throw Unsound.invalid(
          "program '%s' has no name; write %s:NAME, with the name of a function of the object"
              .formatted(text, kind.word()));
    }
    Optional<String> target =
        parts.length == PARTS && !parts[2].isBlank() ? Optional.of(parts[2]) : Optional.empty();
    if (target.isPresent() && !takesTarget(kind)) {
      throw Unsound.invalid(
          "program '%s' names a target, which programs of type %s are given when they are attached; write %s:%s"
              .formatted(text, kind.word(), kind.word(), parts[1]));
    }
    return new ChosenProgram(kind, parts[1], target);
  }

  /** Also as sections are written: {@code kprobe.multi}, {@code raw_tp}. */
  private static Optional<AttachKind> kind(String word) {
    String plain = word.trim().toLowerCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return switch (plain) {
      case "raw_tp" -> Optional.of(AttachKind.RAW_TRACEPOINT);
      case "sock_ops" -> Optional.of(AttachKind.SOCK_OPS);
      default -> AttachKind.named(plain);
    };
  }

  private static boolean takesTarget(AttachKind kind) {
    return kind.programType() == ProgramType.TRACING || kind.programType() == ProgramType.LSM;
  }

  private static String words() {
    return Arrays.stream(AttachKind.values())
        .map(AttachKind::word)
        .collect(Collectors.joining(", "));
  }
}
