package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document about the configuration against the schema and the reader. */
class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/configuration.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+\\.md)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]+`");

  private final JsonNode schema =
      JsonMapper.shared().readTree(CommandRun.of("config", "schema").out());

  @Test
  void configurationThatIsShownCanBeUsedAndTheSchemaAgrees(@TempDir Path temp) throws Exception {
    String shown = shown();

    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(shown, InputFormat.YAML))
        .isEmpty();
    Path file = FullConfig.in(temp).with("portcullis.yaml", shown).file("portcullis.yaml");
    assertThat(ConfigReader.read(file).upstreams()).hasSize(5);
  }

  @Test
  void everyWordOfTheSchemaIsInThisDocumentOrInOneThatItLinksTo() throws Exception {
    SortedSet<String> words = new TreeSet<>();
    collect(schema, words);
    assertThat(words).hasSizeGreaterThan(100).contains("clientCa", "scheme", "admitIfSeen");

    String code = code();
    words.removeIf(word -> Pattern.compile("\\b" + word + "\\b").matcher(code).find());

    assertThat(words).isEmpty();
  }

  @Test
  void everyWordThatTheSchemaDefinesSaysWhatItMeans() {
    List<String> silent = new ArrayList<>();
    collectSilent(schema, silent);

    assertThat(silent).isEmpty();
  }

  private void collectSilent(JsonNode part, List<String> silent) {
    for (Map.Entry<String, JsonNode> each : part.path("properties").properties()) {
      JsonNode meaning = each.getValue();
      String reference = meaning.path("$ref").asString("#/none").substring(1);
      boolean isSaid = meaning.has("description") || schema.at(reference).has("description");
      if (part.path("additionalProperties").isBoolean() && !isSaid) {
        silent.add(each.getKey());
      }
    }
    part.forEach(child -> collectSilent(child, silent));
  }

  private static void collect(JsonNode part, SortedSet<String> words) {
    part.path("properties").properties().forEach(property -> words.add(property.getKey()));
    part.forEach(child -> collect(child, words));
  }

  private static String shown() throws IOException {
    Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** What stands as code in the document and in those that it links to, without generated rows. */
  private static String code() throws IOException {
    String text = Files.readString(DOCUMENT);
    List<String> linked = LINK.matcher(text).results().map(link -> link.group(1)).toList();
    assertThat(linked).contains("policy.md", "revocation.md");
    StringBuilder all = new StringBuilder(text);
    for (String name : linked) {
      String document = Files.readString(DOCUMENT.resolveSibling(name));
      int generated = document.indexOf("<!-- decisions");
      all.append(generated < 0 ? document : document.substring(0, generated));
    }
    return CODE.matcher(all).results().map(MatchResult::group).collect(Collectors.joining("\n"));
  }
}
