package io.bpfledger.reconciler.report;

import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.history.Explanation;
import io.bpfledger.journal.history.History;
import io.bpfledger.journal.history.HistoryQuery;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Run;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads recorded runs. */
public final class RunReports {

  /** One finding leads to no more events than a batch of programs and their links have. */
  private static final int EVENTS_MAX = 64;

  private final Supplier<Ledger> ledger;
  private final History history;
  private final StreamId host;

  /**
   * Reports of one host.
   *
   * @param host its stream
   */
  public RunReports(Supplier<Ledger> ledger, History history, StreamId host) {
    this.ledger = ledger;
    this.history = history;
    this.host = host;
  }

  /** The last runs in short, oldest first. */
  public List<Run> list(int most) {
    List<Run> runs = ledger.get().runs().all();
    return runs.subList(Math.max(0, runs.size() - Math.max(0, most)), runs.size());
  }

  /** The last runs in full, oldest first. */
  public List<RunReport> all(int most) {
    return list(most).stream().flatMap(run -> read(run).stream()).toList();
  }

  /** One run; empty if there is none, or what it found was given up. */
  public Optional<RunReport> show(Ulid run) {
    return ledger.get().runs().find(run).flatMap(this::read);
  }

  /** What is different between two runs; empty if one of them is not there. */
  public Optional<RunDifference> difference(Ulid earlier, Ulid later) {
    return show(earlier)
        .flatMap(before -> show(later).map(after -> RunDifference.between(before, after)));
  }

  /** Where a finding comes from, and what it led to; empty if no recorded run has it. */
  public Optional<FindingStory> explain(Ulid finding) {
    for (Run run : ledger.get().runs().all().reversed()) {
      Optional<RunReport> report = read(run);
      Optional<Answered> found =
          report.stream()
              .flatMap(each -> each.findings().stream())
              .filter(each -> each.finding().id().equals(finding))
              .findFirst();
      if (report.isPresent() && found.isPresent()) {
        return Optional.of(new FindingStory(report.get(), found.get(), events(finding)));
      }
    }
    return Optional.empty();
  }

  private List<Explanation> events(Ulid finding) {
    return history
        .find(HistoryQuery.ALL.because(new Cause.Finding(finding)).first(EVENTS_MAX))
        .stream()
        .flatMap(
            placed -> history.explain(placed.place().stream(), placed.place().sequence()).stream())
        .toList();
  }

  private Optional<RunReport> read(Run run) {
    return history
        .entry(host, run.startedAt())
        .map(placed -> placed.entry().event())
        .filter(event -> event instanceof ReconciliationStarted)
        .map(event -> report(run, (ReconciliationStarted) event, finished(run)));
  }

  private Optional<ReconciliationFinished> finished(Run run) {
    return run.end()
        .flatMap(end -> history.entry(host, end.finishedAt()))
        .map(placed -> placed.entry().event())
        .filter(event -> event instanceof ReconciliationFinished)
        .map(event -> (ReconciliationFinished) event);
  }

  private static RunReport report(
      Run run, ReconciliationStarted started, Optional<ReconciliationFinished> finished) {
    Map<Ulid, StepResult> results = new HashMap<>();
    finished.ifPresent(
        end -> end.results().forEach(result -> results.put(result.finding(), result)));
    List<Answered> findings = new ArrayList<>();
    for (Finding finding : started.findings()) {
      findings.add(new Answered(finding, Optional.ofNullable(results.get(finding.id()))));
    }
    return new RunReport(
        run.id(),
        run.started().time(),
        run.trigger(),
        run.mode(),
        started.gaps(),
        started.plan(),
        findings,
        finished.flatMap(
            end ->
                run.end()
                    .map(
                        ended ->
                            new RunReport.End(
                                ended.finished().time(),
                                end.inventoryMicros(),
                                end.totalMicros()))));
  }
}
