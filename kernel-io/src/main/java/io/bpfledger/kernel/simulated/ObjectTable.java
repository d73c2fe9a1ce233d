package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The living objects of one sort by id. Ids rise and are not reused in one boot. */
final class ObjectTable<T extends KernelObject> {

  private final String sort;
  private final TreeMap<Integer, T> objects = new TreeMap<>();
  private int lastId;

  ObjectTable(String sort) {
    this.sort = sort;
  }

  int newId() {
    lastId++;
    return lastId;
  }

  void add(T object) {
    objects.put(object.id(), object);
  }

  void remove(T object) {
    objects.remove(object.id());
  }

  T find(int id) {
    T object = objects.get(id);
    if (object == null) {
      throw new Refusal(Errno.ENOENT, "no " + sort + " has that id any more");
    }
    return object;
  }

  Optional<Integer> nextId(Optional<Integer> after) {
    Map.Entry<Integer, T> entry =
        after.isEmpty() ? objects.firstEntry() : objects.higherEntry(after.get());
    return Optional.ofNullable(entry).map(Map.Entry::getKey);
  }

  Collection<T> all() {
    return objects.values();
  }
}
