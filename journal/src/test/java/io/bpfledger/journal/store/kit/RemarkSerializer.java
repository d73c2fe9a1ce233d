package io.bpfledger.journal.store.kit;

import akka.serialization.SerializerWithStringManifest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Remarks as text, under {@code said} and {@code heard}. */
public final class RemarkSerializer extends SerializerWithStringManifest {

  private static final String BETWEEN = "\u0000";

  @Override
  public int identifier() {
    return 7_777;
  }

  @Override
  public String manifest(Object remark) {
    return switch ((Remark) remark) {
      case Remark.Said _ -> "said";
      case Remark.Heard _ -> "heard";
    };
  }

  @Override
  public byte[] toBinary(Object remark) {
    String text =
        switch ((Remark) remark) {
          case Remark.Said said -> said.text();
          case Remark.Heard heard -> String.join(BETWEEN, heard.texts());
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return switch (manifest) {
      case "said" -> new Remark.Said(text);
      case "heard" ->
          new Remark.Heard(text.isEmpty() ? List.of() : List.of(text.split(BETWEEN, -1)));
      default -> throw new IllegalArgumentException("no remark: " + manifest);
    };
  }
}
