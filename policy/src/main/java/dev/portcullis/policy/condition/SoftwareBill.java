package dev.portcullis.policy.condition;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The uniform view of an SBOM.
 *
 * @param format its format
 * @param packages what it lists, one or more
 */
public record SoftwareBill(Format format, List<Component> packages) {
  /** Copies the list. */
  public SoftwareBill {
    packages = List.copyOf(packages);
  }

  /** The formats. */
  public enum Format {
    /** SPDX 2.2, 2.3 and 3.0 in JSON. */
    SPDX("spdx"),
    /** CycloneDX 1.x in JSON. */
    CYCLONEDX("cyclonedx");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    /** The name in the policy file, which is also that of the predicate's type. */
    public String word() {
      return word;
    }
  }

  /**
   * One package. What the SBOM does not say is empty.
   *
   * @param licenses SPDX identifiers or expressions, or names
   */
  public record Component(
      String name, String version, String purl, List<String> licenses, String supplier) {
    /** Copies the list. */
    public Component {
      licenses = List.copyOf(licenses);
    }

    Map<String, Object> value() {
      return Map.of(
          "name",
          name,
          "version",
          version,
          "purl",
          purl,
          "licenses",
          licenses,
          "supplier",
          supplier);
    }
  }

  /**
   * Reads a predicate.
   *
   * @throws MalformedException if it is in none of the formats, a member is of a wrong type, or it
   *     lists no package: what cannot be read must not look like what contains nothing
   */
  static SoftwareBill read(JsonNode predicate) throws MalformedException {
    JsonNode bill = unwrapped(predicate);
    SoftwareBill read;
    if (bill.has("spdxVersion")) {
      read = new SoftwareBill(Format.SPDX, SpdxReader.version2(bill));
    } else if (bill.has("@graph")) {
      read = new SoftwareBill(Format.SPDX, SpdxReader.version3(bill));
    } else if (bill.path("bomFormat").asString("").equals("CycloneDX")) {
      read = new SoftwareBill(Format.CYCLONEDX, CycloneDxReader.read(bill));
    } else {
      throw new MalformedException("the predicate is neither SPDX nor CycloneDX in JSON");
    }
    if (read.packages().isEmpty()) {
      throw new MalformedException("the SBOM lists no package");
    }
    if (read.packages().size() > Limits.LISTED_COMPONENTS) {
      throw MalformedException.overLimit(
          "the SBOM lists more than " + Limits.LISTED_COMPONENTS + " packages");
    }
    return read;
  }

  /** What cosign 1 wrapped in {@code Data} (sigstore spec notes, 1.5). */
  private static JsonNode unwrapped(JsonNode predicate) throws MalformedException {
    JsonNode data = predicate.path("Data");
    if (data.isObject()) {
      return data;
    }
    return data.isString()
        ? StrictJson.parseObject(Bytes.utf8(data.stringValue()), Limits.ENVELOPE_BYTES)
        : predicate;
  }

  /** The packages as conditions see them. */
  List<Map<String, Object>> values() {
    List<Map<String, Object>> values = new ArrayList<>(packages.size());
    packages.forEach(each -> values.add(each.value()));
    return values;
  }
}
