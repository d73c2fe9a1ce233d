/** Tests of managed hosts: the state of kernel and ledger after what people ask for. */
@NullMarked
package io.bpfledger.core.host;

import org.jspecify.annotations.NullMarked;
