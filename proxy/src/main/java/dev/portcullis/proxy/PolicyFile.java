package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.policy.file.PolicyReader;
import dev.portcullis.policy.file.YamlDocument;
import dev.portcullis.policy.file.YamlJson;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.record.RecordConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The policy of a configuration, for commands that serve nobody: secrets and certificates of the
 * proxy itself need not be there, and there may be no upstreams.
 *
 * @param path the file
 * @param policy the rules, the signers with their keys, and the deny list
 * @param record where its proxy keeps decisions, if it does
 * @param other the settings that are no part of the policy, by their top-level keys
 * @param files what was read
 */
record PolicyFile(
    Path path,
    LoadedPolicy policy,
    Optional<RecordConfig> record,
    SortedMap<String, JsonNode> other,
    FileSnapshot files) {
  private static final Set<String> POLICY =
      Set.of("trust", "signers", "rules", "exemptions", "unmatched", "revoked");

  /** Copies the map. */
  PolicyFile {
    other = Collections.unmodifiableSortedMap(new TreeMap<>(other));
  }

  /**
   * Reads the policy in {@code file}, and every file that it names.
   *
   * @throws ConfigException if it cannot be used, or the file has a key that no configuration has
   */
  static PolicyFile read(Path file) throws ConfigException {
    Path parent = file.toAbsolutePath().getParent();
    SourceFiles files = new SourceFiles(parent == null ? file.toAbsolutePath() : parent);
    try {
      Bytes content = files.load(file.toAbsolutePath().toString());
      return read(file, YamlDocument.parse(file.toString(), content), files);
    } catch (MalformedException e) {
      throw new ConfigException(List.of(file + ": " + e.getMessage()), files.snapshot());
    } catch (DocumentException e) {
      List<String> problems = e.problems().stream().map(Object::toString).toList();
      throw new ConfigException(problems, files.snapshot());
    }
  }

  private static PolicyFile read(Path file, YamlDocument document, SourceFiles files)
      throws DocumentException {
    YamlMapping root = document.root();
    root.get("state").flatMap(node -> node.read(files::resolve)).ifPresent(files::keepRootsUnder);
    RevocationReader.read(root.get("trust"), files);
    Optional<RecordConfig> record = RecordReader.read(root.get("record"), files);
    Optional<LoadedPolicy> policy = PolicyReader.read(document, files);
    SortedMap<String, JsonNode> other = new TreeMap<>();
    for (String key : keys()) {
      Optional<YamlNode> setting = root.get(key);
      if (!POLICY.contains(key)) {
        setting.ifPresent(node -> other.put(key, YamlJson.of(node)));
      }
    }
    document.check();
    return new PolicyFile(file, policy.orElseThrow(), record, other, files.snapshot());
  }

  /** The top-level keys that a configuration may have. */
  private static List<String> keys() {
    try (InputStream in = PolicyReader.class.getResourceAsStream("config.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its schema");
      }
      return List.copyOf(JsonMapper.shared().readTree(in).path("properties").propertyNames());
    } catch (IOException e) {
      throw new IllegalStateException("the schema cannot be read", e);
    }
  }
}
