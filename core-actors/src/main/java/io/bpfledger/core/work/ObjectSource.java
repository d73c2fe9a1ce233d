package io.bpfledger.core.work;

import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;

/** Where the bytes of object files come from. */
@FunctionalInterface
public interface ObjectSource {

  /** What asking for an object gave. */
  sealed interface Fetched {

    /** Its bytes, which have the digest they were asked for by. */
    record Found(ObjectBytes bytes) implements Fetched {}

    /**
     * There are none.
     *
     * @param why one sentence for a person
     */
    record Unavailable(String why) implements Fetched {}
  }

  Fetched fetch(Bytecode bytecode);

  /** Objects that were stored before the event that names them. */
  static ObjectSource of(ObjectStore store) {
    return bytecode -> {
      try {
        return switch (store.get(bytecode.digest())) {
          case StoredObject.Intact intact ->
              new Fetched.Found(ObjectBytes.copyOf(intact.toByteArray()));
          case StoredObject.Missing _ -> unavailable(bytecode, "it is not in the object store");
          case StoredObject.Damaged damaged -> unavailable(bytecode, damaged.why());
        };
      } catch (IOException unreadable) {
        return unavailable(bytecode, String.valueOf(unreadable.getMessage()));
      }
    };
  }

  private static Fetched unavailable(Bytecode bytecode, String why) {
    return new Fetched.Unavailable(
        "the object of %s with digest %s cannot be read: %s"
            .formatted(bytecode.origin().describe(), bytecode.digest(), why));
  }
}
