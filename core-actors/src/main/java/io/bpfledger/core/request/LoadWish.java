package io.bpfledger.core.request;

import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.kernel.ObjectBytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a caller wants loaded, in his words.
 *
 * @param object the object file
 * @param origin where he says it comes from
 * @param programs each {@code TYPE:NAME} or {@code TYPE:NAME:TARGET}, all of one batch
 * @param globals new first values of global variables, by name
 * @param labels what is to be written on each of the programs
 * @param application to which application they belong, another way of writing that label
 * @param mapOwner the program whose maps they use, by its key
 */
@SuppressWarnings("ArrayRecordComponent") // values of globals, never compared
public record LoadWish(
    ObjectBytes object,
    Bytecode.Origin origin,
    List<String> programs,
    SortedMap<String, byte[]> globals,
    Map<String, String> labels,
    Optional<String> application,
    Optional<String> mapOwner,
    Policy policy) {

  public LoadWish {
    programs = List.copyOf(programs);
    globals = Collections.unmodifiableSortedMap(new TreeMap<>(globals));
    labels = Map.copyOf(labels);
  }

  /** Programs of a file, without anything special about them. */
  public static LoadWish of(ObjectBytes object, String path, String... programs) {
    return new LoadWish(
        object,
        new Bytecode.FromFile(path),
        List.of(programs),
        new TreeMap<>(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Policy.DEFAULT);
  }
}
