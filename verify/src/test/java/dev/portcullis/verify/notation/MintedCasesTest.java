package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.refused;
import static dev.portcullis.verify.notation.NotationFixture.statement;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCbor;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabTimestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases that no public suite has (section 6), as far as an envelope, its chain or a policy can
 * hold them. Those about answers of responders and lists are in {@link RevocationDifferencesTest},
 * those about registries and folders beside the code that asks these.
 */
class MintedCasesTest {
  private static LabNotation signer(String format) {
    return LabNotary.signer(format, LabNotary.LEAF, SUBJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
  void section6UnknownCriticalAttributeWithoutPlugin(String format) {
    refused(
        signer(format).critical("acme.release", "yes"),
        Code.CRITICAL,
        "critical attribute 'acme.release' is not understood");
  }

  @Test
  void section6DuplicateJsonKeys() {
    refused(
        signer(MediaTypes.NOTATION_JWS)
            .editingHeader(header -> Bytes.utf8(header.toUtf8().replace("{", "{\"cty\":\"x\","))),
        Code.MALFORMED,
        "not valid JSON");
    refused(
        signer(MediaTypes.NOTATION_JWS)
            .editingEnvelope(
                envelope ->
                    Bytes.utf8(envelope.toUtf8().replaceFirst("\\{", "{\"payload\":\"\","))),
        Code.MALFORMED,
        "not valid JSON");
    refused(
        signer(MediaTypes.NOTATION_JWS)
            .payload(
                "{\"targetArtifact\":{},\"targetArtifact\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}}"
                    .formatted(SUBJECT.mediaType(), SUBJECT.digest(), SUBJECT.size())),
        Code.MALFORMED,
        "not valid JSON");
  }

  @Test
  void section6DuplicateCborKeys() {
    refused(
        signer(MediaTypes.NOTATION_COSE)
            .editingHeader(
                header ->
                    LabCbor.encode(new LabCbor.Pairs(List.of(Map.entry(1, -7), Map.entry(1, -7))))),
        Code.MALFORMED,
        "CBOR map has a key twice");
  }

  @Test
  void section6Label33IsNotTheText33() {
    refused(
        signer(MediaTypes.NOTATION_COSE)
            .withoutUnprotected(33)
            .unprotected("33", LabNotary.ders(LabNotary.LEAF, LabNotary.MIDDLE, LabNotary.ROOT)),
        Code.MALFORMED,
        "x5chain (unprotected label 33) is not an array");
  }

  @ParameterizedTest
  @ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
  void section6TrailingBytes(String format) {
    refused(
        signer(format)
            .editingEnvelope(
                envelope -> {
                  byte[] longer = Arrays.copyOf(envelope.toByteArray(), envelope.length() + 1);
                  longer[envelope.length()] = '1';
                  return Bytes.wrap(longer);
                }),
        Code.MALFORMED,
        format.equals(MediaTypes.NOTATION_JWS) ? "not valid JSON" : "followed by 1 bytes");
  }

  /** The first certificate of the bag is attacker-chosen: it neither signs nor fails for it. */
  @Test
  void section6ReorderedBagOfATimestamp() {
    NotationOutcome outcome =
        established(
            signer(MediaTypes.NOTATION_COSE)
                .timestamp(
                    signature ->
                        LabTimestamp.of(LabNotary.TSA, signature, LabNotary.SIGNED)
                            .embed(LabNotary.ROOT)
                            .embed(LabNotary.TSA_ROOT)
                            .embed(LabNotary.TSA_MIDDLE)
                            .embed(LabNotary.TSA)
                            .token()));
    assertThat(
            NotationJudge.judge(strict("ca:acme", "tsa:time"), outcome, LabNotary.SIGNED).passed())
        .isTrue();
    NotationOutcome foreign =
        established(
            signer(MediaTypes.NOTATION_COSE)
                .timestamp(
                    signature ->
                        LabTimestamp.of(LabNotary.TSA, signature, LabNotary.SIGNED)
                            .signedWith(LabNotary.LEAF.key())
                            .embed(LabNotary.LEAF)
                            .embed(LabNotary.TSA)
                            .embed(LabNotary.TSA_MIDDLE)
                            .token()));
    judgedRefused(
        NotationJudge.judge(strict("ca:acme", "tsa:time"), foreign, LabNotary.SIGNED),
        Code.TIMESTAMP,
        "signature");
  }

  @Test
  void section6LeafWithTwoUnits() {
    LabHolder leaf =
        LabCertificate.of("C=US,ST=WA,O=acme,OU=one,OU=two,CN=units", LabKey.p256("units"))
            .usage(KeyUsage.digitalSignature)
            .issuedBy(LabNotary.MIDDLE);
    NotationOutcome outcome = established(LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT));
    assertThat(judge(outcome, "x509.subject: C=US, ST=WA, O=acme").passed()).isTrue();
    judgedRefused(
        judge(outcome, "x509.subject: C=US, ST=WA, O=acme, OU=one"),
        Code.UNTRUSTED,
        "not among the trusted identities");
  }

  private static Judgement judge(NotationOutcome outcome, String identity) {
    return NotationJudge.judge(
        statement(VerificationLevel.STRICT, VerifyTimestamp.ALWAYS, List.of(identity), "ca:acme"),
        outcome,
        LabNotary.SIGNED);
  }

  @Test
  void section6MediaTypeMismatch() {
    refused(
        signer(MediaTypes.NOTATION_JWS)
            .payload(
                "{\"targetArtifact\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}}"
                    .formatted(MediaTypes.OCI_INDEX, SUBJECT.digest(), SUBJECT.size())),
        Code.SUBJECT_MISMATCH,
        "the signed media type is another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca:..", "ca:.", "tsa:..", "ca:a/..", "ca:a\\b", "ca:a\u0000"})
  void section6DotDotAsAStoreName(String name) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> TrustStoreName.parse(name))
        .withMessageContaining("and not be '.' or '..'");
  }
}
