/**
 * The program that runs on a host: {@code main} wires every part in one readable method.
 *
 * <p>Configuration, sockets, the API and metrics live here. Decisions do not: they are made by the
 * modules below.
 */
@NullMarked
package io.bpfledger.service;

import org.jspecify.annotations.NullMarked;
