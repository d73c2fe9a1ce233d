package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.value.Load;
import java.util.List;
import java.util.Optional;

/** Kinds that are about a map of the program. */
final class MapOptions {

  private static final String MAP = "map";

  private MapOptions() {}

  static Attachment iterator(Load load, Options options) throws Unsound {
    Optional<String> map = options.word(MAP, names(load), name -> name);
    return new IterAttachment(map);
  }

  static Attachment structure(Load load, Options options) throws Unsound {
    String map = options.required(MAP, "struct_ops map");
    return new StructOpsAttachment(options.word(MAP, map, names(load), name -> name));
  }

  private static List<String> names(Load load) {
    return load.maps().stream().map(Load.LoadedMap::name).toList();
  }
}
