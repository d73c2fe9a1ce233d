package io.bpfledger.journal.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: one entry more or less makes another map, which shares all but
 * the path to that entry. A balanced tree (AVL), so every path is short.
 */
public final class PersistentMap<K, V> {

  private static final class Node<K, V> {
    final @Nullable Node<K, V> left;
    final K key;
    final V value;
    final @Nullable Node<K, V> right;
    final int height;
    final int size;

    Node(@Nullable Node<K, V> left, K key, V value, @Nullable Node<K, V> right) {
      this.left = left;
      this.key = key;
      this.value = value;
      this.right = right;
      this.height = 1 + Math.max(height(left), height(right));
      this.size = 1 + size(left) + size(right);
    }
  }

  private final Comparator<? super K> order;
  private final @Nullable Node<K, V> root;

  private PersistentMap(Comparator<? super K> order, @Nullable Node<K, V> root) {
    this.order = order;
    this.root = root;
  }

  public static <K, V> PersistentMap<K, V> empty(Comparator<? super K> order) {
    return new PersistentMap<>(order, null);
  }

  public int size() {
    return size(root);
  }

  public Optional<V> find(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int side = order.compare(key, node.key);
      if (side == 0) {
        return Optional.of(node.value);
      }
      node = side < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  /** The map in which the key has this value. */
  public PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(order, put(root, key, value));
  }

  /** The map in which the key has no value. */
  public PersistentMap<K, V> without(K key) {
    return find(key).isPresent() ? new PersistentMap<>(order, remove(root, key)) : this;
  }

  /** The value of the least key. */
  public Optional<V> first() {
    return root == null ? Optional.empty() : Optional.of(least(root).value);
  }

  /** The least key. */
  public Optional<K> firstKey() {
    return root == null ? Optional.empty() : Optional.of(least(root).key);
  }

  /** All values, in the order of their keys. */
  public List<V> values() {
    List<V> values = new ArrayList<>(size());
    visit(root, null, (_, value) -> values.add(value));
    return values;
  }

  /** All keys, in order. */
  public List<K> keys() {
    List<K> keys = new ArrayList<>(size());
    visit(root, null, (key, _) -> keys.add(key));
    return keys;
  }

  /** All entries, in the order of their keys. */
  public List<Map.Entry<K, V>> entries() {
    List<Map.Entry<K, V>> entries = new ArrayList<>(size());
    visit(root, null, (key, value) -> entries.add(Map.entry(key, value)));
    return entries;
  }

  /** Hands over the entries from a key on, itself included, in order, as long as one is wanted. */
  public void from(K first, BiPredicate<? super K, ? super V> wanted) {
    visit(root, first, wanted);
  }

  private boolean visit(
      @Nullable Node<K, V> node, @Nullable K first, BiPredicate<? super K, ? super V> wanted) {
    if (node == null) {
      return true;
    }
    if (first != null) {
      int side = order.compare(first, node.key);
      if (side > 0) {
        return visit(node.right, first, wanted);
      }
      if (side < 0 && !visit(node.left, first, wanted)) {
        return false;
      }
    } else if (!visit(node.left, null, wanted)) {
      return false;
    }
    return wanted.test(node.key, node.value) && visit(node.right, null, wanted);
  }

  private Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return new Node<>(null, key, value, null);
    }
    int side = order.compare(key, node.key);
    if (side == 0) {
      return new Node<>(node.left, key, value, node.right);
    }
    return side < 0
        ? balanced(put(node.left, key, value), node.key, node.value, node.right)
        : balanced(node.left, node.key, node.value, put(node.right, key, value));
  }

  private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int side = order.compare(key, node.key);
    if (side < 0) {
      return balanced(remove(node.left, key), node.key, node.value, node.right);
    }
    if (side > 0) {
      return balanced(node.left, node.key, node.value, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node<K, V> successor = least(node.right);
    return balanced(node.left, successor.key, successor.value, withoutLeast(node.right));
  }

  private static <K, V> Node<K, V> least(Node<K, V> node) {
    Node<K, V> least = node;
    while (least.left != null) {
      least = least.left;
    }
    return least;
  }

  private static <K, V> @Nullable Node<K, V> withoutLeast(Node<K, V> node) {
    return node.left == null
        ? node.right
        : balanced(withoutLeast(node.left), node.key, node.value, node.right);
  }

  /** A node over two trees whose heights differ by two at most. */
  private static <K, V> Node<K, V> balanced(
      @Nullable Node<K, V> left, K key, V value, @Nullable Node<K, V> right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      if (height(left.left) >= height(left.right) || left.right == null) {
        return new Node<>(
            left.left, left.key, left.value, new Node<>(left.right, key, value, right));
      }
      Node<K, V> middle = left.right;
      return new Node<>(
          new Node<>(left.left, left.key, left.value, middle.left),
          middle.key,
          middle.value,
          new Node<>(middle.right, key, value, right));
    }
    if (lean < -1 && right != null) {
      if (height(right.right) >= height(right.left) || right.left == null) {
        return new Node<>(
            new Node<>(left, key, value, right.left), right.key, right.value, right.right);
      }
      Node<K, V> middle = right.left;
      return new Node<>(
          new Node<>(left, key, value, middle.left),
          middle.key,
          middle.value,
          new Node<>(middle.right, right.key, right.value, right.right));
    }
    return new Node<>(left, key, value, right);
  }

  private static int height(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.height;
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  /** The number of nodes on the longest path. */
  int height() {
    return height(root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PersistentMap<?, ?> that
        && size() == that.size()
        && entries().equals(that.entries());
  }

  @Override
  public int hashCode() {
    return entries().hashCode();
  }

  @Override
  public String toString() {
    return entries().toString();
  }
}
