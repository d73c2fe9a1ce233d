package io.bpfledger.kernel.simulated;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The XDP hook of an interface: one link or one netlink program, in one mode. */
final class XdpHook {

  private @Nullable LinkObject link;
  private @Nullable ProgramObject netlinkProgram;
  private boolean generic;

  Optional<LinkObject> link() {
    return Optional.ofNullable(link);
  }

  /** A program that was set through netlink, without a link, as older tools do. */
  Optional<ProgramObject> netlinkProgram() {
    return Optional.ofNullable(netlinkProgram);
  }

  boolean taken() {
    return link != null || netlinkProgram != null;
  }

  boolean generic() {
    return generic;
  }

  void take(LinkObject newLink, boolean inGenericMode) {
    link = newLink;
    generic = inGenericMode;
  }

  void setNetlinkProgram(@Nullable ProgramObject program, boolean inGenericMode) {
    ProgramObject before = netlinkProgram;
    if (program != null) {
      program.retain();
    }
    netlinkProgram = program;
    generic = inGenericMode;
    if (before != null) {
      before.release();
    }
  }

  void free(LinkObject leaving) {
    if (link == leaving) {
      link = null;
    }
  }

  void deviceGone() {
    if (link != null) {
      link.attachment().detach(link);
    }
    setNetlinkProgram(null, false);
  }

  /** What runs for a packet. */
  Optional<ProgramObject> program() {
    return link == null ? netlinkProgram() : link.program();
  }
}
