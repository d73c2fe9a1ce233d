package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.simulated.interpreter.Bytecode;
import io.bpfledger.kernel.simulated.interpreter.Code;
import io.bpfledger.kernel.simulated.interpreter.ProgramMap;
import java.util.Optional;

/** A program of the kernel as the interpreter runs it. */
record ProgramCode(ProgramObject program, Machine machine) implements Code {

  @Override
  public Bytecode bytecode() {
    return program.verified().bytecode();
  }

  @Override
  public ProgramMap map(int reference) {
    return new MapView(program.verified().references().get(reference), machine);
  }

  /** A map of the kernel as a program sees it: of a per-CPU map the value of its own CPU. */
  private record MapView(MapObject map, Machine machine) implements ProgramMap {

    private static final int THIS_PROCESSOR = 0;

    @Override
    public int keySize() {
      return map.spec().keySize();
    }

    @Override
    public int valueSize() {
      return map.spec().valueSize();
    }

    @Override
    public Optional<Cell> cell(byte[] key) {
      return map.contents().cell(key).map(bytes -> new Cell(bytes, from(), valueSize()));
    }

    private int from() {
      return map.isPerProcessor() ? THIS_PROCESSOR * MapShape.processorValueSize(map.spec()) : 0;
    }

    @Override
    public int update(byte[] key, byte[] value, long flags) {
      return answered(() -> map.contents().write(key, whole(key, value), mode(flags)));
    }

    private static UpdateMode mode(long flags) {
      if (flags < 0 || flags > 2) {
        throw new Refusal(Errno.EINVAL, "no such way to update");
      }
      return switch ((int) flags) {
        case 1 -> UpdateMode.ONLY_NEW;
        case 2 -> UpdateMode.ONLY_EXISTING;
        default -> UpdateMode.ANY;
      };
    }

    /** The values of all CPUs with this one changed. */
    private byte[] whole(byte[] key, byte[] value) {
      if (!map.isPerProcessor()) {
        return value;
      }
      byte[] all =
          map.contents()
              .read(key)
              .orElseGet(() -> new byte[MapShape.userValueSize(map.spec(), machine.processors())]);
      System.arraycopy(value, 0, all, from(), value.length);
      return all;
    }

    @Override
    public int delete(byte[] key) {
      return answered(() -> map.contents().delete(key));
    }

    private static int answered(Runnable change) {
      try {
        change.run();
        return 0;
      } catch (Refusal refusal) {
        return -refusal.errno().number();
      }
    }

    @Override
    public boolean reserve(int size) {
      return map.contents() instanceof OpaqueContents ring
          && ring.reserve(size, map.spec().maxEntries());
    }

    @Override
    public Optional<Code> tailTarget(int slot) {
      return map.contents() instanceof ProgramArray array
          ? array.at(slot).map(target -> new ProgramCode(target, machine))
          : Optional.empty();
    }
  }
}
