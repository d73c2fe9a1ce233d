package io.bpfledger.journal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.Ulid;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads who caused an entry and why. By hand, as each entry has both and they are small; as strict
 * as Jackson is told to be. {@link Shapes} says how they are written.
 */
final class Origins {

  private final Recurring recurring;

  Origins(Recurring recurring) {
    this.recurring = recurring;
  }

  /** The principal whose map has just begun. */
  Principal principal(JsonParser parser) throws IOException {
    Fields fields = new Fields(parser);
    Principal principal =
        switch (fields.text(Shapes.FIELD)) {
          case "peer" ->
              new Principal.Peer(
                  fields.number("uid"),
                  fields.number("gid"),
                  Math.toIntExact(fields.number("pid")),
                  recurring.same(fields.text("command")));
          case "reconciler" -> new Principal.Reconciler();
          default -> throw new EntryUnreadable("an entry with an unknown kind of principal");
        };
    fields.end();
    return recurring.known(principal);
  }

  /** The cause whose map has just begun. */
  Cause cause(JsonParser parser) throws IOException {
    Fields fields = new Fields(parser);
    Cause cause =
        switch (fields.text(Shapes.FIELD)) {
          case "command" -> new Cause.Command(Ulid.parse(fields.text("id")));
          case "finding" -> new Cause.Finding(Ulid.parse(fields.text("id")));
          case "occasion" -> new Cause.Occasion(recurring.same(fields.text("name")));
          default -> throw new EntryUnreadable("an entry with an unknown kind of cause");
        };
    fields.end();
    return recurring.known(cause);
  }

  /** The fields of a small map, in the order in which whoever asks for them does so. */
  private static final class Fields {

    private static final int FIELDS_MAX = 5;

    private final @Nullable String[] names = new String[FIELDS_MAX];
    private final @Nullable String[] texts = new String[FIELDS_MAX];
    private final long[] numbers = new long[FIELDS_MAX];
    private int count;
    private int taken;

    Fields(JsonParser parser) throws IOException {
      if (!parser.hasToken(JsonToken.START_OBJECT)) {
        throw new EntryUnreadable(
            "an entry with " + parser.currentToken() + " where a map belongs");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (count == FIELDS_MAX) {
          throw new EntryUnreadable("an entry with an unknown field " + name);
        }
        names[count] = name;
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
          texts[count] = parser.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
          numbers[count] = parser.getLongValue();
        } else {
          throw new EntryUnreadable("an entry with " + token + " as " + name);
        }
        count++;
      }
    }

    String text(String name) {
      String text = texts[place(name)];
      if (text == null) {
        throw new EntryUnreadable("an entry with a number as " + name);
      }
      return text;
    }

    long number(String name) {
      int place = place(name);
      if (texts[place] != null) {
        throw new EntryUnreadable("an entry with a text as " + name);
      }
      return numbers[place];
    }

    /** Nobody asks for a field twice, so a field that stands there twice is one too many. */
    private int place(String name) {
      for (int at = 0; at < count; at++) {
        if (name.equals(names[at])) {
          taken++;
          return at;
        }
      }
      throw new EntryUnreadable("an entry without " + name);
    }

    void end() {
      if (taken != count) {
        throw new EntryUnreadable("an entry with a field too many where it says who or why");
      }
    }
  }
}
