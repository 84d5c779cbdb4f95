package dev.portcullis.verify.sbom;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signed SBOM artifact proves, and about which image. */
class SbomArtifactTest {
  private static final String SPDX = "text/spdx+json";
  private static final Digest OTHER = Digest.sha256(Bytes.utf8("another image"));
  private static final String PLAIN =
      "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"app\"}]}";

  private static Subject artifact(String mediaType, String document, Optional<Digest> refersTo) {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",
         "config":{"mediaType":"%s","digest":"%s","size":2},
         "layers":[{"mediaType":"%s","digest":"%s","size":%d}]%s}
        """
            .formatted(
                MediaTypes.OCI_MANIFEST,
                MediaTypes.OCI_EMPTY,
                Digest.sha256(Bytes.utf8("{}")),
                mediaType,
                Digest.sha256(Bytes.utf8(document)),
                document.length(),
                refersTo
                    .map(
                        digest ->
                            ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":9}"
                                .formatted(MediaTypes.OCI_MANIFEST, digest))
                    .orElse(""));
    Bytes raw = Bytes.utf8(manifest);
    try {
      return new Subject(
          SUBJECT.repository(),
          Optional.empty(),
          Digest.sha256(raw),
          ManifestParser.parse(raw, MediaTypes.OCI_MANIFEST));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Candidate.Sbom signed(Subject artifact, String document, LabKey key) {
    return sbom(artifact, document, LabSignature.of(artifact.digest(), key).candidate());
  }

  private static Candidate.Sbom sbom(Subject artifact, String document, Candidate... signatures) {
    return new Candidate.Sbom(
        new Origin(Origin.Source.REFERRERS, Optional.of(artifact.digest()), 0),
        artifact,
        Bytes.utf8(document),
        List.of(signatures));
  }

  private static Findings verify(Candidate... candidates) {
    return Verifier.verify(
        SUBJECT,
        new Evidence(List.of(candidates), List.of()),
        SigningLab.trust(KEY),
        Instant.EPOCH);
  }

  private static void assertProves(Findings findings, Subject artifact) {
    assertThat(findings.verified())
        .singleElement()
        .isInstanceOfSatisfying(
            Verified.Sbom.class,
            sbom -> {
              assertThat(sbom.subject()).isEqualTo(SUBJECT.digest());
              assertThat(sbom.artifact()).isEqualTo(artifact.digest());
            });
  }

  private static void assertProvesNothing(Findings findings, Failure.Code code) {
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings().stream().flatMap(one -> one.failure().stream()))
        .extracting(Failure::code)
        .contains(code);
  }

  @Test
  void signedReferrerIsAboutItsSubject() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    Findings findings = verify(signed(artifact, PLAIN, KEY));
    assertProves(findings, artifact);
    assertThat(((Verified.Sbom) findings.verified().getFirst()).named()).contains("");
    assertThat(findings.findings())
        .extracting(Finding::form)
        .containsExactly("cosign signature of an SBOM", "SBOM artifact");
  }

  @Test
  void signedReferrerOfAnotherImageProvesNothing() {
    Subject artifact = artifact(SPDX, describing(IMAGE.digest()), Optional.of(OTHER));
    assertProvesNothing(
        verify(signed(artifact, describing(IMAGE.digest()), KEY)), Failure.Code.SUBJECT_MISMATCH);
  }

  @Test
  void signatureByAStrangerProvesNothing() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    assertProvesNothing(verify(signed(artifact, PLAIN, STRANGER)), Failure.Code.UNKNOWN_KEY);
  }

  @Test
  void unsignedSbomProvesNothing() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    assertProvesNothing(verify(sbom(artifact, PLAIN)), Failure.Code.SIGNATURE);
  }

  /** The signature of the image itself says nothing about whatever is attached to the image. */
  @Test
  void signatureOfTheImageIsNoneOfItsSbom() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    assertProvesNothing(
        verify(sbom(artifact, PLAIN, LabSignature.of(IMAGE.digest(), KEY).candidate())),
        Failure.Code.SUBJECT_MISMATCH);
  }

  @Test
  void statementAboutTheSbomIsNoSignatureOfIt() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    Candidate statement =
        LabEnvelope.of(LabStatement.about(artifact.digest(), "https://spdx.dev/Document"), KEY)
            .candidate();
    assertProvesNothing(verify(sbom(artifact, PLAIN, statement)), Failure.Code.SIGNATURE);
  }

  @Test
  void otherDocumentThanTheSignedOneProvesNothing() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    assertProvesNothing(verify(signed(artifact, PLAIN + " ", KEY)), Failure.Code.SUBJECT_MISMATCH);
  }

  @Test
  void formThatIsNotReadIsNamed() {
    Subject artifact = artifact("text/spdx", PLAIN, Optional.of(IMAGE.digest()));
    assertProvesNothing(verify(signed(artifact, PLAIN, KEY)), Failure.Code.TYPE_MISMATCH);
  }

  /** Whoever can write tags can name a copy of any signed SBOM after any image. */
  @Test
  void artifactWithoutSubjectIsNotAboutTheImageThatItsTagNames() {
    for (String document : List.of(PLAIN, describing(OTHER), mentioning(IMAGE.digest()))) {
      Subject artifact = artifact(SPDX, document, Optional.empty());
      assertProvesNothing(verify(signed(artifact, document, KEY)), Failure.Code.SUBJECT_MISMATCH);
    }
  }

  @Test
  void artifactWithoutSubjectIsAboutTheImageThatItDescribes() {
    String document = describing(IMAGE.digest());
    Subject artifact = artifact(SPDX, document, Optional.empty());
    assertProves(verify(signed(artifact, document, KEY)), artifact);
  }

  @Test
  void sbomOfAnSbomIsNotLookedAt() {
    Subject inner = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    Subject outer = artifact(SPDX, PLAIN + "\n", Optional.of(IMAGE.digest()));
    assertProvesNothing(
        verify(sbom(outer, PLAIN + "\n", signed(inner, PLAIN, KEY))), Failure.Code.LIMIT);
  }

  @Test
  void sbomsPastTheLimitAreNamed() {
    Subject artifact = artifact(SPDX, PLAIN, Optional.of(IMAGE.digest()));
    Candidate[] many =
        Collections.nCopies(Limits.SBOM_ARTIFACTS + 1, signed(artifact, PLAIN, KEY))
            .toArray(Candidate[]::new);
    Findings findings = verify(many);
    assertThat(findings.verified()).hasSize(Limits.SBOM_ARTIFACTS);
    assertThat(findings.findings().getLast().failure())
        .hasValueSatisfying(last -> assertThat(last.code()).isEqualTo(Failure.Code.LIMIT));
  }

  private static String describing(Digest image) {
    return """
    {"spdxVersion":"SPDX-2.3","packages":[
      {"SPDXID":"SPDXRef-root","name":"app",
       "checksums":[{"algorithm":"SHA256","checksumValue":"%s"}]}],
     "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES",
       "relatedSpdxElement":"SPDXRef-root"}]}
    """
        .formatted(image.hex());
  }

  private static String mentioning(Digest image) {
    return """
    {"spdxVersion":"SPDX-2.3","packages":[
      {"SPDXID":"SPDXRef-root","name":"app",
       "checksums":[{"algorithm":"SHA256","checksumValue":"%s"}]},
      {"SPDXID":"SPDXRef-base","name":"base",
       "checksums":[{"algorithm":"SHA256","checksumValue":"%s"}]}],
     "relationships":[
      {"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES",
       "relatedSpdxElement":"SPDXRef-root"},
      {"spdxElementId":"SPDXRef-root","relationshipType":"DESCENDANT_OF",
       "relatedSpdxElement":"SPDXRef-base"}]}
    """
        .formatted(OTHER.hex(), image.hex());
  }

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"documentDescribes":["x"],"packages":[{"SPDXID":"x","versionInfo":"sha256:$A"}]} | true
          {"packages":[{"SPDXID":"x","versionInfo":"sha256:$A"}]} | false
          {"documentDescribes":["x"],"packages":[{"SPDXID":"y","versionInfo":"sha256:$A"}]} | false
          {"packages":[{"SPDXID":"x","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:oci/app@sha256%3A$A?arch=amd64"}]}],"relationships":[{"spdxElementId":"x","relationshipType":"DESCRIBED_BY","relatedSpdxElement":"SPDXRef-DOCUMENT"}]} | true
          {"documentDescribes":["x"],"packages":[{"SPDXID":"x","versionInfo":"sha256:$A","checksums":[{"algorithm":"SHA256","checksumValue":"$B"}]}]} | false
          {"bomFormat":"CycloneDX","metadata":{"component":{"version":"sha256:$A"}}} | true
          {"bomFormat":"CycloneDX","metadata":{"component":{"purl":"pkg:oci/app@sha256:$A","hashes":[{"alg":"SHA-256","content":"$A"}]}}} | true
          {"bomFormat":"CycloneDX","metadata":{"component":{"purl":"pkg:npm/app@sha256:$A"}}} | false
          {"bomFormat":"CycloneDX","components":[{"version":"sha256:$A"}]} | false
          {"bomFormat":"CycloneDX","metadata":{"component":{"name":"x","components":[{"version":"sha256:$A"}]}}} | false
          {"@graph":[{"type":"SpdxDocument","spdxId":"d","rootElement":["s"]},{"type":"software_Sbom","spdxId":"s","rootElement":["p"]},{"type":"software_Package","spdxId":"p","verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"$A"}]}]} | true
          {"@graph":[{"type":"software_Sbom","spdxId":"s","rootElement":["p"]},{"type":"software_Package","spdxId":"p","software_packageVersion":"sha256:$A"}]} | false
          """)
  void documentDescribesWhatItSaysThatItDescribes(String document, boolean found)
      throws MalformedException {
    Bytes json = Bytes.utf8(document.replace("$A", A).replace("$B", B));
    assertThat(DescribedImages.of(json))
        .isEqualTo(found ? Set.of(Digest.parse("sha256:" + A)) : Set.of());
  }
}
