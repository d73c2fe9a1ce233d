package io.bpfledger.kernel;

/**
 * The outcome of a test-run.
 *
 * @param returnValue what the last run returned
 * @param data the packet afterwards
 * @param averageNanos the average duration of one run
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of output, never compared
public record TestRun(int returnValue, byte[] data, int averageNanos) {}
