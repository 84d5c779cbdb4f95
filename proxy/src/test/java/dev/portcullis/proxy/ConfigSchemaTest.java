package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.file.YamlDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema and the readers of the proxy's keys agree, in both directions. */
class ConfigSchemaTest {
  private static final Set<String> POLICY =
      Set.of("trust", "signers", "rules", "exemptions", "unmatched", "revoked");

  @TempDir private Path temp = Path.of("");
  private final JsonNode document =
      JsonMapper.shared().readTree(CommandRun.of("config", "schema").out());
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);

  @Test
  void everyKeyOfTheSchemaIsReadAndEveryKeyThatIsReadIsInTheSchema() throws Exception {
    ConfigFolder folder = FullConfig.in(temp);
    Path file = folder.file("portcullis.yaml");
    YamlDocument read = YamlDocument.parse("F", Bytes.wrap(Files.readAllBytes(file)));
    new ConfigReader(new SourceFiles(temp), read).read();
    SortedSet<String> asked = new TreeSet<>(read.askedKeys());
    SortedSet<String> described = new TreeSet<>();
    collect(document, "", described);
    asked.removeIf(ConfigSchemaTest::isPolicy);
    described.removeIf(ConfigSchemaTest::isPolicy);

    assertThat(described).hasSizeGreaterThan(25).isEqualTo(asked);
  }

  @Test
  void configurationThatUsesEverythingIsValid() {
    assertThat(schema.validate(FullConfig.TEXT, InputFormat.YAML)).isEmpty();
    assertThat(schema.validate(ConfigFolder.SMALLEST, InputFormat.YAML)).isEmpty();
  }

  @Test
  void schemaRefusesWhatItCanTell() {
    for (String text :
        List.of(
            ConfigFolder.SMALLEST + "colour: blue\n",
            ConfigFolder.SMALLEST + "blobs: {gate: shut}\n",
            ConfigFolder.SMALLEST + "clients: {}\n",
            ConfigFolder.SMALLEST + "listen: {tls: {}}\n",
            ConfigFolder.SMALLEST.replace("url:", "uri:"),
            ConfigFolder.SMALLEST.replace("acme.io\"}", "acme.io\", credentials: {}}"),
            ConfigFolder.SMALLEST.replace("upstreams", "upstream"))) {
      assertThat(schema.validate(text, InputFormat.YAML)).as(text).isNotEmpty();
    }
  }

  /** Each top-level word that the schema requires is one without which nothing is served. */
  @Test
  void schemaRequiresWhatTheReaderRequires() throws Exception {
    ConfigFolder folder = FullConfig.in(temp);
    for (JsonNode required : document.path("required")) {
      String word = required.asString();
      String without = FullConfig.TEXT.replaceFirst("(?m)^" + word + ":(.*\\R(?:[ #-].*\\R)*)", "");
      assertThat(without).isNotEqualTo(FullConfig.TEXT);
      assertThat(schema.validate(without, InputFormat.YAML)).as(word).isNotEmpty();
      Files.writeString(folder.file("portcullis.yaml"), without);
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> ConfigReader.read(folder.file("portcullis.yaml")))
          .withMessageContaining("'" + word + "'");
    }
    assertThat(document.path("required")).hasSize(2);
  }

  private static boolean isPolicy(String path) {
    return POLICY.contains(path.split("[.\\[]", -1)[0]);
  }

  private void collect(JsonNode part, String path, Set<String> keys) {
    String reference = part.path("$ref").asString("");
    if (!reference.isEmpty() && !isPolicy(path)) {
      collect(document.at(reference.substring(1)), path, keys);
    }
    part.path("oneOf").forEach(choice -> collect(choice, path, keys));
    part.path("properties")
        .properties()
        .forEach(
            property -> {
              String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
              keys.add(key);
              collect(property.getValue(), key, keys);
            });
    if (part.path("items").isObject()) {
      collect(part.path("items"), path + "[]", keys);
    }
    if (part.path("additionalProperties").isObject()) {
      collect(part.path("additionalProperties"), path + ".*", keys);
    }
  }
}
