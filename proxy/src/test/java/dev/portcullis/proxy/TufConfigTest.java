package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.trust.RootRefresher;
import dev.portcullis.proxy.trust.TufServer;
import dev.portcullis.proxy.trust.TufSource;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.SigningLab;
import dev.portcullis.verify.lab.TufLab;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trusted root by TUF, from the configuration file to the decision. */
class TufConfigTest {
  private static final LabSigstore SIGSTORE = LabSigstore.named("tuf");
  private static final LabKey KEY = LabKey.p256("release");

  private final TufLab lab = TufLab.of(SIGSTORE.trustedRoot().json());
  private final TufServer tuf = new TufServer(lab);
  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Metrics metrics = new Metrics();
  private final StringWriter err = new StringWriter();
  private final ConfigFolder folder;

  TufConfigTest(@TempDir Path temp) throws Exception {
    folder =
        new ConfigFolder(temp)
            .with("root.json", lab.file("1.root.json").toUtf8())
            .with("release.pub", KEY.pem())
            .with("portcullis.yaml", document("cache: var/trust"));
  }

  @AfterEach
  void close() {
    metrics.close();
    registry.close();
    tuf.close();
  }

  private String document(String more) {
    return """
    upstreams:
      registry.test: {url: "%s"}
    trust:
      sigstore:
        mine: {tuf: {url: "%s", root: root.json, %s}}
    signers:
      release: {keys: [release.pub]}
      ci: {keyless: {root: mine, issuer: "%s", subject: "%s"}}
    rules:
      - {name: keyless, images: ["registry.test/keyless/**"], require: [{signature: {by: ci}}]}
      - {name: keys, images: ["registry.test/keys/**"], require: [{signature: {by: release}}]}
    """
        .formatted(registry.url(), tuf.url(), more, LabIdentity.ISSUER, LabIdentity.SUBJECT);
  }

  private Config starting() throws Exception {
    return StartingConfig.read(folder.file("portcullis.yaml"), new PrintWriter(err, true));
  }

  private Digest push(String path, boolean keyless) {
    LabArtifact image = LabArtifact.image(path);
    put(path, "v1", image);
    LabSignature signature =
        keyless ? SIGSTORE.signer().layer(image.digest()) : LabSignature.of(image.digest(), KEY);
    put(path, SigningLab.cosignTag(image.digest(), "sig"), SigningLab.signatureTag(signature));
    return image.digest();
  }

