package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads Kyverno's {@code ImageValidatingPolicy}. Of its validations, which are CEL, those are
 * understood that demand of every image a number of signatures, or of signed statements.
 */
final class ImageValidatingPolicyReader {
  private static final int LONGEST = 2048;
  private static final String LIST =
      "\\[((?:attestors(?:\\.[A-Za-z0-9_]+|\\[[\"'][^\"'\\]]+[\"']\\]),?)+)\\]";
  private static final String CALL =
      "(?:verifyImageSignatures\\((?P<image>\\w+),(?P<by>"
          + LIST.replace("((?:", "(?:(?:")
          + ")\\)|verifyAttestationSignatures\\((?P<about>\\w+),attestations(?:\\.(?P<type>\\w+)|\\[[\"'](?P<quoted>[^\"'\\]]+)[\"']\\]),(?P<with>"
          + LIST.replace("((?:", "(?:(?:")
          + ")\\))";
  private static final String OVER = "images\\.\\??\\w+(?:\\.orValue\\(\\[\\]\\))?";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:\\("
              + OVER
              + "(?:\\+"
              + OVER
              + ")*\\)|"
              + OVER
              + ")\\.map\\((?P<var>\\w+),"
              + CALL
              + "(?:\\)\\.all\\((?P<each>\\w+),(?P<same>\\w+)(?P<sign>>=?)(?P<count>[0-9])\\)"
              + "|(?P<sign2>>=?)(?P<count2>[0-9])\\)\\.all\\((?P<each2>\\w+),(?P<same2>\\w+)\\))");
  private static final Pattern ATTESTOR =
      Pattern.compile("attestors(?:\\.([A-Za-z0-9_]+)|\\[[\"']([^\"'\\]]+)[\"']\\])");

  private final CosignParts parts;
  private final NotaryParts notary;
  private final Warnings warnings;

  ImageValidatingPolicyReader(CosignParts parts, ImportOptions options) {
    this.parts = parts;
    this.notary = new NotaryParts(parts, options);
    this.warnings = parts.warnings();
  }

  Draft read(String name, Fields spec) {
    spec.without(
        "matchConstraints",
        "failurePolicy",
        "webhookConfiguration",
        "evaluation",
        "autogen",
        "credentials",
        "auditAnnotations",
        "images",
        "variables",
        "validationConfigurations");
    spec.get("matchConditions")
        .ifPresent(
            node ->
                warnings.add(
                    node,
                    "a pull is of no resource, so that the policy is carried over for every pull,"
                        + " which is stricter"));
    Map<String, Fields> attestors = named(spec, "attestors");
    Map<String, Fields> attestations = named(spec, "attestations");
    List<Demand> all = new ArrayList<>();
    for (YamlNode each : spec.list("validations")) {
      Fields validation = Fields.of(each).without("message", "messageExpression", "reason");
      Optional<YamlNode> expression = validation.get("expression");
      all.add(
          expression
              .map(node -> validation(name, node, attestors, attestations))
              .orElseGet(() -> warnings.nothing(each, "a validation without an expression")));
    }
    if (all.isEmpty()) {
      all.add(warnings.nothing(spec.node(), "a policy without validations"));
    }
    parts.unknown(spec.without("validationActions", "matchImageReferences")).ifPresent(all::add);
    return new Draft(
        name, places(spec), List.of(), mode(spec), Demand.simplest(new Demand.All(all)));
  }

  private static Map<String, Fields> named(Fields spec, String list) {
    Map<String, Fields> all = new LinkedHashMap<>();
    for (YamlNode each : spec.list(list)) {
      Fields fields = Fields.of(each);
      fields.required("name").ifPresent(name -> all.put(name, fields));
    }
    return all;
  }

  private Mode mode(Fields spec) {
    List<String> actions = spec.texts("validationActions");
    if (actions.isEmpty() || actions.contains("Deny")) {
      return Mode.ENFORCE;
    }
    for (String each : actions) {
      if (!each.equals("Warn") && !each.equals("Audit")) {
        return Mode.ENFORCE;
      }
    }
    return actions.contains("Warn") ? Mode.WARN : Mode.AUDIT;
  }

