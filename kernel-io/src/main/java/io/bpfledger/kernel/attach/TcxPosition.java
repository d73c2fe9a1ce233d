package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.ProgramId;

/** Where among the members of a TCX hook a new one goes. */
public sealed interface TcxPosition {

  /** Behind all others; the kernel's default. */
  record Last() implements TcxPosition {}

  /** Before all others. */
  record First() implements TcxPosition {}

  record BeforeLink(LinkId link) implements TcxPosition {}

  record AfterLink(LinkId link) implements TcxPosition {}

  record BeforeProgram(ProgramId program) implements TcxPosition {}

  record AfterProgram(ProgramId program) implements TcxPosition {}
}