  private void put(String path, String tag, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(path, blob));
    registry.manifest(path, tag, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private static Answer pull(Backend backend, String path, Digest digest) throws Exception {
    return backend
        .admission()
        .manifest(
            RepositoryName.parse("registry.test/" + path),
            new Reference.ByDigest(digest),
            Caller.proxy())
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void rootIsFetchedAtTheFirstStartAndKeptForTheNext() throws Exception {
    Digest image = push("keyless/app", true);

    Config config = starting();
    tuf.status(500);
    Config again = starting();

    assertThat(err.toString()).isEmpty();
    assertThat(config.policy().awaited()).isEmpty();
    assertThat(again.policy().trustRevision()).isEqualTo(config.policy().trustRevision());
    assertThat(Files.exists(folder.file("var/trust/mine.tuf.json"))).isTrue();
    try (Backend backend = Backend.open(again, metrics, InstantSource.system())) {
      assertThat(pull(backend, "keyless/app", image)).isInstanceOf(Answer.Serve.class);
    }
  }

  @Test
  void withoutItsRootARuleCannotDecideAndTheOthersServe() throws Exception {
    Digest keyless = push("keyless/app", true);
    Digest keys = push("keys/app", false);
    Digest unsigned = LabArtifact.image("unsigned").digest();
    put("keys/unsigned", "v1", LabArtifact.image("unsigned"));
    tuf.status(503);

    Config config = starting();

    assertThat(err.toString())
        .startsWith(
            "portcullis: trusted root 'mine' could not be fetched: "
                + tuf.url()
                + "/2.root.json"
                + " answers with status 503; rules that need it cannot decide until it comes.");
    try (Backend backend = Backend.open(config, metrics, InstantSource.system())) {
      assertThat(pull(backend, "keyless/app", keyless))
          .isInstanceOfSatisfying(
              Answer.Undecided.class,
              answer ->
                  assertThat(answer.decision().toString())
                      .contains("trusted root mine")
                      .contains("it was not fetched yet from " + tuf.url()));
      assertThat(pull(backend, "keys/app", keys)).isInstanceOf(Answer.Serve.class);
      assertThat(pull(backend, "keys/unsigned", unsigned)).isInstanceOf(Answer.Refused.class);

      tuf.status(200);
      backend.reload(starting());
      assertThat(pull(backend, "keyless/app", keyless)).isInstanceOf(Answer.Serve.class);
    }
  }

  @Test
  void newRootComesIntoForceAsAChangedFileDoes() throws Exception {
    Digest image = push("keyless/app", true);
    Config config = starting();
    BlockingQueue<Config> swapped = new LinkedBlockingQueue<>();
    lab.publish(LabSigstore.named("another").trustedRoot().json());
    try (Backend backend = Backend.open(config, metrics, InstantSource.system());
        ConfigWatcher _ =
            ConfigWatcher.start(
                folder.file("portcullis.yaml"),
                config.files(),
                swapped::add,
                new Reloads(metrics, InstantSource.system()),
                Duration.ofMillis(20));
        RootRefresher roots = new RootRefresher(InstantSource.system(), metrics::rootRefreshed)) {
      assertThat(pull(backend, "keyless/app", image)).isInstanceOf(Answer.Serve.class);
      roots.reconfigure(config.roots());
      metrics.root(roots, "mine");

      Config next = swapped.poll(20, TimeUnit.SECONDS);

      assertThat(next.policy().trustRevision()).isNotEqualTo(config.policy().trustRevision());
      backend.reload(next);
      assertThat(pull(backend, "keyless/app", image)).isInstanceOf(Answer.Refused.class);
      assertThat(metrics.scrape())
          .contains("portcullis_trust_refreshes_total{result=\"success\",root=\"mine\"} 1.0")
          .containsPattern(
              "portcullis_trust_expires_timestamp_seconds\\{root=\"mine\"} 2\\.2\\d+E9");
    }
  }

  @Test
  void fetchedRootNeedsAFolderAndAFirstRootThatIsOne() throws Exception {
    folder.with("portcullis.yaml", document("").replace(", }", "}"));
    assertThatThrownBy(this::starting)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .anyMatch(
                        problem ->
                            problem.endsWith(
                                "what is fetched needs a folder; write 'cache: FOLDER' beside the"
                                    + " url, or 'state: FOLDER' at the top")));

    folder.with("portcullis.yaml", document("cache: var").replace("http://", "ftp://"));
    assertThatThrownBy(this::starting).isInstanceOf(ConfigException.class);

    folder.with("portcullis.yaml", document("cache: var")).with("root.json", "{}");
    assertThatThrownBy(this::starting)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .anyMatch(
                        problem ->
                            problem.contains(
                                ":5:17: cannot use tuf for root 'mine': the root to"
                                    + " begin with is none: 'signatures' is missing")));
  }

  @Test
  void stateFolderIsTheUsualPlace() throws Exception {
    folder.with("portcullis.yaml", "state: var/state\n" + document("").replace(", }", "}"));

    starting();

    assertThat(Files.exists(folder.file("var/state/trust/mine.trusted_root.json"))).isTrue();
  }

  @Test
  void fetchedRootThatCannotBeUsedLeavesTheLastConfigurationInForce() throws Exception {
    Config config = starting();
    lab.publish(Bytes.utf8("{\"mediaType\":\"nothing\"}"));
    RootRefresher.fetchMissing(config.roots(), InstantSource.system(), Duration.ofSeconds(5));
    try (RootRefresher roots =
        new RootRefresher(InstantSource.system(), (name, success) -> metrics.reloaded(success))) {
      roots.reconfigure(config.roots());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (roots.status("mine").orElseThrow().refreshed().isEmpty() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
    }

    assertThatThrownBy(() -> ConfigReader.read(folder.file("portcullis.yaml")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .anyMatch(problem -> problem.contains("cannot use trusted root from http")));
  }

  @Test
  void firstRootIsReadStrictly() throws MalformedException {
    assertThatThrownBy(
            () -> TufSource.of("mine", tuf.url().toString(), Bytes.utf8("[]"), Path.of("x")))
        .isInstanceOf(MalformedException.class);
  }
}
