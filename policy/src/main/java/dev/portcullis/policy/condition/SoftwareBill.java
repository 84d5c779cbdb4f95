package dev.portcullis.policy.condition;

import dev.portcullis.oci.MalformedException;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;

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
    SPDX("spdx", "https://spdx.dev/Document"),
    /** CycloneDX 1.x in JSON. */
    CYCLONEDX("cyclonedx", "https://cyclonedx.org/bom");

    private final String word;
    private final String predicateType;

    Format(String word, String predicateType) {
      this.word = word;
      this.predicateType = predicateType;
    }

    /** The type that a statement with such a predicate has. */
    String predicateType() {
      return predicateType;
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

    static final Component NONE = new Component("", "", "", List.of(), "");

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
   * Reads an SBOM.
   *
   * @throws MalformedException if it is in none of the formats, a member is of a wrong type, or it
   *     lists no package: what cannot be read must not look like what contains nothing
   */
  static SoftwareBill read(Document document) throws MalformedException {
    SoftwareBill read =
        switch (form(document)) {
          case "spdxVersion" -> new SoftwareBill(Format.SPDX, SpdxReader.read(document));
          case "@graph" -> new SoftwareBill(Format.SPDX, SpdxGraphReader.read(document));
          case "CycloneDX" -> new SoftwareBill(Format.CYCLONEDX, CycloneDxReader.read(document));
          default -> throw new MalformedException("it is neither SPDX nor CycloneDX in JSON");
        };
    if (read.packages().isEmpty()) {
      throw new MalformedException("the SBOM lists no package");
    }
    return read;
  }

  /** What tells the format: the first member that does, or its value; empty if there is none. */
  private static String form(Document document) throws MalformedException {
    String[] form = {""};
    document.read(
        Map.of(
            "spdxVersion",
            in -> {
              form[0] = "spdxVersion";
              in.stop();
            },
            "@graph",
            in -> {
              form[0] = "@graph";
              in.stop();
            },
            "bomFormat",
            in -> {
              form[0] = in.isText() ? in.text() : "";
              in.stop();
            }));
    return form[0];
  }

  /** The packages as conditions see them, each made when it is looked at. */
  List<Map<String, Object>> values() {
    List<Component> all = packages;
    return new AbstractList<>() {
      @Override
      public Map<String, Object> get(int index) {
        return all.get(index).value();
      }

      @Override
      public int size() {
        return all.size();
      }
    };
  }
}
