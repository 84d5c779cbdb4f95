package dev.portcullis.oci;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

class Base64SlotFuzzTest {
  private static final int LIMIT = 1 << 20;

  /** The long way accepts nothing that the short way refuses, and gives the same bytes. */
  @FuzzTest
  void payload(byte[] input) {
    Bytes json = Bytes.copyOf(input);
    Optional<Bytes> longWay = decoded(json, in -> Base64Slot.decode(json, quoteOf(json)));
    if (longWay.isPresent()) {
      Optional<Bytes> shortWay = decoded(json, JsonStream::base64);
      if (shortWay.isPresent() && !shortWay.equals(longWay)) {
        throw new IllegalStateException("decoded to something else");
      }
    }
  }

  @FunctionalInterface
  private interface Way {
    Bytes of(JsonStream in) throws MalformedException;
  }

  private static int quoteOf(Bytes json) {
    String text = json.toUtf8();
    int name = text.indexOf("\"payload\":\"");
    return name < 0 ? Math.max(0, text.indexOf('"')) : name + "\"payload\":".length();
  }

  private static Optional<Bytes> decoded(Bytes json, Way way) {
    if (!json.toUtf8().startsWith("{\"payload\":\"")) {
      return Optional.empty();
    }
    AtomicReference<Optional<Bytes>> found = new AtomicReference<>(Optional.empty());
    try {
      JsonStream.read(
          json, LIMIT, List.of(), Map.of("payload", in -> found.set(Optional.of(way.of(in)))));
      return found.get();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
