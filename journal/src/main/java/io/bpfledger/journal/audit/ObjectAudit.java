package io.bpfledger.journal.audit;

import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.verification.Flaws;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads every object, and misses those that must be there.
 *
 * @param read how many objects were read
 */
record ObjectAudit(long read, Flaws flaws) {

  static ObjectAudit of(ObjectStore objects, NamedObjects named) throws IOException {
    Flaws flaws = new Flaws();
    Map<Digest, Set<StreamId>> missing = named.byDigest();
    long read = 0;
    for (Digest digest : objects.all()) {
      read++;
      missing.remove(digest);
      if (objects.get(digest) instanceof StoredObject.Damaged(_, String why)) {
        flaws.add("object " + digest, why);
      }
    }
    for (String stranger : objects.strangers()) {
      flaws.add("object folder", stranger + " is no object");
    }
    for (Digest digest : new TreeSet<>(missing.keySet())) {
      flaws.add("object " + digest, "is missing, and wanted by " + missing.get(digest));
    }
    return new ObjectAudit(read, flaws);
  }
}
