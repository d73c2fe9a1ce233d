package io.bpfledger.reconciler.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/findings.md} shows the table of the reconciler; here it is held to the truth.
 *
 * <p>After a change that is meant, delete the file, run this test once with {@code
 * -Dgolden.write=true}, and read the difference.
 */
final class FindingsPageTest {

  private static final Path DOCUMENT = Path.of("../docs/findings.md");

  private static final String INTRODUCTION =
      """
      # Findings

      What the reconciler makes of each state that the ledger can have of a program, a link or the dispatcher of a hook, and everything that the kernel can show of it. `FindingsPageTest` computes this page from the table in
      code (`reconciler.rule`) and fails when it says otherwise.

      A cell names the finding and what is decided. Where two decisions stand, the first is for what is brought back whenever it is lost (`ensure`), the second for what is not (`once`). A dash is no finding. Without a complete
      look at the kernel nothing is deleted, whatever the cell says; what could not be read is never taken for gone.

      | decision | means |
      |---|---|
      | finish-forward | the ledger is led to where the kernel is: what was begun and is done is recorded as done, what is lost as lost |
      | roll-back | what was begun and is not done is undone to its end and recorded as failed |
      | recreate | what is wanted and not there is made again |
      | repin | what lives and is provably ours gets its pin back |
      | adopt | what is there and provably ours is taken back into the ledger |
      | delete | what is provably ours and nobody wants is removed |
      | report | it is shown and recorded, and nothing is done |
      | defer | it could not be read; the next round looks again |
      """;

  @Test
  void documentShowsTheTable() throws IOException {
    String truth =
        INTRODUCTION
            + chapter(
                "Program",
                ProgramPhase.values(),
                meanings(ProgramSighting.values(), ProgramSighting::meaning),
                ProgramSighting.values(),
                ProgramRules::rule)
            + chapter(
                "Link",
                LinkPhase.values(),
                meanings(LinkSighting.values(), LinkSighting::meaning),
                LinkSighting.values(),
                LinkRules::rule)
            + chapter(
                "Dispatcher",
                DispatcherPhase.values(),
                meanings(HookSighting.values(), HookSighting::meaning),
                HookSighting.values(),
                DispatcherRules::rule)
            + others()
            + codes();
    if (Boolean.getBoolean("golden.write") && !Files.exists(DOCUMENT)) {
      Files.writeString(DOCUMENT, truth, StandardOpenOption.CREATE_NEW);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(truth);
  }

  @Test
  void codesAreWordsThatLast() {
    assertThat(Codes.all().keySet()).allMatch(code -> code.matches("[a-z]+\\.[a-z]+(-[a-z]+)*"));
  }

  @Test
  void nothingForeignIsEverDeleted() {
    for (DispatcherPhase ledger : DispatcherPhase.values()) {
      assertThat(DispatcherRules.rule(ledger, HookSighting.FOREIGN).mayDecide(Decision.DELETE))
          .isFalse();
    }
  }

  private static <K extends Enum<K>> List<String> meanings(
      K[] kernel, Function<K, String> meaning) {
    return Stream.of(kernel)
        .map(sighting -> "| " + word(sighting) + " | " + meaning.apply(sighting) + " |\n")
        .toList();
  }

  private static <L extends Enum<L>, K extends Enum<K>> String chapter(
      String title, L[] ledger, List<String> meanings, K[] kernel, BiFunction<L, K, Rule> rules) {
    StringBuilder text = new StringBuilder("\n## " + title + "\n\n");
    text.append("| the kernel shows | that is |\n|---|---|\n");
    meanings.forEach(text::append);
    text.append("\n| ledger |");
    for (K sighting : kernel) {
      text.append(' ').append(word(sighting)).append(" |");
    }
    text.append("\n|---|").append("---|".repeat(kernel.length)).append('\n');
    List<String> reasons = new ArrayList<>();
    for (L phase : ledger) {
      text.append("| ").append(word(phase)).append(" |");
      for (K sighting : kernel) {
        Rule rule = rules.apply(phase, sighting);
        text.append(' ').append(cell(rule)).append(" |");
        reasons.add("| %s | %s | %s |\n".formatted(word(phase), word(sighting), rule.why()));
      }
      text.append('\n');
    }
    text.append("\n| ledger | kernel | why |\n|---|---|---|\n");
    reasons.forEach(text::append);
    return text.toString();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String cell(Rule rule) {
    if (!rule.isFinding()) {
      return "–";
    }
    String ensure = rule.verdict(RestartPolicy.ENSURE).decision().word();
    String once = rule.verdict(RestartPolicy.ONCE).decision().word();
    return "`%s` %s".formatted(rule.code(), ensure.equals(once) ? ensure : ensure + " / " + once);
  }

  private static String others() {
    StringBuilder text = new StringBuilder("\n## What is no entity of its own\n\n");
    text.append("| seen | finding | why |\n|---|---|---|\n");
    for (OtherRule other : OtherRule.values()) {
      text.append(
          "| %s | %s | %s |\n".formatted(other.meaning(), cell(other.rule()), other.rule().why()));
    }
    return text.toString();
  }

  private static String codes() {
    StringBuilder text = new StringBuilder("\n## Codes\n\n| code | severity |\n|---|---|\n");
    Codes.all()
        .forEach(
            (code, rules) -> {
              List<String> severities =
                  rules.stream().map(rule -> rule.severity().word()).distinct().toList();
              text.append("| `%s` | %s |\n".formatted(code, String.join(" or ", severities)));
            });
    return text.toString();
  }
}
