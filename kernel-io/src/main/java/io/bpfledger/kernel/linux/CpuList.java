package io.bpfledger.kernel.linux;

import java.util.List;
import java.util.stream.IntStream;

/** Lists of CPUs as sysfs writes them, such as {@code 0-3,8-11}. */
public final class CpuList {

  /** Far above what any kernel is built for. */
  private static final int LIMIT = 1 << 16;

  private CpuList() {}

  /** The numbers in a list; none of what is no list. */
  public static List<Integer> numbers(String ranges) {
    IntStream numbers = IntStream.empty();
    for (String range : ranges.split(",", -1)) {
      String[] ends = range.split("-", -1);
      try {
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
        if (ends.length > 2 || first < 0 || last < first || last >= LIMIT) {
          return List.of();
        }
        numbers = IntStream.concat(numbers, IntStream.rangeClosed(first, last));
      } catch (NumberFormatException notANumber) {
        return List.of();
      }
    }
    return numbers.boxed().toList();
  }
}
