package io.bpfledger.journal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns the fields of an event of one version into those of the next. */
@FunctionalInterface
public interface Upcaster {

  /** The fields in the next version's form; the given ones may be altered in place. */
  ObjectNode upcast(ObjectNode fields);
}
