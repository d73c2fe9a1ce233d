package io.bpfledger.core.work;

import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.VerifierRejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Keeps what the verifier wrote about programs it refused. */
public final class VerifierLogs {

  private final ObjectStore store;

  public VerifierLogs(ObjectStore store) {
    this.store = store;
  }

  /** What the ledger keeps of an error; the log is safe on disk when this returns. */
  Failure failure(KernelError error) {
    if (error.rejection().isEmpty()) {
      return Failure.of(error, Optional.empty());
    }
    try {
      return Failure.of(error, Optional.of(kept(error.rejection().get())));
    } catch (IOException unwritable) {
      return Failure.of(
          error.withFurtherDetail("the verifier's log could not be kept: " + unwritable),
          Optional.empty());
    }
  }

  /** Of a log that is too long the end, where the verifier says what is wrong. */
  private Digest kept(VerifierRejection rejection) throws IOException {
    byte[] log = rejection.log().getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, log.length - ObjectStore.OBJECT_BYTES_MAX);
    return store.put(Arrays.copyOfRange(log, from, log.length));
  }
}
