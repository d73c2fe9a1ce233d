package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The half of {@link io.bpfledger.kernel.Links} that only looks: links by id and by descriptor. */
public final class LinkReader {

  public Result<Optional<LinkId>> next(Optional<LinkId> after) {
    int start = after.isPresent() ? after.get().value() : 0;
    long id = ObjectKind.LINK.nextId(start);
    if (id < 0) {
      return Result.failure(ObjectKind.LINK.nextError(id, start));
    }
    return Result.success(id == 0 ? Optional.empty() : Optional.of(new LinkId((int) id)));
  }

  public Result<LinkHandle> open(LinkId id) {
    long opened = ObjectKind.LINK.open(id.value());
    return opened < 0
        ? Result.failure(ObjectKind.LINK.openError(opened, id.value()))
        : Result.success(new LinuxLink(FileDescriptor.owning(opened)));
  }

  public Result<LinkInfo> info(LinkHandle link) {
    return read(LinuxLink.number(link), 0);
  }

  public Result<LinkInfo> describe(LinkId id) {
    long opened = ObjectKind.LINK.open(id.value());
    if (opened < 0) {
      return Result.failure(ObjectKind.LINK.describeError(opened, id.value()));
    }
    try (FileDescriptor link = FileDescriptor.owning(opened)) {
      return read(link.number(), id.value());
    }
  }

  /**
   * Asks once where it can. Only a second question gets the texts that some types tell, as what the
   * first one must look like depends on the type; but links of one type come in rows, so the type
   * of the last one is a good guess.
   */
  private static Result<LinkInfo> read(int descriptor, int id) {
    Scratch scratch = Scratch.ofThread();
    MemorySegment info = scratch.linkInfo();
    MemorySegment offsets = MemorySegment.NULL;
    int guess = scratch.lastLinkType();
    boolean guessed = LinkInfoDecoder.guess(guess, info, scratch.text());
    long known = ObjectKind.info(descriptor, info);
    if (guessed && (known < 0 || LinkInfoDecoder.type(info) != guess)) {
      guessed = false;
      info = scratch.linkInfo();
      known = ObjectKind.info(descriptor, info);
    }
    if (known >= 0 && !guessed && LinkInfoDecoder.asksAgain(info)) {
      int count = LinkInfoDecoder.offsetCount(info);
      if (count > 0) {
        offsets = Arena.ofAuto().allocate((long) count * Long.BYTES, 8);
      }
      LinkInfoDecoder.ask(info, scratch.text(), offsets);
      known = ObjectKind.info(descriptor, info);
    }
    if (known < 0) {
      return Result.failure(ObjectKind.LINK.describeError(known, id));
    }
    scratch.keepLinkType(LinkInfoDecoder.type(info));
    return Result.success(
        LinkInfoDecoder.decode(new InfoBlock(info, known), scratch.text(), offsets));
  }

  /** How an error names a link that is known by its handle only. */
  static String nameOf(LinkHandle link) {
    return switch (read(LinuxLink.number(link), 0)) {
      case Result.Success<LinkInfo>(LinkInfo info) -> "link " + info.id();
      case Result.Failure<LinkInfo> _ -> "open link";
    };
  }
}
