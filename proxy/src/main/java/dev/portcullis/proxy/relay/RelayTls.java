package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to upstreams: 1.2 and 1.3, the host's name checked, the runtime's authorities and those of
 * {@link UpstreamConfig#ca}. Blocks on first use of a file: for virtual threads.
 */
final class RelayTls {
  private final Map<Authorities, SslContext> contexts = new ConcurrentHashMap<>();

  /** A file of authorities as it was at some time. */
  private record Authorities(Optional<Path> file, FileTime modified) {}

  /**
   * The settings for one upstream.
   *
   * @throws IOException if its file of authorities cannot be used
   */
  SslContext of(UpstreamConfig upstream) throws IOException {
    Optional<Path> file = upstream.ca();
    FileTime modified =
        file.isPresent() ? Files.getLastModifiedTime(file.get()) : FileTime.fromMillis(0);
    Authorities authorities = new Authorities(file, modified);
    SslContext known = contexts.get(authorities);
    if (known == null) {
      known = build(file);
      contexts.keySet().removeIf(old -> old.file().equals(file));
      contexts.put(authorities, known);
    }
    return known;
  }

  private static SslContext build(Optional<Path> ca) throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .protocols("TLSv1.3", "TLSv1.2")
              .endpointIdentificationAlgorithm("HTTPS")
              .sslProvider(
                  SslProvider.isAlpnSupported(SslProvider.OPENSSL)
                      ? SslProvider.OPENSSL
                      : SslProvider.JDK);
      if (ca.isPresent()) {
        builder.trustManager(withExtra(ca.get()));
      }
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the authorities of " + ca, e);
    }
  }

  private static TrustManagerFactory withExtra(Path file)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    for (TrustManager manager : factoryOf(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate known : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("known-" + count++, known);
        }
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate extra : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("extra-" + count++, extra);
      }
    }
    return factoryOf(store);
  }

  private static TrustManagerFactory factoryOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
