package io.bpfledger.kernel.linux.libbpf;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A program of an opened object, which must not be closed yet. Settings answer zero or the negative
 * error number.
 */
public record BpfProgram(long address) {

  private static final MethodHandle NAME = NativeFunction.answeringAddress("bpf_program__name", 1);
  private static final MethodHandle SET_AUTOLOAD =
      NativeFunction.answeringInt("bpf_program__set_autoload", 2);
  private static final MethodHandle SET_TYPE =
      NativeFunction.answeringInt("bpf_program__set_type", 2);
  private static final MethodHandle SET_EXPECTED_ATTACH_TYPE =
      NativeFunction.answeringInt("bpf_program__set_expected_attach_type", 2);
  private static final MethodHandle SET_ATTACH_TARGET =
      NativeFunction.answeringInt("bpf_program__set_attach_target", 3);
  private static final MethodHandle FLAGS = NativeFunction.answeringInt("bpf_program__flags", 1);
  private static final MethodHandle SET_FLAGS =
      NativeFunction.answeringInt("bpf_program__set_flags", 2);
  private static final MethodHandle SET_LOG_BUF =
      NativeFunction.answeringInt("bpf_program__set_log_buf", 3);
  private static final MethodHandle SET_LOG_LEVEL =
      NativeFunction.answeringInt("bpf_program__set_log_level", 2);
  private static final MethodHandle FD = NativeFunction.answeringInt("bpf_program__fd", 1);

  public String name() {
    return NativeText.at(NativeFunction.callAddress(NAME, address));
  }

  /** Whether loading the object loads this program. */
  public int setAutoload(boolean load) {
    return NativeFunction.callInt(SET_AUTOLOAD, address, load ? 1 : 0);
  }

  public int setType(int type) {
    return NativeFunction.callInt(SET_TYPE, address, type);
  }

  public int setExpectedAttachType(int type) {
    return NativeFunction.callInt(SET_EXPECTED_ATTACH_TYPE, address, type);
  }

  /** The kernel function, tracepoint, hook or iterator; type and attach type must be set before. */
  public int setAttachTarget(Arena arena, String function) {
    return NativeFunction.callInt(
        SET_ATTACH_TARGET, address, 0, Memory.string(arena, function).address());
  }

  /** Sets these BPF_F_* bits in addition to those it has. */
  public int addFlags(int flags) {
    int before = NativeFunction.callInt(FLAGS, address);
    return NativeFunction.callInt(SET_FLAGS, address, before | flags);
  }

  /**
   * Where the verifier's words go, should it refuse the program: libbpf asks for a log only when it
   * tries a second time.
   */
  public int setLogBuffer(MemorySegment log) {
    return NativeFunction.callInt(SET_LOG_BUF, address, log.address(), log.byteSize());
  }

  /** Asks for a log on the first try already. */
  public int setLogLevel(int level) {
    return NativeFunction.callInt(SET_LOG_LEVEL, address, level);
  }

  /**
   * The descriptor of the loaded program, which libbpf will close, or the negative error number.
   */
  public int descriptor() {
    return NativeFunction.callInt(FD, address);
  }
}
