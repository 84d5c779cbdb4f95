package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.MemoryRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtraAuthoritiesTest {
  private static final char[] PASSWORD = "password".toCharArray();

  private final Transport transport = new Transport(Timeouts.DEFAULT);
  @TempDir private Path folder;

  private static UpstreamConfig config(MemoryRegistry registry, Optional<Path> ca) {
    return new UpstreamConfig(
        "tls.example",
        registry.url(),
        false,
        new UpstreamCredentials.Anonymous(),
        Duration.ZERO,
        Optional.empty(),
        false,
        List.of(),
        List.of(),
        ca);
  }

  @Test
  void registryOfAPrivateAuthorityIsTrustedWithItsFileOnly()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair keys = keys();
    Certificate certificate = selfSigned(keys);
    try (MemoryRegistry registry = MemoryRegistry.startTls(context(keys, certificate))) {
      registry.manifest(PATH, "v1", MediaTypes.OCI_MANIFEST, TestUpstream.imageBytes("v1"));
      RegistryClient trusting =
          new RegistryClient(config(registry, Optional.of(pem(certificate))), transport);
      Reference.Tag tag = new Reference.Tag("v1");
      assertThat(found(trusting.manifest(Caller.proxy(), PATH, tag)).content())
          .isEqualTo(TestUpstream.imageBytes("v1"));
      RegistryClient other = new RegistryClient(config(registry, Optional.empty()), transport);
      assertTrouble(
          other.manifest(Caller.proxy(), PATH, tag), Fetch.Kind.UNREACHABLE, "tls.example");
    }
  }

  @Test
  void fileWithoutACertificateIsRefusedAtStart() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    UpstreamConfig upstream =
        new UpstreamConfig(
            "tls.example",
            URI.create("https://tls.example"),
            false,
            new UpstreamCredentials.Anonymous(),
            Duration.ZERO,
            Optional.empty(),
            false,
            List.of(),
            List.of(),
            Optional.of(empty));
    assertThatThrownBy(() -> new RegistryClient(upstream, transport))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("empty.pem");
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static Certificate selfSigned(KeyPair keys)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Name name = new X500Name("CN=127.0.0.1");
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(1, ChronoUnit.DAYS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    byte[] der =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der));
  }

  private Path pem(Certificate certificate) throws GeneralSecurityException, IOException {
    String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }

  private static SSLContext context(KeyPair keys, Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("key", keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
