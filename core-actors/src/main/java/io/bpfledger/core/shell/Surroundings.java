package io.bpfledger.core.shell;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.value.UlidSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * What all entities of a service have in common.
 *
 * @param projection fed with every event before anybody is told of it
 * @param inherited what was under way when the service started, by entity
 * @param within how long an entity waits for another
 * @param idleAfter when an entity that has nothing to do is let go
 */
public record Surroundings(
    Projection projection,
    EntryCodec codec,
    KernelPool pool,
    BootId boot,
    InstantSource clock,
    UlidSource ids,
    Map<StreamId, Ulid> inherited,
    Duration within,
    Duration idleAfter) {

  public Surroundings {
    inherited = Map.copyOf(inherited);
  }
}
