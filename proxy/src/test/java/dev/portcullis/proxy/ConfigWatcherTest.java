package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.ops.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir private Path temp = Path.of("");
  private final Metrics metrics = new Metrics();
  private final BlockingQueue<Config> swapped = new LinkedBlockingQueue<>();
  private final List<ConfigWatcher> watchers = new ArrayList<>();

  @AfterEach
  void close() {
    watchers.forEach(ConfigWatcher::close);
    metrics.close();
  }

  @Test
  void changedConfigurationIsHandedOn() throws Exception {
    ConfigFolder folder = folder(temp);
    watch(folder);
    folder.with("portcullis.yaml", "evidence: {absentFor: 7s}\n" + ConfigFolder.SMALLEST);

    assertThat(next().admission().absentFor()).isEqualTo(Duration.ofSeconds(7));
    assertThat(metrics.scrape()).contains("portcullis_config_last_reload_success 1.0");
  }

  @Test
  void changedKeyIsNoticedThoughTheDocumentIsTheSame() throws Exception {
    ConfigFolder folder = folder(temp);
    String before = ConfigReader.read(folder.file("portcullis.yaml")).policyName();
    watch(folder);
    folder.withKey("release.pub");

    assertThat(next().policyName()).isNotEqualTo(before);
  }

  @Test
  void touchedFileIsNoChange() throws Exception {
    ConfigFolder folder = folder(temp);
    watch(folder);
    folder.with("portcullis.yaml", ConfigFolder.SMALLEST);

    assertThat(Optional.ofNullable(swapped.poll(500, TimeUnit.MILLISECONDS))).isEmpty();
  }

  @Test
  void badConfigurationIsNotHandedOnUntilItIsMended() throws Exception {
    ConfigFolder folder = folder(temp);
    watch(folder);
    folder.with("portcullis.yaml", "rules: [");
    awaitMetric("portcullis_config_last_reload_success 0.0");
    assertThat(swapped).isEmpty();

    folder.with("portcullis.yaml", "evidence: {absentFor: 8s}\n" + ConfigFolder.SMALLEST);
    assertThat(next().admission().absentFor()).isEqualTo(Duration.ofSeconds(8));
    awaitMetric("portcullis_config_last_reload_success 1.0");
  }

  @Test
  void missingKeyIsBadUntilItIsThereAgain() throws Exception {
    ConfigFolder folder = folder(temp);
    watch(folder);
    Files.delete(folder.file("release.pub"));
    awaitMetric("portcullis_config_last_reload_success 0.0");
    assertThat(swapped).isEmpty();

    folder.withKey("release.pub");
    assertThat(next().policy().trust().keys()).hasSize(1);
  }

  @Test
  void swappedSymbolicLinkIsAChange() throws Exception {
    ConfigFolder first = folder(Files.createDirectories(temp.resolve("..first")));
    ConfigFolder second = folder(Files.createDirectories(temp.resolve("..second")));
    second.with("portcullis.yaml", "evidence: {absentFor: 6s}\n" + ConfigFolder.SMALLEST);
    Path data = Files.createSymbolicLink(temp.resolve("..data"), first.path());
    ConfigFolder mounted = new ConfigFolder(temp);
    for (String name : new String[] {"portcullis.yaml", "release.pub"}) {
      Files.createSymbolicLink(mounted.file(name), Path.of("..data", name));
    }
    watch(mounted);
    Path fresh = Files.createSymbolicLink(temp.resolve("..data_tmp"), second.path());
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);

    assertThat(next().admission().absentFor()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void configurationThatCannotBePutInForceIsAFailedReload() throws Exception {
    ConfigFolder folder = folder(temp);
    Config running = ConfigReader.read(folder.file("portcullis.yaml"));
    watchers.add(
        ConfigWatcher.start(
            folder.file("portcullis.yaml"),
            running.files(),
            next -> {
              throw new IllegalStateException("no");
            },
            new Reloads(metrics, InstantSource.system()),
            INTERVAL));
    folder.with("portcullis.yaml", "evidence: {absentFor: 7s}\n" + ConfigFolder.SMALLEST);

    awaitMetric("portcullis_config_last_reload_success 0.0");
  }

  private static ConfigFolder folder(Path path) throws Exception {
    return new ConfigFolder(path)
        .withKey("release.pub")
        .with("portcullis.yaml", ConfigFolder.SMALLEST);
  }

  private void watch(ConfigFolder folder) throws Exception {
    Path file = folder.file("portcullis.yaml");
    watchers.add(
        ConfigWatcher.start(
            file,
            ConfigReader.read(file).files(),
            swapped::add,
            new Reloads(metrics, InstantSource.system()),
            INTERVAL));
  }

  private Config next() throws Exception {
    return Optional.ofNullable(swapped.poll(10, TimeUnit.SECONDS)).orElseThrow();
  }

  private void awaitMetric(String line) throws Exception {
    for (int i = 0; i < 500 && !metrics.scrape().contains(line); i++) {
      Thread.sleep(20);
    }
    assertThat(metrics.scrape()).contains(line);
  }
}
