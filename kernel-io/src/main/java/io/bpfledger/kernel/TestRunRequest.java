package io.bpfledger.kernel;

/**
 * The input of a test-run.
 *
 * @param data the packet; empty for programs without one
 * @param repeat how often to run it, at least once
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of input, never compared
public record TestRunRequest(byte[] data, int repeat) {

  public TestRunRequest {
    if (repeat < 1) {
      throw new IllegalArgumentException("a test-run runs at least once");
    }
  }
}
