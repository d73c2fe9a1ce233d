package io.bpfledger.journal.store.inspection;

import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the write-ahead log that a killed process left beside its database.
 *
 * <p>SQLite takes the log up to the first frame whose checksum is wrong and forgets the rest
 * without a word: that is right for a commit that was cut short, and would hide that a byte rotted
 * in one that was acknowledged. Here the difference is told, as far as it can be.
 *
 * <p>Only for a database that nobody in this process has open: closing a file drops all locks that
 * the process holds on it.
 */
public final class WriteAheadLog {

  private static final int HEADER_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int PAGE_BYTES_MIN = 512;
  private static final int PAGE_BYTES_MAX = 65_536;

  private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
  private int sum1;
  private int sum2;

  private WriteAheadLog() {}

  /** The flaw of the log that belongs to a database file; empty if it has none or is not there. */
  public static Optional<Flaw> inspect(Path database) throws IOException {
    Path file = database.resolveSibling(database.getFileName() + "-wal");
    if (!Files.exists(file) || Files.size(file) == 0) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return new WriteAheadLog().inspect(channel).map(what -> new Flaw(file.toString(), what));
    }
  }

  private Optional<String> inspect(FileChannel channel) throws IOException {
    if (!read(channel, header, 0) || (header.getInt(0) & ~1) != MAGIC) {
      return Optional.of("its header can't be read; what it held is lost");
    }
    int pageBytes = header.getInt(8);
    ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    sum(header, 0, 24, order);
    if (pageBytes < PAGE_BYTES_MIN
        || pageBytes > PAGE_BYTES_MAX
        || sum1 != header.getInt(24)
        || sum2 != header.getInt(28)) {
      return Optional.of("its header is damaged; what it held is lost");
    }
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageBytes);
    long number = 1;
    while (read(channel, frame, offset(number, frame)) && isValid(frame, order)) {
      number++;
    }
    return lostAfter(channel, frame, number);
  }

  /** Whether frames of this log lie at or behind the one with which SQLite stops reading. */
  private Optional<String> lostAfter(FileChannel channel, ByteBuffer frame, long stop)
      throws IOException {
    long lost = 0;
    for (long number = stop; read(channel, frame, offset(number, frame)); number++) {
      if (seemsOfThisLog(frame)) {
        lost++;
      }
    }
    return switch ((int) Math.min(lost, 2)) {
      case 0 -> Optional.empty();
      case 1 ->
          Optional.of(
              "the last frame, "
                  + stop
                  + ", is damaged, or was being written when the process or the machine ended");
      default ->
          Optional.of(
              "frame " + stop + " is damaged; it and the " + (lost - 1) + " behind it are lost");
    };
  }

  private static long offset(long number, ByteBuffer frame) {
    return HEADER_BYTES + (number - 1) * frame.capacity();
  }

  /** False at the end of the file, also if it ends within. */
  private static boolean read(FileChannel channel, ByteBuffer buffer, long offset)
      throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, offset + buffer.position());
      if (count < 0) {
        return false;
      }
    }
    return true;
  }

  /** Frames left from before the log was begun anew differ in both; one that rotted, in one. */
  private boolean seemsOfThisLog(ByteBuffer frame) {
    return frame.getInt(8) == header.getInt(16) || frame.getInt(12) == header.getInt(20);
  }

  private boolean isOfThisLog(ByteBuffer frame) {
    return frame.getInt(8) == header.getInt(16) && frame.getInt(12) == header.getInt(20);
  }

  private boolean isValid(ByteBuffer frame, ByteOrder order) {
    sum(frame, 0, 8, order);
    sum(frame, FRAME_HEADER_BYTES, frame.capacity(), order);
    return isOfThisLog(frame) && sum1 == frame.getInt(16) && sum2 == frame.getInt(20);
  }

  /** Goes on with the running checksum of the log, as its format defines it. */
  private void sum(ByteBuffer bytes, int from, int to, ByteOrder order) {
    ByteBuffer words = bytes.duplicate().order(order);
    for (int at = from; at < to; at += 8) {
      sum1 += words.getInt(at) + sum2;
      sum2 += words.getInt(at + 4) + sum1;
    }
  }
}
