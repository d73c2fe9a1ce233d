package io.bpfledger.kernel.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Infos by ascending id. The kernel enumerates in this order, so a table is filled at the end and
 * searched by halves, which takes neither hashing nor an entry object for each row.
 */
public final class IdTable<I extends Comparable<I>, T> {

  private final List<I> ids;
  private final List<T> infos;

  private IdTable(List<I> ids, List<T> infos) {
    this.ids = ids;
    this.infos = infos;
  }

  public static <I extends Comparable<I>, T> IdTable<I, T> empty() {
    return new IdTable<I, T>(List.of(), List.of());
  }

  /** The rows of a map, for whoever has them in no inventory. */
  public static <I extends Comparable<I>, T> IdTable<I, T> of(SortedMap<I, T> rows) {
    return new IdTable<I, T>(List.copyOf(rows.keySet()), List.copyOf(rows.values()));
  }

  public int size() {
    return ids.size();
  }

  /** All ids, ascending. */
  public List<I> ids() {
    return ids;
  }

  /** All infos, in the order of their ids. */
  public List<T> infos() {
    return infos;
  }

  public Optional<T> find(I id) {
    int row = Collections.binarySearch(ids, id);
    return row < 0 ? Optional.empty() : Optional.of(infos.get(row));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdTable<?, ?> table
        && ids.equals(table.ids)
        && infos.equals(table.infos);
  }

  @Override
  public int hashCode() {
    return ids.hashCode();
  }

  @Override
  public String toString() {
    return "IdTable" + ids;
  }

  /** Takes rows in ascending order. */
  static final class Builder<I extends Comparable<I>, T> {

    private final List<I> ids;
    private final List<T> infos;

    Builder(int expected) {
      ids = new ArrayList<>(expected);
      infos = new ArrayList<>(expected);
    }

    void add(I id, T info) {
      ids.add(id);
      infos.add(info);
    }

    /** The table; the builder is not used afterwards. */
    IdTable<I, T> build() {
      return new IdTable<>(Collections.unmodifiableList(ids), Collections.unmodifiableList(infos));
    }
  }
}
