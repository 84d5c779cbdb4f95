package dev.portcullis.policy.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known attacks on what a policy says (sigstore spec notes, 6). */
class DocumentAttacksTest {
  private static final String RULES =
      """
      signers:
        release: {keys: [release.pub]%s}
      rules:
        - name: production
          images: ["registry.acme.io/**"]
          require: [{signature: {by: release%s}}]%s
      unmatched: refuse%s
      """;

  /** A demand that the program does not know must not be dropped silently. */
  @ParameterizedTest
  @ValueSource(
      strings = {"threshold: 2", "minSignedAt: 2026-01-01", "tlogThreshold: 1", "subjct: x"})
  void cve202648815AnOptionThatIsNotKnownStopsTheProgram(String option) {
    KeyFolder files = new KeyFolder().withKey("release.pub");
    String inSigner = ", " + option;
    String inRule = "\n    " + option;
    for (String document :
        new String[] {
          RULES.formatted(inSigner, "", "", ""),
          RULES.formatted("", inSigner, "", ""),
          RULES.formatted("", "", inRule, ""),
          RULES.formatted("", "", "", "\n" + option)
        }) {
      assertThatThrownBy(() -> files.read(document))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("unknown key '" + option.substring(0, option.indexOf(':')) + "'");
    }
  }
}
