package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.notation.NotationTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust stores in folders as notation has them and as Kubernetes mounts them. */
class TrustStoreFolderTest {
  private static final String TEXT =
      """
      upstreams:
        registry.acme.io: {url: "https://registry.acme.io"}
      trust:
        notation: {trustStore: truststore}
      signers:
        security: {notation: {stores: ["ca:acme"], subjects: ["*"]}}
      rules:
        - name: prod
          images: ["registry.acme.io/prod/**"]
          require:
            - signature: {by: security}
      """;

  @TempDir private Path temp = Path.of("");
  private ConfigFolder folder = new ConfigFolder(Path.of(""));

  @BeforeEach
  void writeDocument() throws Exception {
    folder = new ConfigFolder(temp.toRealPath()).with("portcullis.yaml", TEXT);
  }

  @Test
  void certificatesOfAFolderAreTrusted() throws Exception {
    folder.with("truststore/x509/ca/acme/root.pem", pem(LabNotary.ROOT));

    assertThat(trust().storeNames()).extracting(Object::toString).containsExactly("ca:acme");
    assertThat(trust().certificates()).containsExactly(LabNotary.ROOT.certificate());
  }

  @Test
  void folderInAStoreIsIgnoredWithAWarning() throws Exception {
    folder
        .with("truststore/x509/ca/acme/root.pem", pem(LabNotary.ROOT))
        .with("truststore/x509/ca/acme/old/root.pem", pem(LabNotary.TSA_ROOT));

    assertThat(trust().certificates()).containsExactly(LabNotary.ROOT.certificate());
    assertThat(read().policy().warnings())
        .containsExactly(
            "trust store truststore: x509/ca/acme/old is a folder in a trust store and is ignored");
  }

  @Test
  void mountedSecretIsTrustedAndItsNextVersionIsNoticed() throws Exception {
    Path store = folder.file("truststore/x509/ca/acme");
    folder
        .with("truststore/x509/ca/acme/..first/root.pem", pem(LabNotary.ROOT))
        .with("truststore/x509/ca/acme/..second/root.pem", pem(LabNotary.TSA_ROOT));
    Path data = Files.createSymbolicLink(store.resolve("..data"), Path.of("..first"));
    Files.createSymbolicLink(store.resolve("root.pem"), Path.of("..data", "root.pem"));
    assertThat(trust().certificates()).containsExactly(LabNotary.ROOT.certificate());

    Config next =
        afterChange(
            () -> {
              Path fresh = Files.createSymbolicLink(store.resolve("..tmp"), Path.of("..second"));
              Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
            });
    assertThat(next.policy().trust().notation().orElseThrow().certificates())
        .containsExactly(LabNotary.TSA_ROOT.certificate());
  }

  @Test
  void addedCertificateIsNoticed() throws Exception {
    folder.with("truststore/x509/ca/acme/root.pem", pem(LabNotary.ROOT));
    String before = read().policy().trustRevision();

    Config next =
        afterChange(
            () -> folder.with("truststore/x509/ca/acme/second.pem", pem(LabNotary.TSA_ROOT)));
    assertThat(next.policy().trust().notation().orElseThrow().certificates()).hasSize(2);
    assertThat(next.policy().trustRevision()).isNotEqualTo(before);
  }

  @Test
  void linkOutOfTheFolderIsRefused() throws Exception {
    folder.with("elsewhere/root.pem", pem(LabNotary.ROOT));
    Path store = Files.createDirectories(folder.file("truststore/x509/ca/acme"));
    Files.createSymbolicLink(store.resolve("root.pem"), folder.file("elsewhere/root.pem"));

    assertThatThrownBy(this::read)
        .hasMessageContaining(
            "portcullis.yaml:4:26: cannot read trust store truststore: x509/ca/acme/root.pem is a"
                + " link that leads out of the folder");
  }

  @Test
  void linkedStoreOutOfTheFolderIsRefused() throws Exception {
    folder.with("elsewhere/root.pem", pem(LabNotary.ROOT));
    Files.createDirectories(folder.file("truststore/x509/ca"));
    Files.createSymbolicLink(folder.file("truststore/x509/ca/acme"), folder.file("elsewhere"));

    assertThatThrownBy(this::read)
        .hasMessageContaining("x509/ca/acme is a link that leads out of the folder");
  }

  @Test
  void linkThatLeadsNowhereIsRefused() throws Exception {
    Path store = Files.createDirectories(folder.file("truststore/x509/ca/acme"));
    Files.createSymbolicLink(store.resolve("root.pem"), Path.of("gone.pem"));

    assertThatThrownBy(this::read)
        .hasMessageContaining("cannot read trust store truststore: there is no such file");
  }

  @FunctionalInterface
  private interface Change {
    void make() throws Exception;
  }

  private Config afterChange(Change change) throws Exception {
    BlockingQueue<Config> swapped = new LinkedBlockingQueue<>();
    Path file = folder.file("portcullis.yaml");
    try (Metrics metrics = new Metrics();
        ConfigWatcher watcher =
            ConfigWatcher.start(
                file,
                read().files(),
                swapped::add,
                new Reloads(metrics, InstantSource.system()),
                Duration.ofMillis(20))) {
      assertThat(watcher).isNotNull();
      change.make();
      return Optional.ofNullable(swapped.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }
  }

  private NotationTrust trust() throws Exception {
    return read().policy().trust().notation().orElseThrow();
  }

  private Config read() throws Exception {
    return ConfigReader.read(folder.file("portcullis.yaml"));
  }

  private static String pem(LabHolder holder) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(holder.certificate().der().toByteArray())
        + "\n-----END CERTIFICATE-----\n";
  }
}
