package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Entries or returns of many places of one binary in one link.
 *
 * <p>{@code referenceCounterOffsets} and {@code cookies} are empty, or hold one for each place.
 */
public record UprobeMultiTarget(
    Path binary,
    OptionalInt mountNamespacePid,
    List<CodeOffset> places,
    List<Long> referenceCounterOffsets,
    List<Long> cookies,
    OptionalInt pid,
    boolean atReturn)
    implements LinkTarget {

  public UprobeMultiTarget {
    places = List.copyOf(places);
    referenceCounterOffsets = List.copyOf(referenceCounterOffsets);
    cookies = List.copyOf(cookies);
    if (!cookies.isEmpty() && cookies.size() != places.size()) {
      throw new IllegalArgumentException("one cookie for each place, or none");
    }
    if (!referenceCounterOffsets.isEmpty() && referenceCounterOffsets.size() != places.size()) {
      throw new IllegalArgumentException("one reference counter for each place, or none");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.UPROBE_MULTI;
  }

  @Override
  public String describe() {
    return (atReturn ? "uretprobes of " : "uprobes of ") + binary;
  }
}