  private List<Draft.Place> places(Fields spec) {
    List<Draft.Place> all = new ArrayList<>();
    for (YamlNode each : spec.list("matchImageReferences")) {
      Fields reference = Fields.of(each);
      Optional<YamlNode> glob = reference.get("glob");
      Optional<String> text = reference.text("glob");
      if (glob.isPresent() && text.isPresent() && text.get().matches("[^\\[\\]{}\\\\!]*")) {
        Draft.Place.of(glob.get()).ifPresent(all::add);
      } else {
        warnings.add(
            each,
            "images that are chosen by an expression, or by '[' or '{' in a pattern; carried over"
                + " for all images, which is stricter");
        all.add(new Draft.Place(each, "*"));
      }
    }
    if (all.isEmpty()) {
      all.add(new Draft.Place(spec.node(), "*"));
    }
    return all;
  }

  private Demand validation(
      String name, YamlNode node, Map<String, Fields> attestors, Map<String, Fields> attestations) {
    String text = node.text().orElse("").replaceAll("\\s", "");
    Matcher shape = SHAPE.matcher(text);
    if (text.length() > LONGEST || !shape.matches() || !isOfOneVariable(shape)) {
      return warnings.nothing(node, "a validation that is not understood");
    }
    boolean isSignature = shape.group("by") != null;
    Function<String, Demand> leaf = Demand::signature;
    if (!isSignature) {
      String which = one(shape, "type", "quoted");
      Optional<String> type =
          Optional.ofNullable(attestations.get(which))
              .flatMap(each -> each.fields("intoto"))
              .flatMap(each -> each.text("type"))
              .flatMap(PredicateTypes::of);
      if (type.isEmpty()) {
        return warnings.nothing(
            node,
            "statements '" + Quoting.shorten(which) + "', which are not in-toto's of a known type");
      }
      leaf = signer -> new Demand.Attestation(type.get(), signer, Optional.empty());
    }
    List<Demand> any = new ArrayList<>();
    Matcher each = ATTESTOR.matcher(shape.group(isSignature ? "by" : "with"));
    while (each.find()) {
      String attestor = each.group(1) != null ? each.group(1) : each.group(2);
      Fields fields = attestors.get(attestor);
      any.add(
          fields == null
              ? warnings.nothing(node, "there is no attestor '" + Quoting.shorten(attestor) + "'")
              : attestor(name + "-" + attestor, fields, leaf));
    }
    return new Demand.AtLeast(count(shape), any);
  }

  /** Whether each function is given what its list is of. */
  private static boolean isOfOneVariable(Matcher shape) {
    return shape.group("var").equals(one(shape, "image", "about"))
        && one(shape, "each", "each2").equals(one(shape, "same", "same2"));
  }

  private static String one(Matcher shape, String name, String other) {
    String text = shape.group(name);
    return text == null ? shape.group(other) : text;
  }

  /** How many must be there; more than none, since a validation that demands nothing is odd. */
  private static int count(Matcher shape) {
    String sign = one(shape, "sign", "sign2");
    String count = one(shape, "count", "count2");
    return Math.max(1, Integer.parseInt(count) + (sign.equals(">") ? 1 : 0));
  }

  private Demand attestor(String name, Fields attestor, Function<String, Demand> leaf) {
    Optional<Fields> cosign = attestor.fields("cosign");
    Optional<Fields> notation = attestor.fields("notary");
    Optional<Demand> unknown = parts.unknown(attestor);
    if (unknown.isPresent() || cosign.isPresent() == notation.isPresent()) {
      return unknown.orElseGet(
          () -> warnings.nothing(attestor.node(), "an attestor is either cosign or notary"));
    }
    return cosign.isPresent()
        ? cosign(name, cosign.get(), leaf)
        : notary(name, notation.get(), leaf);
  }

  private Demand notary(String name, Fields fields, Function<String, Demand> leaf) {
    Optional<YamlNode> anchors = pem(fields, "certs");
    Optional<YamlNode> stamps = fields.get("tsaCerts");
    Optional<YamlNode> tsa = pem(fields, "tsaCerts");
    Optional<Demand> unknown = parts.unknown(fields);
    if (unknown.isPresent() || anchors.isEmpty() || stamps.isPresent() != tsa.isPresent()) {
      return unknown.orElseGet(
          () -> warnings.nothing(fields.node(), "certificates that an expression makes"));
    }
    Demand demand = notary.stores(anchors.get(), tsa, name, leaf);
    return leaf.apply("") instanceof Demand.Attestation
        ? warnings.nothing(fields.node(), "statements that Notary Project signatures vouch for")
        : demand;
  }

