package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An identity provider: it signs JSON web tokens (RFC 7519) by RS256 and reads its own.
 *
 * @param issuer its URL, as tokens name it
 * @param key what it signs with
 */
public record LabOidc(String issuer, LabKey key) {
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** A provider with a key of its own. */
  public static LabOidc of(String issuer) {
    return new LabOidc(issuer, LabKey.rsa("oidc " + issuer));
  }

  /** A person's token. */
  public String person(String email, Instant now) {
    return token(LabJson.object("sub", email, "email", email, "email_verified", true), now);
  }

  /**
   * The token of a GitHub Actions job.
   *
   * @param repository such as {@code acme/app}
   * @param workflow the path in the repository, such as {@code .github/workflows/release.yml}
   * @param ref such as {@code refs/tags/v1.2.3}
   */
  public String workflow(String repository, String workflow, String ref, Instant now) {
    return token(
        LabJson.object(
            "sub",
            "repo:" + repository + ":ref:" + ref,
            "job_workflow_ref",
            repository + "/" + workflow + "@" + ref,
            "repository",
            repository,
            "ref",
            ref,
            "event_name",
            "push",
            "runner_environment",
            "github-hosted"),
        now);
  }

  private String token(Map<String, Object> subject, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>(subject);
    claims.put("iss", issuer);
    claims.put("aud", "sigstore");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LIFE).getEpochSecond());
    String signed =
        part(LabJson.write(LabJson.object("alg", "RS256", "typ", "JWT")))
            + "."
            + part(LabJson.write(claims));
    return signed + "." + part(key.sign(Bytes.utf8(signed)));
  }

  private static String part(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * The claims of a token of this provider that has not run out.
   *
   * @throws IllegalArgumentException if it is another's, or too old
   */
  Map<String, Object> claims(String token, Instant now) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3
        || !key.verificationKey()
            .verify(
                SignatureScheme.RSA_PKCS1_SHA256,
                Bytes.utf8(parts[0] + "." + parts[1]),
                Bytes.wrap(Base64.getUrlDecoder().decode(parts[2])))) {
      throw new IllegalArgumentException("the token is not signed by " + issuer);
    }
    Map<String, Object> claims =
        LabJson.members(
            LabJson.read(
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)));
    long end = ((Number) claims.getOrDefault("exp", 0)).longValue();
    if (now.getEpochSecond() >= end) {
      throw new IllegalArgumentException("the token has run out");
    }
    return claims;
  }
}
