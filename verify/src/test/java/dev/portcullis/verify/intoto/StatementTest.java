package dev.portcullis.verify.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
  private static final LabArtifact IMAGE = LabArtifact.image("app");
  private static final Subject SUBJECT = IMAGE.in("registry.acme.io/app");
  private static final Bytes CONTENT = IMAGE.manifest().raw();
  private static final String SHA256 = IMAGE.digest().hex();
  private static final String SHA384 = HashFunction.SHA384.of(CONTENT).toHex();
  private static final String SHA512 = Digest.of(Digest.Algorithm.SHA512, CONTENT).hex();
  private static final String WRONG = Digest.sha256(Bytes.utf8("other")).hex();
  private static final String RIGHT =
      LabStatement.about(IMAGE.digest(), "https://slsa.dev/provenance/v1").json().toUtf8();

  private static boolean names(Map<String, String> digests) {
    return new Statement(Bytes.empty(), List.of(new StatementSubject(digests, Map.of())), "type")
        .matching(SUBJECT)
        .isPresent();
  }

  @Test
  void subjectIsNamedByItsDigestInExactlyOurSpelling() {
    assertThat(names(Map.of("sha256", SHA256))).isTrue();
    assertThat(names(Map.of("sha512", SHA512))).isTrue();
    assertThat(names(Map.of("sha256", WRONG))).isFalse();
    assertThat(names(Map.of("sha256", SHA256.toUpperCase(Locale.ROOT)))).isFalse();
    assertThat(names(Map.of("sha256", "sha256:" + SHA256))).isFalse();
    assertThat(names(Map.of("sha256", SHA256 + " "))).isFalse();
    assertThat(names(Map.of("sha256", ""))).isFalse();
    assertThat(names(Map.of("SHA256", SHA256))).isFalse();
  }

  @Test
  void everyDigestThatCanBeComputedMustMatch() {
    assertThat(names(Map.of("sha256", SHA256, "sha384", SHA384, "sha512", SHA512))).isTrue();
    assertThat(names(Map.of("sha256", SHA256, "sha512", WRONG))).isFalse();
    assertThat(names(Map.of("sha256", WRONG, "sha512", SHA512))).isFalse();
    assertThat(names(Map.of("sha256", SHA256, "sha384", WRONG))).isFalse();
  }

  @Test
  void otherAlgorithmsProveNothing() {
    assertThat(names(Map.of("sha384", SHA384))).isFalse();
    assertThat(names(Map.of("sha1", "00"))).isFalse();
    assertThat(names(Map.of("sha256", SHA256, "sha1", "00", "gitCommit", "x"))).isTrue();
  }

  @Test
  void anySubjectMayMatch() throws MalformedException {
    Statement statement =
        Statement.parse(
            LabStatement.about(IMAGE.digest(), "a")
                .withSubjectFirst(Map.of("name", "other", "digest", Map.of("sha256", WRONG)))
                .json());
    assertThat(statement.matching(SUBJECT)).contains(statement.subjects().get(1));
    assertThat(statement.matching(LabArtifact.image("else").in("a.io/b"))).isEmpty();
  }

  @Test
  void unknownMembersAndAnAbsentPredicateAreAllowed() throws MalformedException {
    assertThat(Statement.parse(Bytes.utf8(RIGHT.replace("{\"_type\"", "{\"x\":[1],\"_type\""))))
        .isNotNull();
    assertThat(Statement.parse(Bytes.utf8(RIGHT.replace(",\"predicate\":{}", "")))).isNotNull();
    assertThat(Statement.parse(Bytes.utf8(RIGHT.replace("\"predicate\":{}", "\"predicate\":null"))))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"_type\"| \"type\"| '_type' is missing",
        "\"_type\"| \"_Type\"| '_Type' differs from '_type' by case only",
        "\"subject\"| \"Subject\"| 'Subject' differs",
        "\"predicateType\"| \"PredicateType\"| 'PredicateType' differs",
        "\"predicate\":{}| \"Predicate\":{}| 'Predicate' differs",
        "\"digest\"| \"Digest\"| 'subject[0].Digest' differs",
        "Statement/v1| Statement/v2| is not a known type of statement",
        "Statement/v1| statement/v1| is not a known type of statement",
        "https://slsa.dev/provenance/v1\"| \"| 'predicateType' is empty",
        "\"https://slsa.dev/provenance/v1\"| null| 'predicateType' is not a string",
        "\"predicate\":{}| \"predicate\":{\"a\":1,\"a\":2}| Duplicate",
        "\"predicate\":{}| \"predicate\":{\"a\":}| not valid JSON",
        "\"predicate\":{}| \"predicate\":{},\"predicate\":{}| Duplicate",
        "\"predicate\":{}}| \"predicate\":{}}{| something follows",
        "\"predicate\":{}}| \"predicate\":{}| not valid JSON",
        "\"predicate\":{}| \"predicate\":[]| 'predicate' is not an object",
        "[{\"digest\"| [null,{\"digest\"| 'subject[0]' is not an object",
        "[{\"digest\"| [\"a\",{\"digest\"| 'subject[0]' is not an object",
        "[{\"digest\"| [{},{\"digest\"| 'subject[0].digest' is missing",
        "[{\"digest\"| [{\"digest\":null},{\"digest\"| 'subject[0].digest' is not an object",
        "[{\"digest\"| [{\"digest\":{}},{\"digest\"| 'subject[0].digest' is empty",
        "[{\"digest\"| [{\"digest\":{\"sha1\":null}},{\"digest\"| digest.sha1' is not a string",
        "[{\"digest\"| [{\"annotations\":1,\"digest\"| annotations' is not an object",
        "\"subject\":[| \"subject\":[],\"x\":[| the statement has no subject",
        "\"subject\":[| \"subject\":{},\"x\":[| 'subject' is not an array"
      })
  void otherFormIsRefused(String piece, String replacement, String message) {
    assertThat(RIGHT).contains(piece);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Statement.parse(Bytes.utf8(RIGHT.replace(piece, replacement))))
        .withMessageContaining(message);
  }
}
