package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ConfigReaderFuzzTest {
  @FuzzTest
  void read(byte[] data) throws IOException {
    Path folder = Files.createTempDirectory("config-fuzz-");
    Path file = folder.resolve("portcullis.yaml");
    try {
      Files.write(file, data);
      Config config = ConfigReader.read(file);
      assertThat(config.upstreams()).isNotEmpty();
      assertThat(ConfigSummary.json(config)).startsWith("{");
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
