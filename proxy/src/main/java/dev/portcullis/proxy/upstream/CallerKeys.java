package dev.portcullis.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names callers in caches without keeping what they show: an HMAC-SHA256 of the header, by a secret
 * that this process made and that never leaves it.
 */
final class CallerKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecretKeySpec SECRET = secret();

  private CallerKeys() {}

  /** One name for each credential; all callers share one where the proxy's own are used. */
  static String of(UpstreamConfig upstream, Caller caller) {
    return upstream.credentials() instanceof UpstreamCredentials.PassThrough
        ? caller.authorization().map(CallerKeys::hmac).orElse("anonymous")
        : "proxy";
  }

  private static String hmac(String header) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(SECRET);
      return HexFormat.of().formatHex(mac.doFinal(header.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
    }
  }

  private static SecretKeySpec secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return new SecretKeySpec(bytes, ALGORITHM);
  }
}
