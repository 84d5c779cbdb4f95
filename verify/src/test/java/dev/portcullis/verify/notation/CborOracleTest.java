package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabCbor;
import dev.portcullis.verify.lab.LabNotary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Another implementation of CBOR as an oracle: what {@link CborReader} accepts, it accepts too and
 * reads as the same; what only the oracle accepts is one of the things that COSE does not need.
 */
class CborOracleTest {
  private static final int INPUTS = 20_000;
  private static final CBOREncodeOptions OPTIONS =
      new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

  /** Why the reader may refuse what the oracle takes. */
  private static final List<String> STRICTER =
      List.of(
          "indefinite length",
          "CBOR map key is of kind",
          "nested deeper",
          "does not fit 64 bits",
          "more than 256 entries");

  @Test
  void smallRandomItemsAreReadAlike() {
    Random random = new Random(8949);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      accepted += compare(item(random, 0)) ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(INPUTS / 10);
  }

  @Test
  void changedEnvelopesAreReadAlike() {
    byte[] good =
        LabNotary.signer(MediaTypes.NOTATION_COSE, LabNotary.LEAF, NotationFixture.SUBJECT)
            .sign()
            .toByteArray();
    Random random = new Random(9052);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] changed = good.clone();
      int at = random.nextBoolean() ? random.nextInt(16) : random.nextInt(good.length);
      changed[at] = (byte) random.nextInt(256);
      accepted += compare(changed) ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(INPUTS / 10);
  }

  /** Heads of every kind, mostly with short contents, now and then cut off. */
  private static byte[] item(Random random, int depth) {
    List<byte[]> parts = new ArrayList<>();
    int major = random.nextInt(8);
    int count = random.nextInt(4);
    int additional = random.nextInt(8) == 0 ? random.nextInt(32) : count;
    parts.add(new byte[] {(byte) (major << 5 | additional)});
    int extra = additional == 24 ? 1 : additional == 25 ? 2 : additional == 26 ? 4 : 0;
    parts.add(bytes(random, additional == 27 ? 8 : extra));
    if (major == 2 || major == 3) {
      parts.add(bytes(random, additional));
    } else if (major >= 4 && major <= 6 && depth < 6) {
      int items = major == 4 ? count : major == 5 ? 2 * count : 1;
      for (int i = 0; i < items; i++) {
        parts.add(item(random, depth + 1));
      }
    }
    return joined(parts, random.nextInt(40) == 0 ? 1 : 0);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a' + random.nextInt(3));
    }
    return bytes;
  }

  private static byte[] joined(List<byte[]> parts, int cut) {
    int length = parts.stream().mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return Arrays.copyOf(all, Math.max(0, length - cut));
  }

  /** Whether the reader accepts. */
  private static boolean compare(byte[] encoded) {
    Optional<CBORObject> oracle = oracle(encoded);
    try {
      CborItem item = CborReader.read(Bytes.copyOf(encoded));
      if (oracle.isEmpty()) {
        assertThat(isTagged(item)).as("%s: only tags' contents", Bytes.copyOf(encoded)).isTrue();
      } else {
        assertThat(item).isEqualTo(converted(oracle.get()));
      }
      return true;
    } catch (MalformedException e) {
      if (oracle.isPresent()) {
        assertThat(e.getMessage())
            .as("%s", Bytes.copyOf(encoded).toHex())
            .containsAnyOf(STRICTER.toArray(String[]::new));
      }
      return false;
    }
  }

  private static Optional<CBORObject> oracle(byte[] encoded) {
    try {
      return Optional.of(CBORObject.DecodeFromBytes(encoded, OPTIONS));
    } catch (CBORException e) {
      return Optional.empty();
    }
  }

  /** The oracle also looks at what a tag stands before, of which the reader knows nothing. */
  private static boolean isTagged(CborItem item) {
    return switch (item) {
      case CborItem.Tagged _ -> true;
      case CborItem.Sequence sequence ->
          sequence.items().stream().anyMatch(CborOracleTest::isTagged);
      case CborItem.Mapping mapping ->
          mapping.entries().values().stream().anyMatch(CborOracleTest::isTagged);
      case CborItem.Int _, CborItem.Text _, CborItem.Binary _, CborItem.Real _, CborItem.Simple _ ->
          false;
    };
  }

  @SuppressWarnings("deprecation") // an exhaustive switch names the type that is never returned
  private static CborItem converted(CBORObject object) {
    if (object.isTagged()) {
      return new CborItem.Tagged(
          object.getMostOuterTag().ToInt64Checked(), converted(object.UntagOne()));
    }
    return switch (object.getType()) {
      case Integer -> new CborItem.Int(object.AsInt64Value());
      case ByteString -> new CborItem.Binary(Bytes.copyOf(object.GetByteString()));
      case TextString -> new CborItem.Text(object.AsString());
      case FloatingPoint -> new CborItem.Real(object.AsDoubleValue());
      case Boolean -> new CborItem.Simple(object.isTrue() ? 21 : 20);
      case SimpleValue -> new CborItem.Simple(object.getSimpleValue());
      case Array ->
          new CborItem.Sequence(
              object.getValues().stream().map(CborOracleTest::converted).toList());
      case Map -> {
        Map<CborItem, CborItem> entries = new LinkedHashMap<>();
        object
            .getEntries()
            .forEach(e -> entries.put(converted(e.getKey()), converted(e.getValue())));
        yield new CborItem.Mapping(entries);
      }
      case Number -> throw new IllegalStateException("not a type of RFC 8949: " + CBORType.Number);
    };
  }

  @Test
  void oracleIsTheOneThatIsMoreGenerousWithKeysAndLengths() {
    for (String hex : List.of("bf0102ff", "a1f401", "9f01ff", "1bffffffffffffffff")) {
      byte[] encoded = HexFormat.of().parseHex(hex);
      assertThat(oracle(encoded)).isPresent();
      assertThat(compare(encoded)).isFalse();
    }
    byte[] twice =
        LabCbor.encode(new LabCbor.Pairs(List.of(Map.entry(1, 1), Map.entry(1, 2)))).toByteArray();
    assertThat(oracle(twice)).isEmpty();
    assertThat(compare(twice)).isFalse();
  }
}
