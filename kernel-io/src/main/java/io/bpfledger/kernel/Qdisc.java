package io.bpfledger.kernel;

/** A queueing discipline of an interface; handle and parent are the kernel's 16:16 bit numbers. */
public record Qdisc(int interfaceIndex, String kind, int handle, int parent) {}
