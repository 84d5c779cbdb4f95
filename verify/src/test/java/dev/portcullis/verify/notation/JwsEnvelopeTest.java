package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotation;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwsEnvelopeTest {
  private static LabNotation signer() {
    return LabNotation.jws(
        LabKey.p256("signer"),
        List.of(Bytes.utf8("leaf")),
        Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(Bytes.utf8("manifest")), 8));
  }

  private static NotationEnvelope parse(LabNotation signer) throws MalformedException {
    return NotationEnvelope.parse(MediaTypes.NOTATION_JWS, signer.sign());
  }

  private static void refused(LabNotation signer, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(signer))
        .withMessageContaining(message);
  }

  private static UnaryOperator<Bytes> replacing(String from, String to) {
    return bytes -> {
      assertThat(bytes.toUtf8()).contains(from);
      return Bytes.utf8(bytes.toUtf8().replace(from, to));
    };
  }

  @Test
  void envelopeOfTheOtherFormatIsRefused() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> NotationEnvelope.parse(MediaTypes.NOTATION_COSE, signer().sign()));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> NotationEnvelope.parse("application/octet-stream", signer().sign()));
  }

  @Test
  void envelopeOverTheLimitIsRefused() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () ->
                NotationEnvelope.parse(
                    MediaTypes.NOTATION_JWS, Bytes.wrap(new byte[256 * 1024 + 1])))
        .matches(MalformedException::isOverLimit);
  }

  @Test
  void unknownTopLevelMemberIsRefused() {
    refused(
        signer().editingEnvelope(replacing("{\"payload\"", "{\"x\":1,\"payload\"")),
        "unknown member 'x'");
  }

  @Test
  void generalSerializationIsRefused() {
    refused(
        signer().editingEnvelope(replacing("{\"payload\"", "{\"signatures\":[],\"payload\"")),
        "unknown member 'signatures'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payload", "protected", "header", "signature"})
  void missingTopLevelMemberIsRefused(String member) {
    refused(
        signer().editingEnvelope(replacing("\"" + member + "\":", "\"" + member + "2\":")),
        "'" + member + "2'");
  }

  @Test
  void duplicateTopLevelMemberIsRefused() {
    refused(
        signer().editingEnvelope(replacing("{\"payload\"", "{\"payload\":\"e30\",\"payload\"")),
        "not valid JSON");
  }

  @Test
  void duplicateProtectedMemberIsRefused() {
    refused(
        signer().editingHeader(replacing("{\"alg\"", "{\"alg\":\"ES256\",\"alg\"")),
        "not valid JSON");
  }

  @Test
  void protectedMemberThatDiffersByCaseIsRefused() {
    refused(signer().signed("io.cncf.notary.Expiry", "2026-01-01T00:00:00Z"), "differs from");
    refused(signer().signed("ALG", "ES256"), "differs from");
  }

  @Test
  void signingAgentInItsOldSpellingIsIgnored() throws Exception {
    assertThat(parse(signer().unprotected("io.cncf.notary.SigningAgent", 7)).chain()).hasSize(1);
  }

  @Test
  void unencodedPayloadOptionIsRefused() {
    refused(signer().signed("b64", false), "'b64' (RFC 7797)");
    refused(signer().critical("b64", false), "'b64' (RFC 7797)");
  }

  @Test
  void paddedBase64UrlIsRefused() {
    refused(
        signer().editingEnvelope(replacing("\",\"protected\"", "=\",\"protected\"")),
        "must not be padded");
  }

  @Test
  void standardBase64InTheHeaderOfTheSignatureIsRefused() {
    refused(
        signer().editingEnvelope(replacing("\"signature\":\"", "\"signature\":\"+/")),
        "not base64url");
  }

  @Test
  void base64UrlInX5cIsRefused() {
    refused(signer().unprotected("x5c", List.of("-_-_")), "not base64");
  }

  @Test
  void x5cThatIsNotAnArrayIsRefused() {
    refused(signer().unprotected("x5c", "AAAA"), "'header.x5c' is not an array");
    refused(signer().unprotected("x5c", List.of(1)), "not a string");
    refused(signer().withoutUnprotected("x5c"), "'header.x5c' is missing");
  }

  @Test
  void critThatIsNotAnArrayOfStringsIsRefused() {
    refused(
        signer().editingHeader(replacing("[\"io.cncf.notary.signingScheme\"]", "\"a\"")),
        "'protected.crit' is not an array");
    refused(
        signer().editingHeader(replacing("[\"io.cncf.notary.signingScheme\"]", "[1]")),
        "not a string");
  }

  /** Offsets and fractions occur in the wild. */
  @ParameterizedTest
  @CsvSource({
    "2023-06-27T13:30:33+08:00, 2023-06-27T05:30:33Z",
    "2023-06-27T05:30:33.25Z, 2023-06-27T05:30:33.250Z",
    "2023-06-26T23:30:33-06:00, 2023-06-27T05:30:33Z",
  })
  void timeWithOffsetOrFractionIsRead(String text, Instant time) throws Exception {
    assertThat(parse(signer().signed(LabNotation.SIGNING_TIME, text)).attributes().signingTime())
        .isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-06-27T13:30:33",
        "2023-06-27 13:30:33Z",
        "2023-06-27T13:30Z",
        "2023-02-30T13:30:33Z",
        "2023-06-27T13:30:33+0800",
        "+12023-06-27T13:30:33Z",
        "1687843833",
        "",
      })
  void timeThatIsNotRfc3339IsRefused(String text) {
    refused(
        signer().signed(LabNotation.SIGNING_TIME, text), "'io.cncf.notary.signingTime' is not a");
  }

  @Test
  void signingInputIsTheStringsAsReceived() throws Exception {
    NotationEnvelope envelope =
        parse(signer().editingHeader(bytes -> Bytes.utf8(" " + bytes.toUtf8() + " ")));
    String encoded = envelope.signingInput().toUtf8();
    String header = encoded.substring(0, encoded.indexOf('.'));
    assertThat(Bytes.wrap(Base64.getUrlDecoder().decode(header)).toUtf8())
        .startsWith(" {")
        .endsWith("} ");
  }

  /** CVE-2025-30204: nothing is split at dots, so that a million of them cost nothing. */
  @Test
  void cve202530204DotsAreNotSplit() {
    refused(
        signer()
            .editingEnvelope(
                replacing("\"signature\":\"", "\"signature\":\"" + ".".repeat(200_000))),
        "not base64url");
  }

  /** CVE-2025-53864: nesting is bounded while it is read. */
  @Test
  void cve202553864DeepNestingIsRefused() {
    refused(
        signer()
            .editingHeader(
                header ->
                    Bytes.utf8(header.toUtf8().replace("{\"alg\"", "{\"x\":" + "[".repeat(1000)))),
        "nesting depth");
  }
}
