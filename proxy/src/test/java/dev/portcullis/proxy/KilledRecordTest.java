package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.ChainCheck;
import dev.portcullis.proxy.record.RecordArchive;
import dev.portcullis.proxy.record.RecordConfig;
import dev.portcullis.proxy.record.RecordQuery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the record of a process holds that was killed while it answered. */
class KilledRecordTest {
  private static final int IMAGES = 120;

  private final DemoStage stage;
  private final Path folder;
  private final Path file;
  private final HttpClient http = HttpClient.newHttpClient();

  KilledRecordTest(@TempDir Path temp) throws Exception {
    folder = temp;
    file = temp.resolve("record.db");
    stage = new DemoStage(temp);
    Files.writeString(
        stage.config(), Files.readString(stage.config()) + "record: {file: record.db}\n");
    for (int i = 0; i < IMAGES; i++) {
      push("scratch/image-" + i);
    }
  }

  @AfterEach
  void close() {
    http.close();
    stage.close();
  }

  @Test
  void everyDecisionThatWasAnsweredIsThereAndTheChainGoesOn() throws Exception {
    Set<String> answered = ConcurrentHashMap.newKeySet();
    long counted;
    try (ServedProcess proxy = ServedProcess.start(stage.config(), folder.resolve("lines"))) {
      for (int i = 0; i < 50; i++) {
        answered.add(decision(pull(proxy, "shop/api")));
      }
      awaitRecorded(proxy, 50);
      counted = 50;
      CountDownLatch halfway = new CountDownLatch(IMAGES / 2);
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < IMAGES; i++) {
          String repository = "scratch/image-" + i;
          clients.execute(
              () -> {
                try {
                  answered.add(decision(pull(proxy, repository)));
                } catch (IOException killed) {
                  return; // was not answered
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  halfway.countDown();
                }
              });
        }
        halfway.await();
        proxy.kill();
      }
    }

    try (RecordArchive archive = archive()) {
      Set<String> kept =
          archive.list(RecordQuery.all()).stream()
              .map(stored -> stored.entry().id())
              .collect(Collectors.toSet());
      assertThat(answered).hasSizeGreaterThan(1);
      assertThat(kept).containsAll(answered);
      assertThat(
              archive.list(RecordQuery.all()).stream()
                  .filter(stored -> stored.entry().image().endsWith("shop/api"))
                  .mapToLong(stored -> stored.entry().pulls())
                  .sum())
          .isEqualTo(counted);
      assertThat(archive.check().problems()).isEmpty();
    }

    try (ServedProcess proxy = ServedProcess.start(stage.config(), folder.resolve("lines"))) {
      assertThat(pull(proxy, "shop/unsigned").statusCode()).isEqualTo(403);
      proxy.terminate();
      assertThat(proxy.exitCode()).isZero();
    }
    try (RecordArchive archive = archive()) {
      ChainCheck check = archive.check();
      assertThat(check.problems()).isEmpty();
      assertThat(check.unrecorded()).isZero();
      assertThat(check.ends()).hasSize(1);
    }
  }

  private RecordArchive archive() throws IOException {
    return RecordArchive.open(new RecordConfig.File(file));
  }

  private void push(String repository) {
    String type = "application/vnd.oci.image.manifest.v1+json";
    Digest config = stage.registry().blob(repository, Bytes.utf8("{}"));
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},"layers":[],"annotations":{"name":"%s"}}\
        """
            .formatted(type, config, repository);
    stage.registry().manifest(repository, "1.0", type, Bytes.utf8(manifest));
  }

  private void awaitRecorded(ServedProcess proxy, int pulls) throws Exception {
    String line = "portcullis_record_pulls_total " + pulls + ".0";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!get(proxy.admin(), "/metrics").body().contains(line)) {
      assertThat(System.nanoTime() < end).as("waited in vain for " + line).isTrue();
      Thread.sleep(50);
    }
  }

  private static String decision(HttpResponse<String> answer) {
    String header = answer.headers().firstValue("Portcullis-Decision").orElseThrow();
    return header.substring(header.indexOf("id=") + 3);
  }

  private HttpResponse<String> pull(ServedProcess proxy, String repository)
      throws IOException, InterruptedException {
    return get(proxy.address(), "/v2/" + repository + "/manifests/1.0");
  }

  private HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
