package dev.portcullis.verify.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.TufLab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form of metadata files and keys. */
class MetadataTest {
  private static final LabKey KEY = TufLab.key("root-a");
  private static final LabKey OTHER = TufLab.key("root-b");

  private static Map<String, Object> root(Map<String, Object> key, int threshold) {
    Map<String, Object> role = Map.of("keyids", List.of("k"), "threshold", threshold);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("_type", "root");
    body.put("spec_version", "1.0");
    body.put("version", 1);
    body.put("expires", "2030-01-01T00:00:00Z");
    body.put("consistent_snapshot", true);
    body.put("keys", Map.of("k", key));
    body.put("roles", Map.of("root", role, "timestamp", role, "snapshot", role, "targets", role));
    return body;
  }

  private static Bytes signed(Map<String, Object> body, LabKey key) {
    return TufLab.envelope(body, List.of(TufLab.signature("k", key, body)));
  }

  private static Map<String, Object> good() {
    return root(TufLab.keyObject("ecdsa", "ecdsa-sha2-nistp256", KEY.pem()), 1);
  }

  private static String complaint(String name, Object value) {
    Map<String, Object> body = good();
    body.put(name, value);
    return complaint(signed(body, KEY));
  }

  private static String complaint(Bytes file) {
    try {
      RootMetadata.parse(file);
      return "none";
    } catch (MalformedException e) {
      return e.getMessage();
    }
  }

  @Test
  void keyMayBeSpeltAsTheFirstRootsOfSigstoreSpeltIt() throws MalformedException {
    String point = KEY.spki().slice(KEY.spki().length() - 65, KEY.spki().length()).toHex();
    for (Map<String, Object> key :
        List.of(
            TufLab.keyObject("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", point),
            TufLab.keyObject("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", KEY.pem()),
            TufLab.keyObject("ecdsa", "ecdsa-sha2-nistp256", KEY.pem()))) {
      assertThat(TrustedMetadata.anchoredIn(signed(root(key, 1), KEY)).rootVersion()).isEqualTo(1);
      assertThatThrownBy(() -> TrustedMetadata.anchoredIn(signed(root(key, 1), OTHER)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void keyOfAnUnknownKindCannotSignAndDoesNotMakeARoleSatisfiable() {
    Map<String, Object> unknown = TufLab.keyObject("sigstore-oidc", "Fulcio", "someone");

    assertThat(complaint(signed(root(unknown, 1), KEY)))
        .isEqualTo(
            "'signed.roles.root.threshold' is 1, but the role has only 0 different usable keys");
  }

  @Test
  void keyOfAnotherCurveThanItsSchemeSaysIsRefused() {
    Map<String, Object> p384 =
        TufLab.keyObject("ecdsa", "ecdsa-sha2-nistp256", LabKey.p384("tuf").pem());

    assertThat(complaint(signed(root(p384, 1), KEY)))
        .isEqualTo("a key that signs by ECDSA with SHA-256 is of type EC_P384");
  }

  @Test
  void thresholdMustBeReachableAndNotZero() {
    assertThat(
            complaint(
                signed(root(TufLab.keyObject("ecdsa", "ecdsa-sha2-nistp256", KEY.pem()), 2), KEY)))
        .isEqualTo(
            "'signed.roles.root.threshold' is 2, but the role has only 1 different usable keys");
    assertThat(
            complaint(
                signed(root(TufLab.keyObject("ecdsa", "ecdsa-sha2-nistp256", KEY.pem()), 0), KEY)))
        .isEqualTo("'signed.roles.root.threshold' is not 1 or more");
  }

  @Test
  void membersMustHaveTheirForm() {
    assertThat(complaint("_type", "targets"))
        .isEqualTo("this is metadata of the role 'targets', not 'root'");
    assertThat(complaint("spec_version", "2.0"))
        .isEqualTo("it follows version '2.0' of the specification, and 1.x is understood here");
    assertThat(complaint("version", 0)).isEqualTo("'signed.version' is not 1 or more");
    assertThat(complaint("version", "1")).isEqualTo("'signed.version' is not a number in range");
    assertThat(complaint("version", 1L << 53))
        .isEqualTo("'signed.version' is not a number in range");
    assertThat(complaint("expires", "tomorrow")).isEqualTo("'tomorrow' is not a time");
    assertThat(complaint("consistent_snapshot", "yes"))
        .isEqualTo("'consistent_snapshot' is not true or false");
    assertThat(complaint("x-anything", Map.of("a", 1))).isEqualTo("none");
    assertThat(complaint("expires", "2021-12-18T13:28:12.99008-06:00")).isEqualTo("none");
  }

  @Test
  void memberThatIsThereTwiceIsRefused() {
    String file = signed(good(), KEY).toUtf8();

    assertThat(complaint(Bytes.utf8(file.replace("\"version\":1", "\"version\":1,\"version\":2"))))
        .startsWith("not valid JSON: Duplicate");
  }

  @Test
  void hashesMustBeOfAKnownKindAndRight() {
    assertThat(description(Map.of("hashes", Map.of("md5", "00"))))
        .isEqualTo("a file has neither a sha256 nor a sha512 hash");
    assertThat(description(Map.of("hashes", Map.of("sha256", "ABCD"))))
        .startsWith("'sha256:ABCD' is not a digest");
    assertThat(description(Map.of("length", -1)))
        .isEqualTo("'signed.meta.snapshot.json.length' is not a number in range");
  }

  private static String description(Map<String, Object> more) {
    Map<String, Object> said = new LinkedHashMap<>(more);
    said.put("version", 1);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("_type", "timestamp");
    body.put("spec_version", "1.0");
    body.put("version", 1);
    body.put("expires", "2030-01-01T00:00:00Z");
    body.put("meta", Map.of("snapshot.json", said));
    try {
      TimestampMetadata.parse(signed(body, KEY));
      return "none";
    } catch (MalformedException e) {
      return e.getMessage();
    }
  }
}
