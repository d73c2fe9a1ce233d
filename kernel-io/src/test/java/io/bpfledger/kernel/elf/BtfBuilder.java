package io.bpfledger.kernel.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes BTF by hand. Types get their numbers in the order in which they are added, from 1 on. */
final class BtfBuilder {

  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private int count;

  BtfBuilder() {
    strings.write(0);
  }

  /** Adds a type of any kind: its third word, then the words that follow. */
  int type(BtfKind kind, String name, int entries, int third, int... words) {
    return typeOfNumber(kind.number(), string(name), entries, third, words);
  }

  int typeOfNumber(int kind, int nameOffset, int entries, int third, int... words) {
    word(nameOffset);
    word(kind << 24 | entries);
    word(third);
    for (int word : words) {
      word(word);
    }
    return ++count;
  }

  int integer(String name, int size) {
    return type(BtfKind.INTEGER, name, 0, size, size * 8);
  }

  int pointer(int type) {
    return type(BtfKind.POINTER, "", 0, type);
  }

  int array(int element, int length) {
    return type(BtfKind.ARRAY, "", 0, 0, element, element, length);
  }

  int typedef(String name, int type) {
    return type(BtfKind.TYPEDEF, name, 0, type);
  }

  /** What {@code __uint} of a map declaration makes of a number. */
  int number(int number) {
    return pointer(array(0, number));
  }

  /** A structure of 8-byte members, given as name and type. */
  int structure(String name, Object... members) {
    int[] words = new int[members.length / 2 * 3];
    for (int i = 0; i < members.length / 2; i++) {
      words[i * 3] = string((String) members[i * 2]);
      words[i * 3 + 1] = (Integer) members[i * 2 + 1];
      words[i * 3 + 2] = i * 64;
    }
    return type(BtfKind.STRUCT, name, members.length / 2, members.length / 2 * 8, words);
  }

  int variable(String name, int type) {
    return type(BtfKind.VARIABLE, name, 0, type, 1);
  }

  /** A data section of variables, each of a size and behind the one before. */
  int dataSection(String name, int size, int... variables) {
    int[] words = new int[variables.length * 3];
    for (int i = 0; i < variables.length; i++) {
      words[i * 3] = variables[i];
      words[i * 3 + 1] = i * size;
      words[i * 3 + 2] = size;
    }
    return type(BtfKind.DATA_SECTION, name, variables.length, variables.length * size, words);
  }

  /** Where a string starts. */
  int string(String string) {
    if (string.isEmpty()) {
      return 0;
    }
    int offset = strings.size();
    strings.writeBytes(string.getBytes(StandardCharsets.ISO_8859_1));
    strings.write(0);
    return offset;
  }

  byte[] build() {
    ByteBuffer section =
        ByteBuffer.allocate(24 + types.size() + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
    section.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    section.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
    section.put(types.toByteArray()).put(strings.toByteArray());
    return section.array();
  }

  private void word(int word) {
    types.write(word);
    types.write(word >>> 8);
    types.write(word >>> 16);
    types.write(word >>> 24);
  }
}
