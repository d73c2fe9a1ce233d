package io.bpfledger.journal.value;

import io.bpfledger.kernel.KernelError;
import java.util.Optional;

/** Why something that was asked for was not done. */
public sealed interface Failure {

  /** One sentence for a person. */
  String message();

  /**
   * The kernel refused.
   *
   * @param operation what was tried, in words
   * @param object what it was tried on
   * @param errnoName the symbolic name, as errno numbers differ between architectures
   * @param detail what it means here; may be empty
   * @param missingFeature the feature this kernel lacks, when that is the reason
   * @param verifierLog the whole log in the object store, when the verifier refused
   */
  record Refused(
      String operation,
      String object,
      int errno,
      String errnoName,
      String detail,
      Optional<String> missingFeature,
      Optional<Digest> verifierLog)
      implements Failure {

    public Refused {
      Limits.name("operation", operation);
      Limits.text("object", object);
      Limits.positive("errno", errno);
      Limits.name("errno", errnoName);
      Limits.text("detail", detail);
      missingFeature.ifPresent(feature -> Limits.text("feature", feature));
    }

    @Override
    public String message() {
      StringBuilder text = new StringBuilder();
      text.append(operation).append(": ").append(object).append(": ");
      text.append(errnoName).append(" (").append(errno).append(')');
      if (!detail.isEmpty()) {
        text.append(": ").append(detail);
      }
      missingFeature.ifPresent(feature -> text.append(": ").append(feature));
      return text.toString();
    }
  }

  /** The service died or was stopped half-way, and what it had begun was undone. */
  record Interrupted(String where) implements Failure {

    public Interrupted {
      Limits.text("place", where);
    }

    @Override
    public String message() {
      return "interrupted: " + where;
    }
  }

  /** Something it needs is not there or failed, such as the program of a link. */
  record Blocked(String by) implements Failure {

    public Blocked {
      Limits.text("obstacle", by);
    }

    @Override
    public String message() {
      return by;
    }
  }

  /**
   * What the ledger keeps of a kernel's refusal.
   *
   * @param verifierLog where the object store keeps the verifier's log, if it wrote one
   */
  static Failure of(KernelError error, Optional<Digest> verifierLog) {
    String words = error.rejection().map(rejection -> rejection.summary()).orElse("");
    String detail =
        error.detail().isEmpty() || words.isEmpty()
            ? error.detail() + words
            : error.detail() + ": " + words;
    return new Refused(
        error.operation().phrase(),
        shortened(error.object()),
        error.errno().number(),
        error.errno().name(),
        shortened(detail),
        error.missingFeature().map(feature -> feature.absence()),
        verifierLog);
  }

  private static String shortened(String text) {
    return text.length() <= Limits.TEXT_CHARACTERS_MAX
        ? text
        : text.substring(0, Limits.TEXT_CHARACTERS_MAX);
  }
}
