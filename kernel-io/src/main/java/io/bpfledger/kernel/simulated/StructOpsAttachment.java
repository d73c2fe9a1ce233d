package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.MapId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A struct_ops link: it holds a map, and no program of its own. */
final class StructOpsAttachment implements Attachment {

  private static final int LINK_TYPE = 9;

  private @Nullable MapObject map;

  StructOpsAttachment(MapObject map) {
    this.map = map;
  }

  Optional<MapObject> map() {
    return Optional.ofNullable(map);
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.StructOps(map().map(held -> new MapId(held.id())));
  }

  @Override
  public void attach(LinkObject link) {
    map().ifPresent(MapObject::retain);
  }

  @Override
  public void detach(LinkObject link) {
    MapObject held = map;
    if (held != null) {
      map = null;
      held.release();
    }
  }

  @Override
  public boolean detachesByForce() {
    return true;
  }
}
