package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;

/**
 * A chain in the kernel with its members in their slots, attached to nothing. Closing gives back
 * the two handles; it does not close the members' own.
 *
 * @param program what goes on the hook
 * @param programArray the slots. The kernel empties them when nobody in user space refers to the
 *     array any more: a chain that shall outlive this process needs a pin of it
 */
public record LoadedChain(Chain chain, ProgramHandle program, MapHandle programArray)
    implements AutoCloseable {

  @Override
  public void close() {
    programArray.close();
    program.close();
  }
}
