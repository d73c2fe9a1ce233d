package io.bpfledger.kernel.linux.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.linux.probe.KernelTypes.Kind;
import io.bpfledger.kernel.linux.probe.KernelTypes.Name;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KernelTypesTest {

  private static final Name POINT = new Name(Kind.STRUCT, "point");
  private static final Name MOVE = new Name(Kind.FUNCTION, "move");
  private static final Name ABSENT = new Name(Kind.TYPEDEF, "point");

  @Test
  void typesAreFoundByKindAndName() {
    KernelTypes types = KernelTypes.parse(small(), Set.of(POINT, MOVE, ABSENT)).orThrow();

    assertThat(types.find(POINT)).contains(new KernelTypes.Type(2, 8));
    assertThat(types.find(MOVE).map(KernelTypes.Type::id)).contains(4);
    assertThat(types.find(ABSENT)).as("the structure is no typedef").isEmpty();
  }

  @Test
  void everyTruncationIsAnErrorAndNoException() {
    byte[] whole = small();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      KernelTypes.parse(part, Set.of(ABSENT))
          .problem()
          .ifPresent(error -> assertThat(error.errno()).isEqualTo(Errno.EINVAL));
    }
    assertThat(KernelTypes.parse(new byte[64], Set.of(POINT)).problem())
        .hasValueSatisfying(error -> assertThat(error.detail()).contains("no type information"));
  }

  @Test
  void ownKernelHasATaskStructure() {
    assumeTrue(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "no BTF in this kernel");
    Name task = new Name(Kind.STRUCT, "task_struct");

    assertThat(KernelTypes.read(Set.of(task)).orThrow().find(task))
        .hasValueSatisfying(type -> assertThat(type.bytes()).isGreaterThan(1000));
  }

  /** An int, a structure of two of them, a prototype and a function. */
  private static byte[] small() {
    byte[] strings = "\0int\0point\0x\0y\0move\0".getBytes(StandardCharsets.US_ASCII);
    int typesBytes = 16 + 12 + 24 + 12 + 8 + 12;
    ByteBuffer data =
        ByteBuffer.allocate(24 + typesBytes + strings.length).order(ByteOrder.nativeOrder());
    data.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    data.putInt(0).putInt(typesBytes).putInt(typesBytes).putInt(strings.length);
    data.putInt(1).putInt(1 << 24).putInt(4).putInt(1 << 24 | 32);
    data.putInt(5).putInt(4 << 24 | 2).putInt(8);
    data.putInt(11).putInt(1).putInt(0).putInt(13).putInt(1).putInt(32);
    data.putInt(0).putInt(13 << 24 | 1).putInt(1).putInt(0).putInt(2);
    data.putInt(15).putInt(12 << 24).putInt(3);
    return data.put(strings).array();
  }
}
