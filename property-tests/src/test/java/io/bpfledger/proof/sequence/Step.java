package io.bpfledger.proof.sequence;

import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;

/**
 * One operation of a sequence. It names programs, maps, links, devices and paths by their place on
 * the {@link Table}; a step whose places are empty, or taken, does nothing.
 */
sealed interface Step {

  /** The objects a program can be loaded from. */
  enum Source {
    XDP_PASS("xdp_verdicts", "pass_one"),
    XDP_DROP("xdp_verdicts", "drop_one"),
    XDP_FRAGS("xdp_verdicts", "pass_frags"),
    TC_OK("tc_verdicts", "ok_one"),
    TC_SHOT("tc_verdicts", "shot_one");

    private final String object;
    private final String program;

    Source(String object, String program) {
      this.object = object;
      this.program = program;
    }

    String object() {
      return object;
    }

    String program() {
      return program;
    }
  }

  /** The shapes of maps that are made. */
  enum Shape {
    HASH,
    ARRAY,
    PROGRAM_ARRAY
  }

  /** Which sort of object a place holds. */
  enum Sort {
    PROGRAM,
    MAP,
    LINK
  }

  /** Where a TCX member goes. */
  enum Anchor {
    FIRST,
    LAST,
    BEFORE_LINK,
    AFTER_LINK,
    BEFORE_PROGRAM,
    AFTER_PROGRAM
  }

  record Load(int program, Source source) implements Step {}

  record TestRun(int program) implements Step {}

  record MakeMap(int map, Shape shape) implements Step {}

  record Put(int map, int key, int value, UpdateMode mode) implements Step {}

  record Remove(int map, int key) implements Step {}

  record Freeze(int map) implements Step {}

  record PutProgram(int map, int slot, int program) implements Step {}

  record Bind(int program, int map) implements Step {}

  record AttachXdp(int link, int program, int device, XdpMode mode) implements Step {}

  record AttachTcx(
      int link, int program, int device, Direction direction, Anchor anchor, int anchorPlace)
      implements Step {}

  /** With an expected program of -1 none is expected. */
  record Update(int link, int program, int expectedProgram) implements Step {}

  record Detach(int link) implements Step {}

  record Close(Sort sort, int place) implements Step {}

  record Pin(Sort sort, int place, int path) implements Step {}

  /** Opens a pin into the place, if it is of that sort. */
  record Open(Sort sort, int place, int path) implements Step {}

  record MakeDirectory(int path) implements Step {}

  record RemoveDirectory(int path) implements Step {}

  record Unlink(int path) implements Step {}

  record Rename(int from, int to) implements Step {}

  record AddClsact(int device) implements Step {}

  record DeleteClsact(int device) implements Step {}

  record AddFilter(int device, Direction direction, int priority, int handle, int program)
      implements Step {}

  record ReplaceFilter(int device, Direction direction, int priority, int handle, int program)
      implements Step {}

  record DeleteFilter(int device, Direction direction, int priority, int handle) implements Step {}

  record AddDevice(int device) implements Step {}

  record RemoveDevice(int device) implements Step {}
}
