package dev.portcullis.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Adds the certificate authorities of a PEM file to those of the Java runtime. */
final class ExtraAuthorities {
  private ExtraAuthorities() {}

  /**
   * A client that trusts {@code file} too.
   *
   * @throws UncheckedIOException if the file cannot be read or holds no certificate
   */
  static OkHttpClient trust(OkHttpClient client, Optional<Path> file) {
    if (file.isEmpty()) {
      return client;
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (X509Certificate known : managerOf(null).getAcceptedIssuers()) {
        store.setCertificateEntry("known-" + count++, known);
      }
      int knownCount = count;
      try (InputStream in = Files.newInputStream(file.get())) {
        for (Certificate extra : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("extra-" + count++, extra);
        }
      }
      if (count == knownCount) {
        throw new IOException("no PEM certificate in " + file.get());
      }
      X509TrustManager manager = managerOf(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return client.newBuilder().sslSocketFactory(context.getSocketFactory(), manager).build();
    } catch (GeneralSecurityException e) {
      throw new UncheckedIOException(new IOException("cannot use the CAs of " + file.get(), e));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the CAs of " + file.get(), e);
    }
  }

  private static X509TrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }
}
