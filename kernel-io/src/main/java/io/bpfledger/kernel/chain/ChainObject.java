package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramSelection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The compiled chains, and how {@code chain.h} wants to be told of members. */
final class ChainObject {

  /** The program array with the members. */
  static final String MEMBERS = "members";

  /** How many slots are in use. */
  static final String MEMBER_COUNT = "member_count";

  /** The proceed-on mask of every slot. */
  static final String PROCEED_ON = "proceed_on";

  private static final Map<ChainKind, ObjectBytes> OBJECTS = new EnumMap<>(ChainKind.class);

  static {
    for (ChainKind kind : ChainKind.values()) {
      OBJECTS.put(kind, read(kind.programName() + ".o"));
    }
  }

  private ChainObject() {}

  static ObjectBytes of(ChainKind kind) {
    return Objects.requireNonNull(OBJECTS.get(kind));
  }

  /** The load of a chain with these members; they are not in their slots yet. */
  static LoadRequest request(Chain chain) {
    // The objects are little-endian, whatever the machine.
    ByteBuffer count = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    count.putInt(chain.members().size());
    ByteBuffer masks =
        ByteBuffer.allocate(ChainKind.SLOTS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    chain.members().forEach(member -> masks.putInt(member.proceedOn().mask()));
    String program = chain.kind().programName();
    return new LoadRequest(
        program,
        of(chain.kind()),
        List.of(ProgramSelection.of(program)),
        Map.of(MEMBER_COUNT, count.array(), PROCEED_ON, masks.array()),
        Map.of(),
        Optional.empty());
  }

  private static ObjectBytes read(String name) {
    try (InputStream resource = ChainObject.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing beside " + ChainObject.class.getName());
      }
      return ObjectBytes.copyOf(resource.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name + " cannot be read", unreadable);
    }
  }
}
