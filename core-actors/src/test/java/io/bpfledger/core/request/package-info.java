/** Tests of what callers may ask for, and of what they are shown. */
@NullMarked
package io.bpfledger.core.request;

import org.jspecify.annotations.NullMarked;
