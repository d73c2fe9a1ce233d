package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A link that nothing can ever run: on a dummy perf event of the calling thread. */
public final class IdleLink {

  /** PERF_TYPE_SOFTWARE. */
  public static final int EVENT_TYPE = 1;

  /** PERF_COUNT_SW_DUMMY, which counts nothing. */
  public static final int CONFIG = 9;

  private static final int THIS_THREAD = 0;
  private static final int ANY_CPU = -1;
  private static final int NO_GROUP = -1;
  private static final int CLOSE_ON_EXEC = 1 << 3;
  private static final int EVENT_BYTES = 112;
  private static final int LINK_BYTES = 32;

  private IdleLink() {}

  /** A descriptor of the link of that perf event program, or the negative errno. */
  public static long open(int program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = Memory.zeroed(arena, EVENT_BYTES);
      Memory.setInt(event, 0, EVENT_TYPE);
      Memory.setInt(event, 4, EVENT_BYTES);
      Memory.setLong(event, 8, CONFIG);
      long opened =
          SystemCalls.call(
              SystemCall.PERF_EVENT_OPEN,
              event.address(),
              THIS_THREAD,
              ANY_CPU,
              NO_GROUP,
              CLOSE_ON_EXEC);
      return opened < 0 ? opened : link(arena, program, FileDescriptor.owning(opened));
    }
  }

  /** The link holds the event; its descriptor is not needed any more. */
  private static long link(Arena arena, int program, FileDescriptor event) {
    try (event) {
      MemorySegment attribute = Memory.zeroed(arena, LINK_BYTES);
      Memory.setInt(attribute, 0, program);
      Memory.setInt(attribute, 4, event.number());
      Memory.setInt(attribute, 8, AttachType.PERF_EVENT.number());
      return SystemCalls.bpf(BpfCommand.LINK_CREATE, attribute);
    }
  }
}
