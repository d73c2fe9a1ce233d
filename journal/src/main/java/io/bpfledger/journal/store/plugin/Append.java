package io.bpfledger.journal.store.plugin;

import akka.dispatch.Futures;
import io.bpfledger.journal.store.row.EventContent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/** Events that are written together or not at all, and the promise to tell which. */
record Append(
    List<EventContent> events, Map<EventContent, Set<String>> tags, Promise<BoxedUnit> promise) {

  static Append of(List<EventContent> events, Map<EventContent, Set<String>> tags) {
    return new Append(List.copyOf(events), Map.copyOf(tags), Futures.promise());
  }

  Future<BoxedUnit> future() {
    return promise.future();
  }

  void succeed() {
    promise.trySuccess(BoxedUnit.UNIT);
  }

  void fail(Throwable cause) {
    promise.tryFailure(cause);
  }
}
