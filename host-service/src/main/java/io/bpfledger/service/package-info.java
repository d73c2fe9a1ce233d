/** The service. */
@NullMarked
package io.bpfledger.service;

import org.jspecify.annotations.NullMarked;
