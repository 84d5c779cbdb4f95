package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.NOW;
import static dev.portcullis.verify.sigstore.KeylessCase.ROOT;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.BundleVerifier;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabStatement;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.BundleParseException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares verdicts with those of sigstore-java 2.0.0 on right bundles and on every bundle that
 * differs from them in one value: what it rejects must not be accepted here. The one exception is a
 * bad timestamp beside a signed entry timestamp, which is passed over here as sigstore-go does
 * (sigstore spec notes, 2.8).
 */
class SigstoreJavaOracleTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE =
      SIGNER.envelope(
          new LabStatement(
              LabStatement.V1,
              List.of(Map.of("name", "app", "digest", Map.of("sha256", IMAGE.digest().hex()))),
              LabStatement.COSIGN_SIGN,
              Map.of()));

  private final KeylessVerifier oracle;

  SigstoreJavaOracleTest(@TempDir Path folder) throws Exception {
    Path root = folder.resolve("trusted_root.json");
    Files.write(root, SIGSTORE.trustedRoot().json().toByteArray());
    oracle = KeylessVerifier.builder().trustedRootProvider(TrustedRootProvider.from(root)).build();
  }

  /** Why sigstore-java rejects the bundle; empty if it accepts it. */
  private Optional<Exception> rejection(Bytes bundle) {
    try {
      oracle.verify(
          SUBJECT.digest().bytes().toByteArray(),
          Bundle.from(new StringReader(bundle.toUtf8())),
          VerificationOptions.empty());
      return Optional.empty();
    } catch (KeylessVerificationException | BundleParseException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private static boolean weAccept(Bytes bundle) {
    return !BundleVerifier.verify(
            SUBJECT, bundle, new TrustMaterial(List.of(), Map.of("lab", ROOT)), NOW)
        .vouched()
        .isEmpty();
  }

  private static List<LabBundle> rightBundles() {
    LabBundle envelopeV2 = SIGNER.bundleV2(ENVELOPE);
    return List.of(
        SIGNER.bundle(ENVELOPE),
        SIGNER.message(SUBJECT),
        SIGNER.messageV2(SUBJECT),
        SIGNER.bundle(ENVELOPE).withTimestamp(SIGNER.timestamp(ENVELOPE.signature(0)).response()),
        envelopeV2.withEntries(
            SIGSTORE
                .rekor2()
                .enter(
                    "dsse",
                    "0.0.2",
                    LabLogBody.dsseV2(
                        ENVELOPE, ENVELOPE.signature(0), LabLogBody.certificate(SIGNER.holder())),
                    SIGNER.time())));
  }

  @Test
  void rightBundlesAreAcceptedByBoth() {
    for (LabBundle bundle : rightBundles()) {
      assertThat(weAccept(bundle.json())).isTrue();
      assertThat(rejection(bundle.json())).isEmpty();
    }
  }

  @Test
  void nothingThatTheOracleRejectsIsAccepted() {
    List<String> differences = new ArrayList<>();
    int rejected = 0;
    for (LabBundle bundle : rightBundles()) {
      for (BundleMutants.Mutant mutant : BundleMutants.of(bundle.json())) {
        boolean accepted = rejection(mutant.json()).isEmpty();
        rejected += accepted ? 0 : 1;
        if (weAccept(mutant.json()) && !accepted && !badTimestamp(bundle, mutant)) {
          differences.add(mutant.name());
        }
      }
    }
    assertThat(rejected).isGreaterThan(300);
    assertThat(differences).isEmpty();
  }

  private static boolean badTimestamp(LabBundle bundle, BundleMutants.Mutant mutant) {
    return bundle.json().toUtf8().contains("signedEntryTimestamp")
        && mutant.name().contains("/signedTimestamp = ");
  }
}
