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
 *
 * <p>Whoever puts in very many entries, and shows nobody the maps on the way, may {@linkplain
 * #drafted draft} them: then nodes made under the draft are changed in place, not copied.
 */
public final class PersistentMap<K, V> {

  private static final class Node<K, V> {
    final @Nullable Draft draft;
    final K key;
    V value;
    @Nullable Node<K, V> left;
    @Nullable Node<K, V> right;
    int height;
    int size;

    Node(
        @Nullable Draft draft,
        @Nullable Node<K, V> left,
        K key,
        V value,
        @Nullable Node<K, V> right) {
      this.draft = draft;
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      measure();
    }

    void change(@Nullable Node<K, V> newLeft, V newValue, @Nullable Node<K, V> newRight) {
      left = newLeft;
      value = newValue;
      right = newRight;
      measure();
    }

    private void measure() {
      height = 1 + Math.max(height(left), height(right));
      size = 1 + size(left) + size(right);
    }
  }

  private final Comparator<? super K> order;
  private final @Nullable Node<K, V> root;
  private final @Nullable Draft draft;

  private PersistentMap(
      Comparator<? super K> order, @Nullable Node<K, V> root, @Nullable Draft draft) {
    this.order = order;
    this.root = root;
    this.draft = draft;
  }

  public static <K, V> PersistentMap<K, V> empty(Comparator<? super K> order) {
    return new PersistentMap<>(order, null, null);
  }

  /**
   * The same map for one owner who makes another of it at once: a map with one entry more or less
   * takes the place of the one before, which must not be used again. This map stays as it is.
   */
  PersistentMap<K, V> drafted(Draft newDraft) {
    return new PersistentMap<>(order, root, newDraft);
  }

  /** What a draft came to, never to change again. */
  PersistentMap<K, V> settled() {
    return new PersistentMap<>(order, root, null);
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
    return rooted(put(root, key, value));
  }

  /** The map in which the key has no value. */
  public PersistentMap<K, V> without(K key) {
    return find(key).isPresent() ? rooted(remove(root, key)) : this;
  }

  private PersistentMap<K, V> rooted(@Nullable Node<K, V> newRoot) {
    return newRoot == root ? this : new PersistentMap<>(order, newRoot, draft);
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
      return new Node<>(draft, null, key, value, null);
    }
    int side = order.compare(key, node.key);
    if (side == 0) {
      return changed(node, node.left, value, node.right);
    }
    return side < 0
        ? balanced(node, put(node.left, key, value), node.right)
        : balanced(node, node.left, put(node.right, key, value));
  }

  private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int side = order.compare(key, node.key);
    if (side < 0) {
      return balanced(node, remove(node.left, key), node.right);
    }
    if (side > 0) {
      return balanced(node, node.left, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node<K, V> successor = least(node.right);
    return balanced(successor, node.left, withoutLeast(node.right));
  }

  private static <K, V> Node<K, V> least(Node<K, V> node) {
    Node<K, V> least = node;
    while (least.left != null) {
      least = least.left;
    }
    return least;
  }

  private @Nullable Node<K, V> withoutLeast(Node<K, V> node) {
    return node.left == null ? node.right : balanced(node, withoutLeast(node.left), node.right);
  }

  /** The entry of a node over two trees whose heights differ by two at most. */
  private Node<K, V> balanced(
      Node<K, V> node, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      Node<K, V> middle = left.right;
      if (height(left.left) >= height(middle) || middle == null) {
        return over(left, left.left, over(node, middle, right));
      }
      Node<K, V> above = middle.left;
      Node<K, V> below = middle.right;
      return over(middle, over(left, left.left, above), over(node, below, right));
    }
    if (lean < -1 && right != null) {
      Node<K, V> middle = right.left;
      if (height(right.right) >= height(middle) || middle == null) {
        return over(right, over(node, left, middle), right.right);
      }
      Node<K, V> above = middle.right;
      Node<K, V> below = middle.left;
      return over(middle, over(node, left, below), over(right, above, right.right));
    }
    return over(node, left, right);
  }

  /** The entry of a node over these two trees. */
  private Node<K, V> over(Node<K, V> node, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return changed(node, left, node.value, right);
  }

  /** The key of a node with this value over these two trees: the node itself in a draft of it. */
  private Node<K, V> changed(
      Node<K, V> node, @Nullable Node<K, V> left, V value, @Nullable Node<K, V> right) {
    if (draft == null || node.draft != draft) {
      return new Node<>(draft, left, node.key, value, right);
    }
    node.change(left, value, right);
    return node;
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
