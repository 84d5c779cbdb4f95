package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabSigstore.LabRoot;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trusted roots (sigstore spec notes, 3). */
class TrustedRootParserTest {
  private static final LabRoot RIGHT = SIGSTORE.trustedRoot();

  private static SigstoreRoot parse(LabRoot root) throws MalformedException {
    return TrustedRootParser.parse("lab", root.json(), Thresholds.PUBLIC);
  }

  private static void assertRefused(LabRoot root, String reason) {
    assertThatThrownBy(() -> parse(root))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyPartIsRead() throws Exception {
    SigstoreRoot root = parse(RIGHT.with("tlogs.0.operator", "lab operator"));

    assertThat(root.name()).isEqualTo("lab");
    assertThat(root.warnings()).isEmpty();
    assertThat(root.authorities()).hasSize(1);
    assertThat(root.authorities().getFirst().chain().authorities()).hasSize(2);
    assertThat(root.timestampAuthorities()).hasSize(1);
    assertThat(root.certificateLogs()).hasSize(1);
    assertThat(root.logs()).hasSize(2);
    TransparencyLog log = root.logs().getFirst();
    assertThat(log.baseUrl()).isEqualTo("https://rekor.lab.test");
    assertThat(log.origin()).isEqualTo("rekor.lab.test");
    assertThat(log.id()).isEqualTo(SIGSTORE.rekor().id());
    assertThat(log.operator()).isEqualTo("lab operator");
    assertThat(log.validFor().start()).contains(Instant.parse("2024-01-01T00:00:00Z"));
    assertThat(root.logs().getLast().id()).isEqualTo(SIGSTORE.rekor2().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json"
      })
  void threeMediaTypesAreKnown(String mediaType) throws Exception {
    assertThat(parse(RIGHT.with("mediaType", mediaType)).logs()).hasSize(2);
  }

  @Test
  void anotherMediaTypeIsRefused() {
    assertRefused(
        RIGHT.with("mediaType", "application/vnd.dev.sigstore.trustedroot.v0.3+json"),
        "unknown trusted root media type");
    assertRefused(RIGHT.without("mediaType"), "'mediaType' is missing");
  }

  @Test
  void aClientTrustConfigHoldsARoot() throws Exception {
    String type = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json";
    LabRoot config =
        new LabRoot(
            Map.of(
                "mediaType", type,
                "trustedRoot", RIGHT.members(),
                "signingConfig", Map.of("anything", List.of(1))));

    assertThat(parse(config).logs()).hasSize(2);
    assertRefused(new LabRoot(Map.of("mediaType", type)), "'trustedRoot' is missing");
    assertRefused(
        config.with("mediaType", "application/vnd.dev.sigstore.trustedroot.v0.1+json"),
        "must not hold another");
  }

  @Test
  void eachLineOfJsonLinesIsADocument() {
    Bytes line = RIGHT.json();
    Bytes other = RIGHT.with("tlogs", List.of()).json();
    Bytes lines = Bytes.utf8(line.toUtf8() + "\n" + other.toUtf8() + "\r\n\n");

    assertThat(TrustedRootParser.documents(lines))
        .hasSize(2)
        .startsWith(line)
        .allSatisfy(document -> assertThat(document.toUtf8()).startsWith("{"));
    Bytes pretty = Bytes.utf8(line.toUtf8().replace(",", ",\n"));
    assertThat(TrustedRootParser.documents(pretty)).containsExactly(pretty);
  }

  @Test
  void aLogWithoutAStartOfValidityRefusesTheRoot() {
    String reason = "has no publicKey.validFor.start";
    assertRefused(RIGHT.without("tlogs.0.publicKey.validFor.start"), reason);
    assertRefused(RIGHT.without("tlogs.1.publicKey.validFor"), reason);
    assertRefused(RIGHT.without("ctlogs.0.publicKey.validFor.start"), reason);
  }

  @Test
  void aLogWhoseIdentifierIsNotItsKeysRefusesTheRoot() {
    String wrong = Base64.getEncoder().encodeToString(new byte[32]);
    assertRefused(RIGHT.with("tlogs.0.logId.keyId", wrong), "does not belong to its key");
    assertRefused(RIGHT.with("tlogs.1.logId.keyId", wrong), "does not belong to its key");
    assertRefused(RIGHT.with("ctlogs.0.logId.keyId", wrong), "does not belong to its key");
  }

  @Test
  void anIdentifierThatIsNotGivenIsComputed() throws Exception {
    SigstoreRoot root = parse(RIGHT.without("tlogs.0.logId").without("tlogs.1.logId"));

    assertThat(root.logs().getFirst().id()).isEqualTo(SIGSTORE.rekor().id());
    assertThat(root.logs().getLast().id()).isEqualTo(SIGSTORE.rekor2().id());
  }

  @Test
  void aKeyThatIsNotWhatItsDetailsSayRefusesTheRoot() {
    assertRefused(
        RIGHT.with("tlogs.0.publicKey.keyDetails", "PKIX_ED25519"), "not what keyDetails says");
    assertRefused(
        RIGHT.with("tlogs.0.publicKey.keyDetails", "PKIX_RSA_PKCS1V15_2048_SHA256"),
        "not what keyDetails says");
  }

  @Test
  void aLogWithAnUnknownKindOfKeyIsLeftOutWithAWarning() throws Exception {
    SigstoreRoot root = parse(RIGHT.with("tlogs.0.publicKey.keyDetails", "ML_DSA_65"));

    assertThat(root.logs()).hasSize(1);
    assertThat(root.warnings())
        .containsExactly("'https://rekor.lab.test' is left out: its key is of kind ML_DSA_65");
  }

  @Test
  void aLogWithAnotherHashIsLeftOutWithAWarning() throws Exception {
    SigstoreRoot root = parse(RIGHT.with("tlogs.0.hashAlgorithm", "SHA2_512"));

    assertThat(root.warnings()).singleElement().asString().contains("hash algorithm is SHA2_512");
  }

  @Test
  void ifNothingIsLeftTheRootIsRefusedAndSaysWhatWasLeftOut() {
    assertRefused(
        RIGHT.with("ctlogs.0.publicKey.keyDetails", "PKCS1_RSA_PKCS1V5"),
        "0 usable certificate logs where 1 are needed: 'https://ctfe.lab.test' is left out");
    assertRefused(RIGHT.with("certificateAuthorities", List.of()), "0 usable certificate auth");
    assertRefused(RIGHT.without("tlogs"), "0 usable transparency logs");
  }

  @Test
  void unknownAndRepeatedFieldsAreRefused() {
    assertRefused(RIGHT.with("trustMe", true), "unknown field 'trustMe'");
    assertRefused(RIGHT.with("tlogs.0.trustMe", true), "unknown field 'trustMe'");
    assertRefused(RIGHT.with("tlogs.0.base_url", "x"), "stands twice");
    assertRefused(RIGHT.with("certificateAuthorities.0.x", 1), "unknown field 'x'");
    assertRefused(
        RIGHT.with("tlogs.0.publicKey.validFor.start", "yesterday"), "not an RFC 3339 time");
  }

  private static LabRoot fulcio(LabHolder... chain) {
    return RIGHT.with(
        "certificateAuthorities", List.of(LabSigstore.authority("https://fulcio.test", chain)));
  }

  private static LabCertificate intermediate() {
    return LabCertificate.authority("CN=i", LabKey.p384("i"), 0);
  }

  @Test
  void aChainOfAuthoritiesThatDoesNotHoldIsLeftOut() {
    LabHolder root = SIGSTORE.fulcioRoot();
    LabHolder stranger = LabCertificate.authority("CN=s", LabKey.p384("s"), 1).selfSigned();

    assertRefused(fulcio(), "a chain has 0 authorities");
    assertRefused(fulcio(SIGSTORE.fulcio(), stranger), "not issued by the next");
    assertRefused(
        fulcio(intermediate().without(Extension.basicConstraints).issuedBy(root), root),
        "is not a certificate authority");
    assertRefused(
        fulcio(intermediate().usage(KeyUsage.digitalSignature).issuedBy(root), root),
        "may not sign certificates");
    assertRefused(
        fulcio(intermediate().without(Extension.keyUsage).issuedBy(root), root),
        "may not sign certificates");
    assertRefused(
        fulcio(intermediate().purpose(false, KeyPurposeId.id_kp_timeStamping).issuedBy(root), root),
        "not for this purpose");
    assertRefused(
        fulcio(
            intermediate().with(Extension.nameConstraints, true, DERNull.INSTANCE).issuedBy(root),
            root),
        "unknown critical extension 2.5.29.30");
  }

  @Test
  void aPathLengthThatIsTooShortIsNoticed() {
    LabHolder root = SIGSTORE.fulcioRoot();
    LabHolder upper = LabCertificate.authority("CN=u", LabKey.p384("u"), 0).issuedBy(root);
    LabHolder lower = LabCertificate.authority("CN=l", LabKey.p384("l"), 0).issuedBy(upper);

    assertRefused(fulcio(lower, upper, root), "must not be followed by 1 others");
  }

  @Test
  void aTimestampAuthorityThatMayNotSignTimestampsIsLeftOut() throws Exception {
    LabHolder wrong =
        LabCertificate.of("CN=tsa", LabKey.p256("t"))
            .purpose(true, KeyPurposeId.id_kp_codeSigning)
            .issuedBy(SIGSTORE.tsaRoot());
    SigstoreRoot root =
        parse(
            RIGHT.with(
                "timestampAuthorities",
                List.of(LabSigstore.authority("https://t.test", wrong, SIGSTORE.tsaRoot()))));

    assertThat(root.timestampAuthorities()).isEmpty();
    assertThat(root.warnings()).singleElement().asString().contains("extended key usage");
    assertThat(
            parse(
                    RIGHT.with(
                        "timestampAuthorities",
                        List.of(
                            LabSigstore.authority(
                                "https://t.test", SIGSTORE.tsa(), SIGSTORE.fulcioRoot()))))
                .warnings())
        .singleElement()
        .asString()
        .contains("not issued by the next");
  }

  @Test
  void thresholdsMustFitTheRoot() {
    LabRoot bare = RIGHT.with("tlogs", List.of()).with("ctlogs", List.of());

    assertThat(bare.parse("bare", Thresholds.TIMESTAMP_ONLY).logs()).isEmpty();
    assertThatThrownBy(() -> TrustedRootParser.parse("lab", bare.json(), new Thresholds(0, 0, 0)))
        .hasMessageContaining("demand at least 1 timestamp");
    assertThatThrownBy(
            () -> TrustedRootParser.parse("lab", RIGHT.json(), Thresholds.TIMESTAMP_ONLY))
        .hasMessageContaining("has transparency logs: demand at least 1");
    assertThatThrownBy(() -> TrustedRootParser.parse("lab", RIGHT.json(), new Thresholds(1, 0, 0)))
        .hasMessageContaining("has certificate logs: demand at least 1");
    assertThatThrownBy(() -> TrustedRootParser.parse("lab", RIGHT.json(), new Thresholds(3, 1, 0)))
        .hasMessageContaining("2 usable transparency logs where 3 are needed");
  }

  @Test
  void theRevisionIsThatOfContentNameAndThresholds() throws Exception {
    String revision = parse(RIGHT).revision();

    assertThat(parse(RIGHT).revision()).isEqualTo(revision);
    assertThat(RIGHT.parse("other", Thresholds.PUBLIC).revision()).isNotEqualTo(revision);
    assertThat(RIGHT.parse("lab", new Thresholds(2, 1, 0)).revision()).isNotEqualTo(revision);
    assertThat(parse(RIGHT.with("tlogs.0.operator", "x")).revision()).isNotEqualTo(revision);
  }
}
