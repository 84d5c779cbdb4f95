package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.BundleVerifier;
import dev.portcullis.verify.TrustMaterial;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** sigstore-java and this verifier, asked the same under the same root. */
final class SigstoreJavaOracle {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private final Artifact artifact;
  private final KeylessVerifier oracle;
  private final TrustMaterial trust;

  /** Both, about {@code artifact}, under the root with this document. */
  SigstoreJavaOracle(Artifact artifact, Bytes root) {
    this.artifact = artifact;
    try {
      Path file = Files.createTempFile("oracle", ".trusted_root.json");
      Files.write(file, root.toByteArray());
      oracle =
          KeylessVerifier.builder().trustedRootProvider(TrustedRootProvider.from(file)).build();
      Files.delete(file);
      trust =
          new TrustMaterial(
              List.of(), Map.of("root", TrustedRootParser.parse("root", root, Thresholds.PUBLIC)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | SigstoreConfigurationException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why sigstore-java rejects the bundle; empty if it does not. */
  Optional<Exception> rejection(Bytes bundle) {
    try {
      oracle.verify(
          artifact.digest().bytes().toByteArray(),
          Bundle.from(new StringReader(bundle.toUtf8())),
          VerificationOptions.empty());
      return Optional.empty();
    } catch (KeylessVerificationException | BundleParseException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  boolean weAccept(Bytes bundle) {
    return !BundleVerifier.verify(artifact, bundle, trust, NOW).vouched().isEmpty();
  }
}
