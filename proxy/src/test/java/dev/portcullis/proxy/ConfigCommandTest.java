package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class ConfigCommandTest {
  @TempDir private Path temp = Path.of("");

  @Test
  void goodConfigurationIsSummedUp() throws Exception {
    ConfigFolder folder = new ConfigFolder(temp).withKey("release.pub");
    Path file = folder.with("portcullis.yaml", ConfigFolder.SMALLEST).file("portcullis.yaml");

    CommandRun run = CommandRun.of("config", "check", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(": ok: 1 upstream, 1 rule, 1 signer; policy ");
  }

  @Test
  void badConfigurationIsToldLineByLine() throws Exception {
    Path file = new ConfigFolder(temp).with("bad.yaml", "lisen: x\nrules: 5\n").file("bad.yaml");

    CommandRun run = CommandRun.of("config", "check", file.toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .anyMatch(
            line -> line.startsWith(file + ":1:1: unknown key 'lisen'; did you mean 'listen'"))
        .anyMatch(line -> line.startsWith(file + ":2:8: expected a list"))
        .noneMatch(line -> line.contains("Exception"));
  }

  @Test
  void missingFileIsToldInASentence() {
    CommandRun run = CommandRun.of("config", "check", temp.resolve("none.yaml").toString());

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("none.yaml: there is no such file");
  }

  @Test
  void schemaIsPrintedWhole() {
    CommandRun run = CommandRun.of("config", "schema");

    assertThat(run.code()).isZero();
    JsonNode schema = JsonMapper.builder().build().readTree(run.out());
    assertThat(schema.get("$schema").asString()).contains("2020-12");
    assertThat(schema.get("properties").propertyNames()).contains("listen", "upstreams", "rules");
  }

  @Test
  void summaryForTheAdminApiHasNoSecrets() throws Exception {
    ConfigFolder folder =
        new ConfigFolder(temp).withKey("release.pub").with("secret", "hunter2-hunter2-hunter2\n");
    String text =
        ConfigFolder.SMALLEST.replace(
            "acme.io\"}",
            "acme.io\", credentials: {username: robot, passwordFile: secret}}\n"
                + "adminTokenFile: secret");
    Config config = ConfigReader.read(folder.with("portcullis.yaml", text).file("portcullis.yaml"));

    String json =
        ConfigSummary.json(config, config.policy().policy(), JsonNodeFactory.instance.objectNode());

    JsonNode root = JsonMapper.builder().build().readTree(json);
    assertThat(root.at("/upstreams/0/credentials").asString()).isEqualTo("user robot");
    assertThat(root.at("/rules/0/name").asString()).isEqualTo("prod");
    assertThat(root.at("/signers/0/keys/0").asString()).startsWith("release.pub sha256:");
    assertThat(json).doesNotContain("hunter2");
  }
}
