package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.binary.ElfWords.Header;
import io.bpfledger.kernel.linux.binary.ElfWords.Section;
import io.bpfledger.kernel.linux.binary.ElfWords.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds at which offset of a program or library a function begins: its address by the symbol
 * tables, and by the segments the place in the file that is loaded to that address.
 */
final class FunctionOffset {

  private static final int EXECUTABLE = 2;
  private static final int SHARED = 3;
  private static final int LOADED = 1;
  private static final int EXECUTE_FLAG = 1;
  private static final int SEGMENTS_LIMIT = 1024;
  private static final int SECTIONS_LIMIT = 65_536;

  private static final int IDENTIFICATION_BYTES = 16;
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS = 4;
  private static final int BYTE_ORDER = 5;
  private static final int LITTLE_ENDIAN = 1;

  private FunctionOffset() {}

  static Result<Long> find(Path path, String function, String object) {
    try (BoundedFile file = BoundedFile.open(path)) {
      ElfWords words = words(file);
      Header header = words.header(file.read(0, words.headerBytes()));
      if (header.type() != EXECUTABLE && header.type() != SHARED) {
        throw new BoundedFile.Malformed("it is neither a program nor a shared library");
      }
      return switch (FunctionSymbols.find(file, words, sections(file, words, header), function)) {
        case FunctionSymbols.Found(long address) ->
            Result.success(offsetOf(address, segments(file, words, header)));
        case FunctionSymbols.Unusable(String why) ->
            Result.failure(Binary.refused(object, Errno.ENOENT, why));
      };
    } catch (BoundedFile.Malformed malformed) {
      return Result.failure(
          Binary.refused(object, Errno.ENOEXEC, "no usable ELF file: " + malformed.getMessage()));
    } catch (IOException unreadable) {
      return Result.failure(
          Binary.refused(object, Errno.EIO, "reading its symbols: " + unreadable.getMessage()));
    }
  }

  private static ElfWords words(BoundedFile file) throws IOException {
    ByteBuffer identification = file.read(0, IDENTIFICATION_BYTES);
    if (identification.getInt(0) != MAGIC) {
      throw new BoundedFile.Malformed("it does not begin as one");
    }
    if (identification.get(BYTE_ORDER) != LITTLE_ENDIAN) {
      throw new BoundedFile.Malformed("it is big-endian");
    }
    return switch (identification.get(CLASS)) {
      case 1 -> ElfWords.BITS_32;
      case 2 -> ElfWords.BITS_64;
      default -> throw new BoundedFile.Malformed("it has neither 32 nor 64 bits");
    };
  }

  private static List<Section> sections(BoundedFile file, ElfWords words, Header header)
      throws IOException {
    if (header.sections() == 0) {
      return List.of();
    }
    long count = header.sectionCount();
    if (count == 0) {
      // More sections than the header can count: the first one tells how many.
      count = words.section(file.read(header.sections(), words.sectionBytes())).bytes();
    }
    if (count < 0 || count > SECTIONS_LIMIT) {
      throw new BoundedFile.Malformed("it has more than " + SECTIONS_LIMIT + " sections");
    }
    ByteBuffer table = file.read(header.sections(), (int) count * words.sectionBytes());
    List<Section> sections = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      sections.add(words.section(entry(table, index, words.sectionBytes())));
    }
    return sections;
  }

  private static List<Segment> segments(BoundedFile file, ElfWords words, Header header)
      throws IOException {
    if (header.segmentCount() > SEGMENTS_LIMIT) {
      throw new BoundedFile.Malformed("it has more than " + SEGMENTS_LIMIT + " segments");
    }
    ByteBuffer table = file.read(header.segments(), header.segmentCount() * words.segmentBytes());
    List<Segment> segments = new ArrayList<>();
    for (int index = 0; index < header.segmentCount(); index++) {
      segments.add(words.segment(entry(table, index, words.segmentBytes())));
    }
    return segments;
  }

  private static ByteBuffer entry(ByteBuffer table, int index, int bytes) {
    return table.slice(index * bytes, bytes).order(table.order());
  }

  private static long offsetOf(long address, List<Segment> segments) throws BoundedFile.Malformed {
    for (Segment segment : segments) {
      boolean code = segment.type() == LOADED && (segment.flags() & EXECUTE_FLAG) != 0;
      long distance = address - segment.address();
      if (code && distance >= 0 && distance < segment.fileBytes()) {
        long offset = segment.offset() + distance;
        if (offset >= 0) {
          return offset;
        }
      }
    }
    throw new BoundedFile.Malformed("no part of it that holds code has the function");
  }
}