  /** Certificates in PEM, which the first version of this resource had in place of a mapping. */
  private static Optional<YamlNode> pem(Fields fields, String name) {
    return fields
        .get(name)
        .flatMap(
            node -> node.literal().isPresent() ? Optional.of(node) : Fields.of(node).get("value"));
  }

  private Demand cosign(String name, Fields cosign, Function<String, Demand> leaf) {
    Optional<Fields> key = cosign.fields("key");
    Optional<Fields> keyless = cosign.fields("keyless");
    Optional<Fields> annotations = cosign.fields("annotations");
    Optional<Fields> log = cosign.fields("ctlog");
    cosign
        .get("source")
        .ifPresent(
            node ->
                warnings.add(
                    node,
                    "signatures are looked for beside the image; if they are elsewhere, write"
                        + " signatures: REPOSITORY at the upstream"));
    Optional<Demand> unknown = parts.unknown(cosign);
    boolean isForeign =
        log.filter(
                each ->
                    each.has("rekorPubKey")
                        || each.has("ctLogPubKey")
                        || each.has("tsaCertChain")
                        || each.text("url")
                            .filter(url -> CosignParts.log(url).isEmpty())
                            .isPresent())
            .isPresent();
    if (unknown.isPresent() || isForeign || key.isPresent() == keyless.isPresent()) {
      return unknown.orElseGet(
          () ->
              warnings.nothing(
                  cosign.node(),
                  isForeign
                      ? "a Sigstore instance that is not the public one"
                      : "an attestor that is neither a key nor keyless"));
    }
    Function<String, Demand> whole = leaf;
    if (annotations.isPresent()) {
      List<String> conditions = new ArrayList<>();
      for (YamlMapping.Entry each : annotations.get().entries()) {
        conditions.add(
            "signer.annotations["
                + Cel.text(each.name())
                + "] == "
                + Cel.text(each.value().text().orElse("")));
      }
      Fields where = annotations.get();
      whole =
          signer ->
              leaf.apply(signer) instanceof Demand.Signature signature && !conditions.isEmpty()
                  ? Demand.where(signature, String.join(" && ", conditions))
                  : warnings.nothing(where.node(), "annotations of a statement's signature");
    }
    boolean isLogged = log.map(each -> !each.flag("insecureIgnoreTlog", false)).orElse(true);
    if (keyless.isPresent()) {
      if (!isLogged || log.map(each -> each.flag("insecureIgnoreSCT", false)).orElse(false)) {
        warnings.add(
            cosign.node(),
            "signatures need a log entry, and certificates an SCT, all the same, which is"
                + " stricter");
      }
      return keyless(name, keyless.get(), whole);
    }
    Optional<YamlNode> data = key.orElseThrow().get("data");
    String hash = key.get().text("hashAlgorithm").orElse("sha256");
    if (data.isEmpty() || !hash.equals("sha256")) {
      return warnings.nothing(
          key.get().node(),
          "the key is in a secret or a KMS, or has another hash algorithm than sha256; export it,"
              + " and name the file at a signer");
    }
    return Demand.any(
        parts.keys(
            data.get(),
            name,
            isLogged ? Optional.of(SignerBook.PUBLIC_GOOD) : Optional.empty(),
            whole));
  }

  private Demand keyless(String name, Fields keyless, Function<String, Demand> leaf) {
    List<Demand> any = new ArrayList<>();
    for (YamlNode each : keyless.list("identities")) {
      any.add(parts.identity(Fields.of(each), name, false, new TreeMap<>(), leaf));
    }
    Optional<Demand> unknown = parts.unknown(keyless);
    if (any.isEmpty() && unknown.isEmpty()) {
      return warnings.nothing(
          keyless.node(), "without identities anybody with a certificate may sign");
    }
    return unknown.orElseGet(() -> Demand.any(any));
  }
}
