package io.bpfledger.core.host;

import com.typesafe.config.Config;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.UlidSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How a host is managed.
 *
 * @param bpffs where our file system of pins is mounted, or will be
 * @param pause how to wait for the kernel to let go of something
 * @param service on whose behalf the service itself acts
 * @param serviceVersion for the record
 * @param hostName for the record
 * @param within when whoever asks gets an answer at the latest
 * @param idleAfter when an entity that has nothing to do is let go
 * @param memory what of the past is kept in memory
 * @param loads what may be loaded
 * @param akka overrides of what the service configures for Akka
 */
public record HostSettings(
    Path bpffs,
    InstantSource clock,
    Pause pause,
    UlidSource ids,
    Principal service,
    String serviceVersion,
    String hostName,
    Duration within,
    Duration idleAfter,
    MemoryLimits memory,
    LoadRules loads,
    Config akka) {

  /** Above the slowest commit and grace period together. */
  public static final Duration WITHIN = Duration.ofSeconds(60);

  public static final Duration IDLE_AFTER = Duration.ofMinutes(2);
}
