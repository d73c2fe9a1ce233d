package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Numbers of the kernel's own types, by name, from its type information (BTF). */
final class KernelTypes {

  /** The kinds looked for, by their number in BTF. */
  enum Kind {
    STRUCT(4),
    TYPEDEF(8),
    FUNCTION(12);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  record Name(Kind kind, String text) {}

  /** A type's number, and for a structure its size. */
  record Type(int id, int bytes) {}

  private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");
  private static final long SIZE_LIMIT = 64 << 20;
  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_BYTES = 24;
  private static final int TYPE_BYTES = 12;

  private final Map<Name, Type> types;

  private KernelTypes(Map<Name, Type> types) {
    this.types = types;
  }

  Optional<Type> find(Name name) {
    return Optional.ofNullable(types.get(name));
  }

  /** One walk through all types, some 100,000, for the few that are wanted. */
  static Result<KernelTypes> read(Set<Name> wanted) {
    try {
      if (Files.size(VMLINUX) > SIZE_LIMIT) {
        return Result.failure(error(Errno.EFBIG, "far larger than that of any kernel"));
      }
      return parse(Files.readAllBytes(VMLINUX), wanted);
    } catch (NoSuchFileException absent) {
      return Result.failure(error(Errno.ENOENT, "the kernel has no type information"));
    } catch (IOException unreadable) {
      return Result.failure(error(Errno.EIO, "unreadable: " + unreadable.getMessage()));
    }
  }

  static Result<KernelTypes> parse(byte[] bytes, Set<Name> wanted) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    try {
      if (bytes.length < HEADER_BYTES || Short.toUnsignedInt(data.getShort(0)) != MAGIC) {
        return Result.failure(error(Errno.EINVAL, "no type information of this byte order"));
      }
      return Result.success(new KernelTypes(walk(bytes, data, wanted)));
    } catch (IndexOutOfBoundsException truncated) {
      return Result.failure(error(Errno.EINVAL, "the type information ends within a type"));
    }
  }

  private static Map<Name, Type> walk(byte[] bytes, ByteBuffer data, Set<Name> wanted) {
    int header = data.getInt(4);
    int types = header + data.getInt(8);
    int typesEnd = types + data.getInt(12);
    int strings = header + data.getInt(16);
    Map<Integer, Map<Integer, Name>> wantedByKind = byKindAndHash(wanted);
    Map<Name, Type> found = new HashMap<>();
    int id = 0;
    int offset = types;
    while (offset < typesEnd && found.size() < wanted.size()) {
      id++;
      int info = data.getInt(offset + 4);
      int kind = info >>> 24 & 0x1f;
      Map<Integer, Name> names = wantedByKind.get(kind);
      if (names != null) {
        int at = strings + data.getInt(offset);
        int length = length(bytes, at);
        Name name = names.get(hash(bytes, at, length));
        if (name != null && text(bytes, at, length).equals(name.text())) {
          found.putIfAbsent(name, new Type(id, data.getInt(offset + 8)));
        }
      }
      offset += TYPE_BYTES + tailBytes(kind, info & 0xffff);
    }
    return found;
  }

  /** How many bytes of detail follow a type of that kind with that many members. */
  private static int tailBytes(int kind, int members) {
    return switch (kind) {
      case 1, 14, 17 -> 4;
      case 3 -> 12;
      case 4, 5, 15, 19 -> 12 * members;
      case 6, 13 -> 8 * members;
      default -> 0;
    };
  }

  /** Names by their hash, so that no text is made of the many that are not wanted. */
  private static Map<Integer, Map<Integer, Name>> byKindAndHash(Set<Name> wanted) {
    Map<Integer, Map<Integer, Name>> byKind = new HashMap<>();
    for (Name name : wanted) {
      byte[] bytes = name.text().getBytes(StandardCharsets.UTF_8);
      byKind
          .computeIfAbsent(name.kind().number, _ -> new HashMap<>())
          .put(hash(bytes, 0, bytes.length), name);
    }
    return byKind;
  }

  private static int length(byte[] bytes, int start) {
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    return end - start;
  }

  private static int hash(byte[] bytes, int start, int length) {
    int hash = 1;
    for (int index = start; index < start + length; index++) {
      hash = 31 * hash + bytes[index];
    }
    return hash;
  }

  private static String text(byte[] bytes, int start, int length) {
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  private static KernelError error(Errno errno, String detail) {
    return KernelError.of(Operation.PROBE_FEATURE, VMLINUX.toString(), errno, detail);
  }
}
