package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of {@code notation-differential.txt}.
 *
 * @param signature the name of the sample
 * @param level the level, with its overrides behind a blank
 * @param timestamp when a timestamp is verified; {@code -} for the default
 * @param stores the trust stores
 * @param identities the trusted identities
 * @param scope {@code =} for the sample's own repository, {@code *}, or another's name
 * @param verdict ours: {@code admit}, or {@code refuse} and the code of the failure
 * @param difference why notation's verdict is the other one; {@code -} if it is the same
 */
record NotaryRow(
    String signature,
    String level,
    String timestamp,
    List<String> stores,
    List<String> identities,
    String scope,
    String verdict,
    String difference) {
  private static final String TABLE = "/dev/portcullis/proxy/realtools/notation-differential.txt";

  /** Every row of the table. */
  static List<NotaryRow> all() {
    try (InputStream table = NotaryRow.class.getResourceAsStream(TABLE)) {
      List<NotaryRow> rows = new ArrayList<>();
      for (String line : new String(table.readAllBytes(), UTF_8).lines().toList()) {
        if (line.contains("|") && !line.startsWith("#")) {
          rows.add(parse(line));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NotaryRow parse(String line) {
    String[] cells = line.split("\\|", -1);
    if (cells.length != 8) {
      throw new IllegalArgumentException("not eight cells: " + line);
    }
    List<String> trimmed = Stream.of(cells).map(String::strip).toList();
    return new NotaryRow(
        trimmed.get(0),
        trimmed.get(1),
        trimmed.get(2),
        list(trimmed.get(3)),
        list(trimmed.get(4)),
        trimmed.get(5),
        trimmed.get(6),
        trimmed.get(7));
  }

  private static List<String> list(String cell) {
    return cell.equals("-") ? List.of() : Stream.of(cell.split(";")).map(String::strip).toList();
  }

  boolean admits() {
    return verdict.equals("admit");
  }

  boolean admitsByNotation() {
    return admits() == difference.equals("-");
  }

  /** The trust policy document of this row, with one statement. */
  Bytes document(String repository) {
    StringBuilder verification = new StringBuilder("{\"level\":\"").append(levelName()).append('"');
    if (!overrides().isEmpty()) {
      verification
          .append(",\"override\":{")
          .append(
              overrides().entrySet().stream()
                  .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                  .collect(Collectors.joining(",")))
          .append('}');
    }
    if (!timestamp.equals("-")) {
      verification.append(",\"verifyTimestamp\":\"").append(timestamp).append('"');
    }
    verification.append('}');
    return Bytes.utf8(
        """
        {"version":"1.0","trustPolicies":[{"name":"row","registryScopes":["%s"],\
        "signatureVerification":%s%s%s}]}
        """
            .formatted(
                scope.equals("=") ? repository : scope,
                verification,
                member("trustStores", stores),
                member("trustedIdentities", identities)));
  }

  private String levelName() {
    return level.split(" ", 2)[0];
  }

  private Map<String, String> overrides() {
    return Stream.of(level.split(" "))
        .skip(1)
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
  }

  private static String member(String name, List<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream()
            .map(value -> "\"" + value.replace("\\", "\\\\") + "\"")
            .collect(Collectors.joining(",", ",\"" + name + "\":[", "]"));
  }

  @Override
  public String toString() {
    return "%s, %s %s, %s, %s: %s"
        .formatted(signature, level, timestamp, stores, identities, verdict);
  }
}
