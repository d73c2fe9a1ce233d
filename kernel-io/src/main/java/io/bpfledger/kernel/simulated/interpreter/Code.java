package io.bpfledger.kernel.simulated.interpreter;

/** Something that can be run: instructions, and the maps they name by number. */
public interface Code {

  Bytecode bytecode();

  ProgramMap map(int reference);
}
