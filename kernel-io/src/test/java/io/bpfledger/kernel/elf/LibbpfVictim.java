package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.linux.libbpf.BpfObject;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * A process of its own that lets libbpf open mutants which the inspection accepts. What it is about
 * to open it first writes to a file, for those who find it dead.
 */
final class LibbpfVictim {

  /** The count of opened mutants and the size of the one in the file, before its bytes. */
  static final int HEADER_BYTES = 8;

  private final SeedPool seeds = new SeedPool();
  private final ElfMutator mutator;
  private final MappedByteBuffer diary;

  private LibbpfVictim(long seed, MappedByteBuffer diary) {
    this.mutator = new ElfMutator(new SplittableRandom(seed));
    this.diary = diary;
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer diary =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, HEADER_BYTES + ElfLimits.FILE_BYTES);
      new LibbpfVictim(seed, diary).run(count);
    }
  }

  private void run(int count) {
    int opened = 0;
    for (long execution = 0; opened < count; execution++) {
      byte[] mutant = mutator.mutant(seeds.parents(execution));
      if (accepted(mutant)) {
        diary.putInt(4, mutant.length).put(HEADER_BYTES, mutant);
        open(mutant);
        opened++;
        diary.putInt(0, opened);
        seeds.keep(mutant);
      }
    }
  }

  private static boolean accepted(byte[] mutant) {
    try {
      ObjectInspection.of(ObjectBytes.copyOf(mutant));
      return true;
    } catch (ElfRejected rejected) {
      return false;
    }
  }

  private static void open(byte[] mutant) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, mutant);
      long opened = BpfObject.open(arena, file, "mutant");
      if (opened > 0) {
        BpfObject.owning(opened).close();
      }
    }
  }
}
