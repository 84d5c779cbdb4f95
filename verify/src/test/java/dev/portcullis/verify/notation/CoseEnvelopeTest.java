package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabCbor;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoseEnvelopeTest {
  private static final Bytes LEAF = Bytes.utf8("leaf");

  private static LabNotation signer() {
    return LabNotation.cose(
        LabKey.p256("signer"),
        List.of(LEAF),
        Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(Bytes.utf8("manifest")), 8));
  }

  private static NotationEnvelope parse(LabNotation signer) throws MalformedException {
    return NotationEnvelope.parse(MediaTypes.NOTATION_COSE, signer.sign());
  }

  private static void refused(LabNotation signer, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse(signer))
        .withMessageContaining(message);
  }

  private static void refused(Object envelope, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () -> NotationEnvelope.parse(MediaTypes.NOTATION_COSE, LabCbor.encode(envelope)))
        .withMessageContaining(message);
  }

  @Test
  void untaggedMessageIsRefused() {
    refused(
        signer().editingEnvelope(envelope -> envelope.slice(1, envelope.length())),
        "tag 18 is missing");
  }

  @Test
  void otherTagIsRefused() {
    refused(new LabCbor.Tag(98, List.of(LEAF, Map.of(), LEAF, LEAF)), "tag 18 is missing");
  }

  @Test
  void otherNumberOfPartsIsRefused() {
    refused(new LabCbor.Tag(18, List.of(LEAF, Map.of(), LEAF)), "array of four");
    refused(new LabCbor.Tag(18, List.of(LEAF, Map.of(), LEAF, LEAF, LEAF)), "array of four");
    refused(new LabCbor.Tag(18, Map.of()), "array of four");
  }

  @Test
  void detachedPayloadIsRefused() {
    Object nothing = new LabCbor.Raw(Bytes.wrap(new byte[] {(byte) 0xf6}));
    refused(
        new LabCbor.Tag(18, List.of(LabCbor.encode(Map.of(1, -7)), Map.of(), nothing, LEAF)),
        "the payload is not a byte string");
  }

  @Test
  void protectedHeaderThatIsNoEncodedMapIsRefused() {
    refused(
        new LabCbor.Tag(18, List.of(LabCbor.encode(List.of(1)), Map.of(), LEAF, LEAF)),
        "the protected header is not a map");
    refused(
        new LabCbor.Tag(18, List.of(Map.of(1, -7), Map.of(), LEAF, LEAF)),
        "the protected header is not a byte string");
    refused(new LabCbor.Tag(18, List.of(Bytes.empty(), Map.of(), LEAF, LEAF)), "CBOR ends");
  }

  @Test
  void byteAfterTheProtectedHeaderIsRefused() {
    refused(
        signer()
            .editingHeader(
                header -> Bytes.wrap(Arrays.copyOf(header.toByteArray(), header.length() + 1))),
        "do not belong to it");
  }

  @Test
  void duplicateProtectedLabelIsRefused() {
    refused(
        signer()
            .editingHeader(
                header -> {
                  List<Map.Entry<Object, Object>> pairs = new ArrayList<>();
                  pairs.add(Map.entry(1, -7));
                  pairs.add(Map.entry(1, -7));
                  return LabCbor.encode(new LabCbor.Pairs(pairs));
                }),
        "a key twice");
  }

  @Test
  void algorithmByNameIsRefused() {
    refused(signer().declaring("ES256"), "no integer 'alg'");
  }

  @Test
  void contentTypeAsANumberIsRefused() {
    refused(signer().signed(3, 50), "label 3 is not text");
  }

  @Test
  void chainUnderTextLabelIsRefused() {
    refused(
        signer().withoutUnprotected(33).unprotected("33", List.of(LEAF)),
        "x5chain (unprotected label 33) is not an array");
  }

  @Test
  void chainOfOneBareCertificateIsRefused() {
    refused(signer().unprotected(33, LEAF), "x5chain (unprotected label 33) is not an array");
  }

  /** Section 9, row "COSE x5chain protected": as if it were not there. */
  @Test
  void chainInTheProtectedHeaderIsIgnored() throws Exception {
    refused(
        signer().withoutUnprotected(33).signed(33, List.of(LEAF)),
        "x5chain (unprotected label 33) is not an array");
    assertThat(parse(signer().signed(33, List.of(Bytes.utf8("other")))).chain())
        .containsExactly(LEAF);
  }

  @Test
  void criticalNumberIsNotCriticalText() {
    refused(
        signer().signed(33, List.of(LEAF)).criticalList(LabNotation.SIGNING_SCHEME, "33"),
        "'crit' lists '33', which is absent");
  }

  @Test
  void critInTheUnprotectedHeaderIsRefused() {
    refused(
        signer().criticalList().unprotected(2, List.of(LabNotation.SIGNING_SCHEME)),
        "'crit' stands in the unprotected header");
  }

  @Test
  void critThatIsNotAnArrayOfLabelsIsRefused() {
    refused(signer().criticalList().signed(2, "scheme"), "'crit' (label 2) is not an array");
    refused(signer().criticalList().signed(2, List.of(true)), "a label must not be of kind");
  }

  @Test
  void timeWithTag0IsRefused() {
    refused(
        signer().signed(LabNotation.SIGNING_TIME, new LabCbor.Tag(0, "2026-03-01T12:00:00Z")),
        "is not a time with tag 1");
  }

  @Test
  void untaggedTimeIsRefused() {
    refused(signer().signed(LabNotation.SIGNING_TIME, 1_772_366_400L), "is not a time with tag 1");
  }

  @Test
  void fractionOfASecondIsAccepted() throws Exception {
    assertThat(
            parse(signer().signed(LabNotation.SIGNING_TIME, new LabCbor.Tag(1, 1_772_366_400.5)))
                .attributes()
                .signingTime())
        .isEqualTo(Instant.parse("2026-03-01T12:00:00.5Z"));
  }

  @Test
  void timeOutOfRangeIsRefused() {
    for (Object seconds :
        List.<Object>of(
            Long.MAX_VALUE, Long.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, 1e300)) {
      refused(
          signer().signed(LabNotation.SIGNING_TIME, new LabCbor.Tag(1, seconds)),
          "is not a number of seconds in range");
    }
  }

  @Test
  void timestampThatIsNotAByteStringIsRefused() {
    refused(
        signer().unprotected(LabNotation.TIMESTAMP, "token"), "the timestamp is not a byte string");
  }

  @Test
  void longPayloadKeepsItsLengthInTheSigningInput() throws Exception {
    for (int length : new int[] {10, 23, 24, 255, 256, 65_535, 65_536}) {
      NotationEnvelope envelope = parse(signer().payload("x".repeat(length)));
      assertThat(
              EnvelopeAlgorithm.ES256.verifies(
                  LabKey.p256("signer").verificationKey(),
                  envelope.signingInput(),
                  envelope.signature()))
          .isTrue();
    }
  }
}
