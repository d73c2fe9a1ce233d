package io.bpfledger.journal.event;

import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import java.time.Instant;

/**
 * When, in which life of the kernel, by whom and why an event happened.
 *
 * @param time by the host's clock, which may jump; the order of the ledger is the order of events
 */
public record Envelope(Instant time, BootId boot, Principal principal, Cause cause) {}
