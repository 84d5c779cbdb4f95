package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.x509.PemBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real cosign signed with a key and a certificate of an own authority is admitted, and with
 * any other certificate it is refused for that reason.
 */
@Tag("real")
class OwnCertificateAdmissionTest {
  @TempDir static Path folder;
  private static Optional<Stage> stage = Optional.empty();
  private static Optional<CosignSigner> signer = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    RealTool.COSIGN_2.require();
    signer = Optional.of(CosignSigner.withNewKey(RealTool.COSIGN_2, folder.resolve("key")));
    Path authority = folder.resolve("ca.pem");
    Files.writeString(authority, LabOwner.pem(LabOwner.ROOT));
    String signers =
        """
        trust: {sigstore: {own: {certificates: "%s"}}}
        signers: {release: {keyless: {root: own, subject: release@acme.io}}}
        """
            .formatted(authority);
    stage =
        Optional.of(
            Stage.vouchedBy(
                "registry.test",
                folder.resolve("stage"),
                RealRegistry.distribution(folder.resolve("registry")),
                signers));
  }

  @AfterAll
  static void end() {
    stage.ifPresent(Stage::close);
  }

  /** A leaf in the making for cosign's key, whose private half nobody here has. */
  private static LabCertificate leaf() throws Exception {
    String pem = Files.readString(signer.orElseThrow().publicKey());
    return LabOwner.leaf(LabKey.foreign(PemBlock.parse(pem, 1).getFirst().der()));
  }

  private static String sign(String name, LabHolder leaf, LabHolder... chain) throws Exception {
    return sign(signer.orElseThrow(), CosignSigner.Form.LEGACY, name, leaf, chain);
  }

  /** Has cosign sign an image in a repository of its own. */
  private static String sign(
      CosignSigner cosign, CosignSigner.Form form, String name, LabHolder leaf, LabHolder... chain)
      throws Exception {
    String repository = "prod/" + name;
    Repository behind = stage.orElseThrow().behind(repository);
    Digest image = SampleImage.oci(behind, "latest", name);
    Path certificate = Files.writeString(folder.resolve(name + ".pem"), leaf.pem());
    Path above = Files.writeString(folder.resolve(name + "-chain.pem"), LabOwner.pem(chain));
    cosign.signWithCertificate(form, certificate, above, behind.at(image));
    return repository;
  }

  private static void refused(String repository, String... words) {
    stage.orElseThrow().assertRefused(repository, "latest", words);
  }

  @Test
  void certificateOfTheAuthorityIsAdmitted() throws Exception {
    String repository =
        sign("good", leaf().issuedBy(LabOwner.MIDDLE), LabOwner.MIDDLE, LabOwner.ROOT);
    stage.orElseThrow().assertAdmitted(repository, "latest");
  }

  /** Its bundles hold the leaf only: intermediates must be in the file. */
  @Test
  void bundleOfCosign3IsAdmittedWhereTheFileHoldsTheIssuer() throws Exception {
    CosignSigner cosign = CosignSigner.withKeyIn(RealTool.COSIGN_3, folder.resolve("key"));
    CosignSigner.Form form = CosignSigner.Form.BUNDLE;
    LabHolder direct = leaf().issuedBy(LabOwner.ROOT);
    stage
        .orElseThrow()
        .assertAdmitted(sign(cosign, form, "bundle", direct, LabOwner.ROOT), "latest");
    LabHolder below = leaf().issuedBy(LabOwner.MIDDLE);
    refused(
        sign(cosign, form, "below", below, LabOwner.MIDDLE, LabOwner.ROOT),
        Code.UNTRUSTED_CERTIFICATE.words());
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() throws Exception {
    refused(
        sign("stranger", leaf().issuedBy(LabNotary.MIDDLE), LabNotary.MIDDLE, LabNotary.ROOT),
        Code.UNTRUSTED_CERTIFICATE.words());
  }

  @Test
  void expiredCertificateIsRefused() throws Exception {
    Instant end = Instant.parse("2025-01-01T00:00:00Z");
    LabHolder leaf = leaf().valid(end.minusSeconds(3600), end).issuedBy(LabOwner.ROOT);
    refused(sign("expired", leaf, LabOwner.ROOT), Code.CERTIFICATE_TIME.words());
  }

  @Test
  void certificateForAnotherSubjectIsRefused() throws Exception {
    LabCertificate leaf =
        leaf()
            .with(
                Extension.subjectAlternativeName,
                false,
                LabOwner.names(GeneralName.rfc822Name, "ops@acme.io"));
    refused(
        sign("other", leaf.issuedBy(LabOwner.ROOT), LabOwner.ROOT),
        "ops@acme.io",
        "for release expected subject");
  }

  @Test
  void missingIntermediateIsRefused() throws Exception {
    LabHolder cross =
        LabCertificate.authority("O=acme,CN=own middle", LabKey.p256("own-middle"), 0).selfSigned();
    refused(
        sign("gap", leaf().issuedBy(LabOwner.MIDDLE), cross), Code.UNTRUSTED_CERTIFICATE.words());
  }
}
