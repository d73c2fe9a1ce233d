package io.bpfledger.kernel.simulated.interpreter;

import java.util.ArrayList;
import java.util.List;

/** The functions of the kernel that programs call by number, as far as they are simulated. */
final class HelperFunctions {

  static final int TAIL_CALL = 12;
  static final int LOOP = 181;

  private static final long EAGAIN = -11;
  private static final long EFAULT = -14;
  private static final long EINVAL = -22;
  private static final int XDP_REDIRECT = 4;
  private static final int TC_ACT_REDIRECT = 7;
  private static final int SIMULATED_PID = 4242;
  private static final int COPY_LIMIT = 1 << 16;

  private final Memory memory;
  private final ContextMemory context;
  private final Surroundings surroundings;
  private final List<ProgramMap> maps = new ArrayList<>();
  private final List<Long> mapAddresses = new ArrayList<>();

  HelperFunctions(Memory memory, ContextMemory context, Surroundings surroundings) {
    this.memory = memory;
    this.context = context;
    this.surroundings = surroundings;
  }

  /** What a load of a map's address gives: something to hand to helpers, not to look into. */
  long mapAddress(ProgramMap map) {
    int known = maps.indexOf(map);
    if (known >= 0) {
      return mapAddresses.get(known);
    }
    long address = memory.add(new Region("a map", new byte[0], 0, 0));
    maps.add(map);
    mapAddresses.add(address);
    return address;
  }

  ProgramMap mapAt(long address, int instruction) {
    int known = mapAddresses.indexOf(address);
    if (known < 0) {
      throw new Trap(instruction, "the argument is no map");
    }
    return maps.get(known);
  }

  long call(int number, long[] registers, int at) {
    return switch (number) {
      case 1 -> lookup(registers, at);
      case 2 -> update(registers, at);
      case 3 -> delete(registers, at);
      case 4, 45, 112, 113, 114, 115 -> EFAULT; // probe_read and its like: there is nothing to read
      case 5, 125, 160 -> surroundings.nanos();
      case 6, 25, 127, 177 -> 0; // output nobody reads: trace_printk, perf buffers, sequences
      case 7 -> surroundings.random() & 0xffff_ffffL;
      case 8 -> surroundings.processor();
      case 9 -> storeBytes(registers, at);
      case 14 -> (long) SIMULATED_PID << 32 | SIMULATED_PID;
      case 15 -> 0; // uid and gid of root
      case 16 -> currentCommand(registers, at);
      case 23, 51 -> redirect();
      case 26 -> loadBytes(registers, at);
      case 44 -> moveStart((int) registers[2]) ? 0 : EINVAL;
      case 65 -> moveEnd((int) registers[2]) ? 0 : EINVAL;
      case 130 -> mapAt(registers[1], at).reserve(copySize(registers[3], at)) ? 0 : EAGAIN;
      case 131 -> reserve(registers, at);
      case 132, 133 -> 0; // a record is in the ring buffer from when it was reserved
      case 174 -> surroundings.cookie();
      default -> throw new Trap(at, "helper " + number + " is not simulated");
    };
  }

  private long lookup(long[] registers, int at) {
    ProgramMap map = mapAt(registers[1], at);
    byte[] key = memory.read(registers[2], map.keySize(), at);
    return map.cell(key).map(memory::addressOf).orElse(0L);
  }

  private long reserve(long[] registers, int at) {
    int size = copySize(registers[2], at);
    return mapAt(registers[1], at).reserve(size)
        ? memory.add(new Region("a record", new byte[size], 0, size))
        : 0;
  }

  private long update(long[] registers, int at) {
    ProgramMap map = mapAt(registers[1], at);
    byte[] key = memory.read(registers[2], map.keySize(), at);
    byte[] value = memory.read(registers[3], map.valueSize(), at);
    return map.update(key, value, registers[4]);
  }

  private long delete(long[] registers, int at) {
    ProgramMap map = mapAt(registers[1], at);
    return map.delete(memory.read(registers[2], map.keySize(), at));
  }

  private long currentCommand(long[] registers, int at) {
    memory.write(registers[1], new byte[copySize(registers[2], at)], at);
    return 0;
  }

  private long redirect() {
    return context.packet().isPresent() && context.isXdp() ? XDP_REDIRECT : TC_ACT_REDIRECT;
  }

  private long loadBytes(long[] registers, int at) {
    int size = copySize(registers[4], at);
    Region packet = packet(at);
    long from = packet.from() + (registers[2] & 0xffff_ffffL);
    if (!packet.contains(from, size)) {
      memory.write(registers[3], new byte[size], at);
      return EFAULT;
    }
    memory.write(registers[3], packet.copy((int) from, size), at);
    return 0;
  }

  private long storeBytes(long[] registers, int at) {
    int size = copySize(registers[4], at);
    Region packet = packet(at);
    long to = packet.from() + (registers[2] & 0xffff_ffffL);
    if (!packet.contains(to, size)) {
      return EFAULT;
    }
    packet.write((int) to, memory.read(registers[3], size, at));
    return 0;
  }

  private static int copySize(long size, int at) {
    if (size < 0 || size > COPY_LIMIT) {
      throw new Trap(at, "a copy of " + size + " bytes");
    }
    return (int) size;
  }

  private Region packet(int at) {
    return context
        .packet()
        .map(Packet::region)
        .orElseThrow(() -> new Trap(at, "the program was given no packet"));
  }

  private boolean moveStart(int by) {
    return context.packet().map(packet -> packet.moveStart(by)).orElse(false);
  }

  private boolean moveEnd(int by) {
    return context.packet().map(packet -> packet.moveEnd(by)).orElse(false);
  }
}
