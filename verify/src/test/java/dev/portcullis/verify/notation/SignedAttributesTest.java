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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of 2.1 that both formats share, each broken alone, in both formats. */
@ParameterizedClass
@ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
class SignedAttributesTest {
  private static final Instant SIGNED = Instant.parse("2026-03-01T12:00:00Z");

  @Parameter String format = "";

  private LabNotation signer() {
    return LabNotation.of(
        format,
        LabKey.p256("signer"),
        List.of(Bytes.utf8("leaf"), Bytes.utf8("root")),
        Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(Bytes.utf8("manifest")), 8));
  }

  private SignedAttributes attributes(LabNotation signer) throws MalformedException {
    return NotationEnvelope.parse(format, signer.sign()).attributes();
  }

  private void refused(LabNotation signer, String message) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> attributes(signer))
        .withMessageContaining(message);
  }

  @Test
  void goodEnvelopeIsRead() throws Exception {
    NotationEnvelope envelope =
        NotationEnvelope.parse(
            format,
            signer()
                .expiry(SIGNED.plusSeconds(60))
                .critical("acme.release", "yes")
                .signed("acme.note", "hello")
                .timestamp(signature -> Bytes.utf8("token"))
                .sign());
    SignedAttributes attributes = envelope.attributes();
    assertThat(attributes.algorithm()).isEqualTo(EnvelopeAlgorithm.ES256);
    assertThat(attributes.scheme()).isEqualTo(SigningScheme.X509);
    assertThat(attributes.signingTime()).isEqualTo(SIGNED);
    assertThat(attributes.expiry()).contains(SIGNED.plusSeconds(60));
    assertThat(attributes.plugin()).isEmpty();
    assertThat(attributes.criticalExtensions()).containsExactly(new Label.Named("acme.release"));
    assertThat(envelope.chain()).containsExactly(Bytes.utf8("leaf"), Bytes.utf8("root"));
    assertThat(envelope.timestamp()).contains(Bytes.utf8("token"));
    assertThat(
            EnvelopeAlgorithm.ES256.verifies(
                LabKey.p256("signer").verificationKey(),
                envelope.signingInput(),
                envelope.signature()))
        .isTrue();
  }

  @Test
  void signingAuthorityIsRead() throws Exception {
    SignedAttributes attributes = attributes(signer().signingAuthority(SIGNED));
    assertThat(attributes.scheme()).isEqualTo(SigningScheme.SIGNING_AUTHORITY);
    assertThat(attributes.signingTime()).isEqualTo(SIGNED);
  }

  @Test
  void otherContentTypeIsRefused() {
    refused(
        signer().signed(format.equals(MediaTypes.NOTATION_JWS) ? "cty" : (Object) 3, "text/plain"),
        "content type is 'text/plain'");
  }

  @Test
  void missingSchemeIsRefused() {
    refused(
        signer().without(LabNotation.SIGNING_SCHEME).critical("acme.release", "yes"),
        "'io.cncf.notary.signingScheme' is missing");
  }

  @Test
  void unknownSchemeIsRefused() {
    refused(
        signer().signed(LabNotation.SIGNING_SCHEME, "notary.x509.other"),
        "signing scheme 'notary.x509.other' is unknown");
  }

  @Test
  void missingCritIsRefused() {
    refused(signer().criticalList(), "'crit' is missing or empty");
  }

  @Test
  void schemeThatIsNotCriticalIsRefused() {
    refused(
        signer().signed("acme.release", "yes").criticalList("acme.release"),
        "'io.cncf.notary.signingScheme' is not marked critical");
  }

  @Test
  void expiryThatIsNotCriticalIsRefused() {
    refused(
        signer().signed(LabNotation.EXPIRY, SIGNED.plusSeconds(60)),
        "'io.cncf.notary.expiry' is not marked critical");
  }

  @Test
  void authenticSigningTimeThatIsNotCriticalIsRefused() {
    refused(
        signer().signingAuthority(SIGNED).criticalList(LabNotation.SIGNING_SCHEME),
        "'io.cncf.notary.authenticSigningTime' is not marked critical");
  }

  @Test
  void signingTimeThatIsCriticalIsRefused() {
    refused(
        signer().critical(LabNotation.SIGNING_TIME, SIGNED),
        "'io.cncf.notary.signingTime' must not be marked critical");
  }

  @Test
  void criticalAttributeThatIsAbsentIsRefused() {
    refused(
        signer().criticalList(LabNotation.SIGNING_SCHEME, "acme.absent"),
        "'crit' lists 'acme.absent', which is absent");
  }

  @Test
  void criticalAttributeListedTwiceIsRefused() {
    refused(
        signer().criticalList(LabNotation.SIGNING_SCHEME, LabNotation.SIGNING_SCHEME),
        "'crit' lists 'io.cncf.notary.signingScheme' twice");
  }

  @Test
  void registeredNameInCritIsRefused() {
    Object algorithm = format.equals(MediaTypes.NOTATION_JWS) ? "alg" : (Object) 1;
    refused(signer().criticalList(LabNotation.SIGNING_SCHEME, algorithm), "which it must not");
  }

  @Test
  void missingSigningTimeIsRefused() {
    refused(
        signer().without(LabNotation.SIGNING_TIME),
        "'io.cncf.notary.signingTime' is missing under scheme notary.x509");
  }

  @Test
  void missingAuthenticSigningTimeIsRefused() {
    refused(
        signer().signingAuthority(SIGNED).without(LabNotation.AUTHENTIC_SIGNING_TIME),
        "'io.cncf.notary.authenticSigningTime' is missing");
  }

  @Test
  void authenticSigningTimeUnderX509IsRefused() {
    refused(
        signer().critical(LabNotation.AUTHENTIC_SIGNING_TIME, SIGNED),
        "must not be present under scheme notary.x509");
  }

  @Test
  void signingTimeUnderSigningAuthorityIsRefused() {
    refused(
        signer().signingAuthority(SIGNED).signingTime(SIGNED),
        "must not be present under scheme notary.x509.signingAuthority");
  }

  @Test
  void zeroSigningTimeIsRefused() {
    refused(signer().signingTime(Instant.parse("0001-01-01T00:00:00Z")), "is the zero time");
  }

  @Test
  void expiryAtTheSigningTimeIsRefused() {
    refused(signer().expiry(SIGNED), "'io.cncf.notary.expiry' is not after the signing time");
  }

  @Test
  void expiryBeforeTheAuthenticSigningTimeIsRefused() {
    refused(
        signer().signingAuthority(SIGNED).expiry(SIGNED.minusSeconds(1)),
        "'io.cncf.notary.expiry' is not after the signing time");
  }

  @Test
  void timeOfAnotherTypeIsRefused() {
    refused(signer().signed(LabNotation.SIGNING_TIME, 1_700_000_000), "is not a");
  }

  @Test
  void pluginThatIsNotTextIsRefused() {
    refused(signer().critical(LabNotation.PLUGIN, 1), "is not");
  }

  @Test
  void blankPluginIsRefused() {
    refused(
        signer().critical(LabNotation.PLUGIN, "  "),
        "'io.cncf.notary.verificationPlugin' is blank");
  }

  @Test
  void pluginThatIsNotCriticalIsRefused() {
    refused(
        signer().signed(LabNotation.PLUGIN, "acme"),
        "'io.cncf.notary.verificationPlugin' is not marked critical");
  }

  @Test
  void pluginVersionWithoutPluginIsRefused() {
    refused(signer().critical(LabNotation.PLUGIN_MIN_VERSION, "1.0.0"), "stands without");
  }

  @Test
  void algorithmOutsideTheSixIsRefused() {
    boolean jws = format.equals(MediaTypes.NOTATION_JWS);
    for (Object algorithm :
        jws
            ? List.<Object>of("RS256", "HS256", "none", "EdDSA", "es256", "ES256K")
            : List.<Object>of(-257, 5, -8, -47, 0)) {
      refused(signer().declaring(algorithm), "is not accepted");
    }
  }

  @Test
  void emptyChainIsRefused() {
    refused(
        signer()
            .unprotected(format.equals(MediaTypes.NOTATION_JWS) ? "x5c" : (Object) 33, List.of()),
        "the certificate chain is empty");
  }

  @Test
  void nineCertificatesAreRefused() {
    Object label = format.equals(MediaTypes.NOTATION_JWS) ? "x5c" : (Object) 33;
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () ->
                attributes(
                    signer().unprotected(label, Collections.nCopies(9, Bytes.utf8("certificate")))))
        .matches(MalformedException::isOverLimit);
  }

  @Test
  void timestampOverTheLimitIsRefused() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () -> attributes(signer().timestamp(signature -> Bytes.wrap(new byte[64 * 1024 + 1]))))
        .matches(MalformedException::isOverLimit);
  }

  @Test
  void parameterBothProtectedAndUnprotectedIsRefused() {
    refused(
        signer().signed("acme.note", "a").unprotected("acme.note", "b"),
        "both protected and unprotected");
  }

  @Test
  void trailingByteIsRefused() {
    refused(
        signer()
            .editingEnvelope(
                envelope -> {
                  byte[] longer = Arrays.copyOf(envelope.toByteArray(), envelope.length() + 1);
                  longer[envelope.length()] = '0';
                  return Bytes.wrap(longer);
                }),
        format.equals(MediaTypes.NOTATION_JWS) ? "not valid JSON" : "do not belong to it");
  }
}
