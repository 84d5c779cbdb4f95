package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.BundleVerifier;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import dev.portcullis.verify.sigstore.TrustedRootParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Verifies two recorded Sigstore bundles, one of each generation of Rekor, over and over, so that
 * the first keyless pull does not pay for the loading and compiling of the code that verifies. They
 * are from sigstore-conformance, and judged at the times that they prove: their age does not
 * matter.
 */
final class KeylessWarmUp {
  private KeylessWarmUp() {}

  static void run(int rounds) {
    Artifact artifact = Artifact.File.of(resource("signed.txt"));
    Bytes rekor1 = resource("rekor1.sigstore.json");
    Bytes rekor2 = resource("rekor2.sigstore.json");
    SigstoreRoot root1 = PublicGoodRoot.named("warm-up");
    SigstoreRoot root2 = root(resource("rekor2.trusted-root.json"));
    for (int i = 0; i < rounds; i++) {
      verify(artifact, rekor1, root1.unproven());
      verify(artifact, rekor2, root2.unproven());
    }
  }

  private static void verify(Artifact artifact, Bytes bundle, SigstoreRoot root) {
    TrustMaterial trust = new TrustMaterial(List.of(), Map.of(root.name(), root));
    BundleVerifier.verify(artifact, bundle, trust, Instant.EPOCH)
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException(
                  "a recorded signature does not verify here: " + failure.sentence());
            });
  }

  private static SigstoreRoot root(Bytes document) {
    try {
      return TrustedRootParser.parse("warm-up", document, Thresholds.PUBLIC);
    } catch (MalformedException e) {
      throw new IllegalStateException("the recorded trusted root is not one", e);
    }
  }

  private static Bytes resource(String name) {
    try (InputStream in = KeylessWarmUp.class.getResourceAsStream("warmup/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the program is built without its warmup/" + name);
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the program cannot read its warmup/" + name, e);
    }
  }
}
