package io.bpfledger.reconciler.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfledger.journal.history.Explanation;
import io.bpfledger.journal.projection.Run;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StepResult;
import java.util.List;
import java.util.Locale;

/** Reports as JSON. Names of fields are never changed, only added. */
public final class RunJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RunJson() {}

  /** Runs in short. */
  public static String list(List<Run> runs) {
    ArrayNode array = NODES.arrayNode();
    for (Run run : runs) {
      ObjectNode node = array.addObject();
      node.put("run", run.id().toString());
      node.put("started", run.started().time().toString());
      node.put("trigger", run.trigger().word());
      node.put("mode", run.mode().word());
      node.put("complete", run.complete());
      node.put("findings", run.findings());
      node.put("ended", run.end().isPresent());
      run.end()
          .ifPresent(
              end -> {
                ObjectNode results = node.putObject("results");
                for (StepResult.Outcome outcome : StepResult.Outcome.values()) {
                  results.put(outcome.word(), end.results().getOrDefault(outcome, 0L));
                }
                node.put("totalMicros", end.totalMicros());
              });
    }
    return array.toPrettyString();
  }

  /** All of one run. */
  public static String show(RunReport run) {
    return node(run).toPrettyString();
  }

  private static ObjectNode node(RunReport run) {
    ObjectNode node = NODES.objectNode();
    node.put("run", run.run().toString());
    node.put("started", run.started().toString());
    node.put("trigger", run.trigger().word());
    node.put("mode", run.mode().word());
    node.put("complete", run.isComplete());
    run.gaps().forEach(node.putArray("gaps")::add);
    run.plan().map(Digest::toString).ifPresent(plan -> node.put("approvedPlan", plan));
    node.set("findings", nodes(run.findings()));
    run.end()
        .ifPresent(
            end ->
                node.putObject("end")
                    .put("time", end.time().toString())
                    .put("inventoryMicros", end.inventoryMicros())
                    .put("totalMicros", end.totalMicros()));
    return node;
  }

  private static ArrayNode nodes(List<Answered> findings) {
    ArrayNode array = NODES.arrayNode();
    findings.forEach(each -> array.add(node(each)));
    return array;
  }

  private static ObjectNode node(Answered each) {
    ObjectNode node = NODES.objectNode();
    node.put("finding", each.finding().id().toString());
    node.put("code", each.finding().code());
    each.finding().entity().ifPresent(entity -> node.put("entity", entity.toString()));
    node.put("object", each.finding().object());
    node.put("observed", each.finding().observed());
    node.put("decision", each.finding().decision().word());
    node.put("reason", each.finding().reason());
    each.result()
        .ifPresent(
            result ->
                node.putObject("result")
                    .put("outcome", result.outcome().word())
                    .put("operation", result.operation().toString())
                    .put("detail", result.detail())
                    .put("micros", result.durationMicros()));
    return node;
  }

  /** What is different between two runs. */
  public static String difference(RunDifference difference) {
    ObjectNode node = NODES.objectNode();
    node.put("earlier", difference.earlier().run().toString());
    node.put("later", difference.later().run().toString());
    node.set("gone", nodes(difference.gone()));
    node.set("come", nodes(difference.come()));
    node.set("stayed", nodes(difference.stayed()));
    return node.toPrettyString();
  }

  /** How often what was found. */
  public static String totals(Totals totals) {
    ObjectNode node = NODES.objectNode();
    node.put("spanMillis", totals.span().toMillis());
    ArrayNode spans = node.putArray("spans");
    for (Totals.Span span : totals.spans()) {
      ObjectNode each = spans.addObject();
      each.put("from", span.from().toString());
      each.put("runs", span.runs());
      ObjectNode codes = each.putObject("codes");
      span.codes().forEach(codes::put);
    }
    return node.toPrettyString();
  }

  /** Where a finding comes from, and what it led to. */
  public static String story(FindingStory story) {
    ObjectNode node = NODES.objectNode();
    node.put("run", story.run().run().toString());
    node.set("finding", node(story.finding()));
    ArrayNode events = node.putArray("events");
    story.events().forEach(event -> events.add(node(event)));
    return node.toPrettyString();
  }

  private static ObjectNode node(Explanation explanation) {
    ObjectNode node = NODES.objectNode();
    node.put("event", explanation.entry().entry().event().getClass().getSimpleName());
    node.put("stream", explanation.entry().place().stream().toString());
    node.put("sequence", explanation.entry().place().sequence());
    node.put("time", explanation.entry().entry().envelope().time().toString());
    node.put("principal", explanation.entry().entry().envelope().principal().describe());
    node.put("cause", explanation.entry().entry().envelope().cause().describe());
    ArrayNode because = node.putArray("because");
    for (Explanation.Reason reason : explanation.because()) {
      ObjectNode each = node(reason.explanation());
      each.put("relation", reason.relation().name().toLowerCase(Locale.ROOT));
      because.add(each);
    }
    return node;
  }
}
