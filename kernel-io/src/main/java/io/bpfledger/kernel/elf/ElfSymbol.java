package io.bpfledger.kernel.elf;

/**
 * One symbol. Where it lies in a section, that and its whole extent there have been checked.
 *
 * @param name empty for symbols that stand for a section or a source file
 * @param section the index of its section, or one of the constants here
 * @param value its offset in the section
 */
public record ElfSymbol(
    int index, String name, int type, int binding, int section, int value, int size) {

  public static final int TYPE_NONE = 0;
  public static final int TYPE_OBJECT = 1;
  public static final int TYPE_FUNCTION = 2;
  public static final int TYPE_SECTION = 3;
  public static final int TYPE_FILE = 4;

  public static final int BINDING_LOCAL = 0;

  /** The section of a symbol that somebody else must define, such as a kernel function. */
  public static final int UNDEFINED = 0;

  /** The section of a symbol whose value is a number and no place. */
  public static final int ABSOLUTE = 0xfff1;

  /** Whether other objects see it; weak symbols are seen too. */
  public boolean global() {
    return binding != BINDING_LOCAL;
  }

  public boolean function() {
    return type == TYPE_FUNCTION;
  }

  public boolean object() {
    return type == TYPE_OBJECT;
  }
}
