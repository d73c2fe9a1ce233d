package io.bpfledger.journal.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LedgerSerializationTest {

  private static final Ulid OPERATION = Ulid.of(1, 2, 3);
  private static final Envelope ENVELOPE =
      new Envelope(
          Instant.EPOCH,
          new BootId("boot"),
          new Principal.Peer(0, 0, 1, "init"),
          new Cause.Command(OPERATION));

  private static ActorSystem system = ActorSystem.create("unused");
  private static Serialization serialization = SerializationExtension.get(system);

  @BeforeAll
  static void startActorSystem() {
    TestKit.shutdownActorSystem(system);
    system =
        ActorSystem.create(
            "ledger",
            ConfigFactory.parseResources("bpfledger-serialization.conf")
                .withFallback(ConfigFactory.load()));
    serialization = SerializationExtension.get(system);
  }

  @AfterAll
  static void stopActorSystem() {
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void akkaStoresTheVeryBytesThatWereSealed() throws NotSerializableException {
    Chain chain = Chain.start(StreamId.of(new ProgramKey(OPERATION)));
    Entry entry =
        new EntryCodec().seal(chain, ENVELOPE, new ProgramEvent.UnloadRequested(OPERATION));

    SerializerWithStringManifest serializer =
        (SerializerWithStringManifest) serialization.findSerializerFor(entry);
    byte[] stored = serialization.serialize(entry).get();
    Object read =
        serialization
            .deserialize(stored, serializer.identifier(), serializer.manifest(entry))
            .get();

    assertThat(serializer.identifier()).isEqualTo(EntrySerializer.IDENTIFIER);
    assertThat(serializer.manifest(entry)).isEqualTo("program.unload-requested#1");
    assertThat(stored).isEqualTo(entry.payload().toByteArray());
    assertThat(read).isEqualTo(entry);
  }

  @Test
  void akkaStoresAccountsAsSnapshots() throws NotSerializableException {
    Account account = Account.open(StreamId.of(new ProgramKey(OPERATION)));

    SerializerWithStringManifest serializer =
        (SerializerWithStringManifest) serialization.findSerializerFor(account);
    byte[] stored = serialization.serialize(account).get();

    assertThat(serializer.identifier()).isEqualTo(SnapshotSerializer.IDENTIFIER);
    assertThat(serializer.manifest(account)).isEqualTo("program-state#1");
    assertThat(serializer.fromBinary(stored, "program-state#1")).isEqualTo(account);
  }

  @Test
  void nothingIsStoredByJavaSerialization() {
    assertThat(system.settings().AllowJavaSerialization()).isFalse();
    assertThatThrownBy(() -> serialization.serialize(new ArrayList<>()).get())
        .hasMessageContaining("allow-java-serialization` was disabled");
  }
}
