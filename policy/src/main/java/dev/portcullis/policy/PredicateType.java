package dev.portcullis.policy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.condition.SoftwareBill;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The type that a statement's predicate must be of (sigstore spec notes, 2.9): one URI, or the URIs
 * that a name stands for, some of them with whatever version follows.
 *
 * @param word as it is written in the policy
 * @param exact the URIs
 * @param versioned the URIs that may also be followed by {@code /} and a version
 */
public record PredicateType(String word, Set<String> exact, Set<String> versioned) {
  private static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";
  private static final Map<String, PredicateType> NAMED = named();

  /** Copies the sets. */
  public PredicateType {
    exact = Set.copyOf(exact);
    versioned = Set.copyOf(versioned);
  }

  /**
   * The type that {@code word} means: one of {@link #names}, or a URI.
   *
   * @throws MalformedException if it is neither, or the type of a signature
   */
  public static PredicateType parse(String word) throws MalformedException {
    PredicateType named = NAMED.get(word);
    if (named != null) {
      return named;
    }
    if (word.equals(SIGNATURE)) {
      throw new MalformedException(
          "this is what cosign sign writes, a signature; require signature: {by: SIGNER}");
    }
    if (!word.contains("://") || word.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(word)
              + "' is neither a URI nor one of "
              + String.join(", ", names()));
    }
    return new PredicateType(word, Set.of(word), Set.of());
  }

  /** The names, in the order of the documentation. */
  public static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }

  /** Whether a predicate of this URI is of this type. */
  public boolean matches(String uri) {
    return exact.contains(uri)
        || versioned.contains(uri)
        || versioned.stream()
            .anyMatch(each -> uri.length() > each.length() + 1 && uri.startsWith(each + "/"));
  }

  /** Whether a predicate of this URI is an SBOM in one of these formats. */
  static boolean isBill(String uri, Set<SoftwareBill.Format> formats) {
    return formats.stream()
        .map(format -> NAMED.get(format.word()))
        .anyMatch(type -> type != null && type.matches(uri));
  }

  /** What people call the type of {@code uri}: its first name if it has one. */
  static String nameOf(String uri) {
    return NAMED.values().stream()
        .filter(type -> type.matches(uri))
        .findFirst()
        .map(PredicateType::word)
        .orElseGet(() -> Quoting.shorten(uri));
  }

  private static Map<String, PredicateType> named() {
    Map<String, PredicateType> named = new LinkedHashMap<>();
    String slsa = "https://slsa.dev/provenance/";
    exact(named, slsa + "v1", "slsa-provenance-v1", "slsaprovenance1");
    exact(named, slsa + "v0.2", "slsa-provenance-v0.2", "slsaprovenance02", "slsaprovenance");
    exact(named, slsa + "v0.1", "slsa-provenance-v0.1");
    exact(named, "https://slsa.dev/verification_summary/v1", "slsa-vsa-v1");
    versioned(named, Set.of("https://spdx.dev/Document"), "spdx", "spdxjson");
    versioned(named, Set.of("https://cyclonedx.org/bom", "cyclonedx.org/bom"), "cyclonedx");
    put(
        named,
        Set.of(
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            "cosign.sigstore.dev/attestation/vuln/v1"),
        Set.of(),
        "vuln");
    versioned(named, Set.of("https://in-toto.io/attestation/vulns"), "vulns");
    versioned(named, Set.of("https://openvex.dev/ns"), "openvex");
    put(
        named,
        Set.of("https://cosign.sigstore.dev/attestation/v1", "cosign.sigstore.dev/attestation/v1"),
        Set.of(),
        "custom");
    put(
        named,
        Set.of("https://in-toto.io/Link/v1", "https://in-toto.io/attestation/link/v0.3"),
        Set.of(),
        "link");
    for (String each :
        List.of(
            "scai/attribute-report",
            "release",
            "svr",
            "test-result",
            "runtime-trace",
            "reference")) {
      String name = each.startsWith("scai") ? "scai" : each;
      versioned(named, Set.of("https://in-toto.io/attestation/" + each), name);
    }
    return named;
  }

  private static void exact(Map<String, PredicateType> named, String uri, String... names) {
    put(named, Set.of(uri), Set.of(), names);
  }

  private static void versioned(
      Map<String, PredicateType> named, Set<String> uris, String... names) {
    put(named, Set.of(), uris, names);
  }

  private static void put(
      Map<String, PredicateType> named, Set<String> exact, Set<String> versioned, String... names) {
    for (String name : names) {
      named.put(name, new PredicateType(name, exact, versioned));
    }
  }
}
