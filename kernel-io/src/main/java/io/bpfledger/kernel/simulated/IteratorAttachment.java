package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.MapId;
import java.util.Optional;

/** An iterator link; one that walks the elements of a map keeps that map alive. */
final class IteratorAttachment implements Attachment {

  private static final int LINK_TYPE = 4;

  private final String target;
  private final Optional<MapObject> map;

  IteratorAttachment(String target, Optional<MapObject> map) {
    this.target = target;
    this.map = map;
  }

  Optional<MapObject> map() {
    return map;
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Iterator(target, map.map(walked -> new MapId(walked.id())));
  }

  @Override
  public void attach(LinkObject link) {
    map.ifPresent(MapObject::retain);
  }

  @Override
  public void vanish() {
    map.ifPresent(MapObject::release);
  }

  @Override
  public void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    Attachment.requireExpected(current, expected);
    Attachment.requireSameFlavour(current, next);
    if (!current.verified().attachPoint().equals(next.verified().attachPoint())) {
      throw new Refusal(Errno.EINVAL, "the new program iterates over something else");
    }
  }
}
