package io.bpfledger.kernel;

/**
 * A BPF filter to be set: direct action, all protocols, chain 0.
 *
 * @param priority from 1; the smallest runs first
 * @param handle tells filters of one priority apart, from 1
 * @param name shown by tc
 */
public record TcFilterSpec(int priority, int handle, String name) {

  public TcFilterSpec {
    if (priority < 1 || priority > 0xffff) {
      throw new IllegalArgumentException("a filter priority is 1 to 65535, not " + priority);
    }
    if (handle == 0) {
      throw new IllegalArgumentException("a filter handle is never 0");
    }
  }
}
