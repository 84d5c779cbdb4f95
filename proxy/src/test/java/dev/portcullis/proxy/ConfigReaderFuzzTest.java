package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The configuration names files, up from its folder too if its owner says so; that the fuzzer can
 * make it name one is no finding.
 */
class ConfigReaderFuzzTest {
  @FuzzTest
  void read(byte[] data) throws IOException {
    SilentCloseable anyPath = BugDetectors.setFilePathTraversalAllowPath(path -> true);
    try {
      readFile(data);
    } finally {
      anyPath.close();
    }
  }

  private static void readFile(byte[] data) throws IOException {
    Path folder = Files.createTempDirectory("config-fuzz-");
    Path file = folder.resolve("portcullis.yaml");
    try {
      Files.write(file, data);
      Config config = ConfigReader.read(file);
      assertThat(config.upstreams()).isNotEmpty();
      assertThat(
              ConfigSummary.json(
                  config, config.policy().policy(), JsonNodeFactory.instance.objectNode()))
          .startsWith("{");
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
