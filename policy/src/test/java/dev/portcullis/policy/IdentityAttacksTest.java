package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.SubjectName;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Known attacks on whom a certificate is for (sigstore spec notes, 6). */
class IdentityAttacksTest {
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final String SUBJECT = "https://github.com/acme/app/.github/workflows/r.yml@v1";

  private static Map<FulcioExtension, String> claims() {
    Map<FulcioExtension, String> claims = new EnumMap<>(FulcioExtension.class);
    for (FulcioExtension extension : FulcioExtension.values()) {
      claims.put(extension, "value of " + extension.word());
    }
    return claims;
  }

  private static KeylessIdentity demanded() {
    SortedMap<FulcioExtension, TextPattern> demanded = new TreeMap<>();
    claims().forEach((extension, value) -> demanded.put(extension, exact(value)));
    return new KeylessIdentity(
        "public-good", exact(ISSUER), exact(SUBJECT), Optional.of(SubjectName.Kind.URI), demanded);
  }

  private static TextPattern exact(String text) {
    return new TextPattern.Exact(text);
  }

  private static Voucher.Keyless certificate(
      String root, String subject, String issuer, Map<FulcioExtension, String> claims) {
    return Scene.certificate(root, subject, issuer, claims);
  }

  @Test
  void cve202529778EachFieldOfAnIdentityIsDemandedByItself() {
    KeylessIdentity demanded = demanded();
    assertThat(demanded.misses(certificate("public-good", SUBJECT, ISSUER, claims()))).isEmpty();
    assertThat(demanded.misses(certificate("other", SUBJECT, ISSUER, claims()))).hasSize(1);
    assertThat(demanded.misses(certificate("public-good", SUBJECT + "x", ISSUER, claims())))
        .hasSize(1);
    assertThat(demanded.misses(certificate("public-good", SUBJECT, ISSUER + "x", claims())))
        .hasSize(1);
    for (FulcioExtension extension : FulcioExtension.values()) {
      Map<FulcioExtension, String> changed = claims();
      changed.put(extension, "x" + claims().get(extension));
      assertThat(demanded.misses(certificate("public-good", SUBJECT, ISSUER, changed)))
          .as(extension.word())
          .hasSize(1);
    }
  }

  @Test
  void cve202529778AnExpressionIsDemandedOfTheWholeText() throws Exception {
    TextPattern pattern = TextPattern.matching("https://github.com/acme/[^/]+");

    assertThat(pattern.matches("https://github.com/acme/app")).isTrue();
    assertThat(pattern.matches("https://github.com/acme/app/evil")).isFalse();
    assertThat(pattern.matches("https://evil.test/?https://github.com/acme/app")).isFalse();
  }
}
