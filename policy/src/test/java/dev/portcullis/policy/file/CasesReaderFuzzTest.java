package dev.portcullis.policy.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyCase;
import java.time.Instant;

class CasesReaderFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final KeyFolder FILES =
      new KeyFolder().withKey("a.pub").with("bill.json", "{\"bomFormat\": \"CycloneDX\"}");
  private static final Policy POLICY = policy();

  /** A file of cases can be run to its end or has problems. */
  @FuzzTest
  void cases(byte[] input) {
    try {
      YamlDocument document = YamlDocument.parse("f.yaml", Bytes.copyOf(input));
      for (PolicyCase one : CasesReader.read(document, POLICY, FILES)) {
        if (one.run(POLICY, NOW).made().explanation().summary().isEmpty()) {
          throw new IllegalStateException("decided without a reason");
        }
      }
    } catch (DocumentException e) {
      if (e.problems().isEmpty()) {
        throw new IllegalStateException("refused without a reason", e);
      }
    }
  }

  private static Policy policy() {
    try {
      return FILES
          .read(
              """
              signers:
                release: {keys: [a.pub]}
                alice: {keyless: {root: public-good, issuer: "https://login.example", subject: a@acme.io}}
              rules:
                - name: production
                  images: ["registry.acme.io/**"]
                  require:
                    - any: [{signature: {by: release, where: 'image.annotations["a"] == "b"'}}, {signature: {by: alice}}]
                    - attestation: {type: slsa-provenance-v1, by: release, where: 'predicate.a == 1'}
                    - sbom: {by: alice, where: 'sbom.packages.exists(p, p.name == "zlib")'}
              """)
          .policy();
    } catch (DocumentException e) {
      throw new AssertionError(e);
    }
  }
}
