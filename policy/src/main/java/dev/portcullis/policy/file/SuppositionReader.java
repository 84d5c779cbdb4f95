package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PredicateType;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Supposed;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads {@code found}: what evidence about the image there would be. */
final class SuppositionReader {
  private static final List<String> KINDS =
      List.of("signature", "attestation", "sbom", "broken", "unavailable");
  private static final Map<String, Failure.Code> CODES = codes();

  private final Subject subject;
  private final SuppositionVoucher vouchers;
  private final SuppositionPredicate predicates;
  private final List<Verified> verified = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Unavailable> unavailable = new ArrayList<>();

  SuppositionReader(Policy policy, FileSource files, Subject subject, Optional<Instant> at) {
    this.subject = subject;
    this.vouchers = new SuppositionVoucher(policy, at);
    this.predicates = new SuppositionPredicate(files);
  }

  Findings read(List<YamlNode> entries) {
    entries.forEach(entry -> entry.mapping().ifPresent(this::one));
    return new Findings(verified, findings, unavailable);
  }

  private void one(YamlMapping mapping) {
    Optional<YamlNode> signature = mapping.get("signature");
    Optional<YamlNode> attestation = mapping.get("attestation");
    Optional<YamlNode> sbom = mapping.get("sbom");
    Optional<YamlNode> broken = mapping.get("broken");
    Optional<YamlNode> silent = mapping.get("unavailable");
    long kinds = KINDS.stream().filter(mapping::has).count();
    if (kinds != 1) {
      mapping.problem("write exactly one of " + String.join(", ", KINDS));
      return;
    }
    signature.flatMap(YamlNode::mapping).ifPresent(this::signature);
    attestation.flatMap(YamlNode::mapping).ifPresent(this::attestation);
    sbom.flatMap(YamlNode::mapping).ifPresent(this::sbom);
    broken.flatMap(word -> word.word(CODES)).ifPresent(this::broken);
    silent
        .flatMap(YamlNode::text)
        .ifPresent(source -> unavailable.add(new Unavailable(source, "as the case supposes")));
  }

  private void signature(YamlMapping mapping) {
    Optional<Voucher> voucher = vouchers.read(mapping);
    List<Instant> times = times(mapping);
    Optional<String> named = mapping.get("named").flatMap(YamlNode::text);
    Map<String, String> annotations = new HashMap<>();
    mapping
        .get("annotations")
        .flatMap(YamlNode::mapping)
        .map(YamlMapping::entries)
        .orElse(List.of())
        .forEach(
            entry ->
                entry
                    .key()
                    .text()
                    .ifPresent(
                        name ->
                            entry.value().text().ifPresent(text -> annotations.put(name, text))));
    voucher.ifPresent(
        by ->
            add(
                Supposed.signature(
                    origin(), subject.digest(), by, times, List.of(), annotations, named),
                "signature"));
  }

  private void attestation(YamlMapping mapping) {
    Optional<Voucher> voucher = vouchers.read(mapping);
    List<Instant> times = times(mapping);
    Optional<PredicateType> type =
        mapping.require("type").flatMap(text -> text.read(PredicateType::parse));
    Optional<JsonNode> predicate = predicates.read(mapping);
    if (voucher.isPresent() && type.isPresent() && predicate.isPresent()) {
      state(voucher.get(), times, type.get(), predicate.get());
    }
  }

  private void sbom(YamlMapping mapping) {
    Optional<Voucher> voucher = vouchers.read(mapping);
    List<Instant> times = times(mapping);
    Optional<JsonNode> bill = predicates.bill(mapping);
    Optional<PredicateType> type = bill.flatMap(json -> predicates.typeOf(json, mapping));
    if (voucher.isPresent() && type.isPresent()) {
      state(voucher.get(), times, type.get(), bill.orElseThrow());
    }
  }

  private void state(Voucher voucher, List<Instant> times, PredicateType type, JsonNode predicate) {
    String uri =
        Stream.concat(type.exact().stream(), type.versioned().stream())
            .sorted((one, other) -> Boolean.compare(other.contains("://"), one.contains("://")))
            .findFirst()
            .orElseThrow();
    String statement =
        JsonNodeFactory.instance
            .objectNode()
            .put("_type", "https://in-toto.io/Statement/v1")
            .put("predicateType", uri)
            .set("predicate", predicate)
            .toString();
    add(
        Supposed.attestation(
            origin(), subject.digest(), voucher, times, List.of(), uri, Bytes.utf8(statement)),
        "attestation");
  }

  private void add(Verified fact, String form) {
    verified.add(fact);
    findings.add(
        new Finding(
            fact.origin(), form, List.of(new Check.Passed(Check.Step.SIGNATURE, "supposed"))));
  }

  private void broken(Failure.Code code) {
    Failure failure = Failure.of(code, "as the case supposes");
    findings.add(
        new Finding(
            origin(), "candidate", List.of(new Check.Failed(Check.Step.SIGNATURE, failure))));
  }

  private static List<Instant> times(YamlMapping mapping) {
    return mapping.get("signedAt").flatMap(YamlNode::instant).stream().toList();
  }

  private Origin origin() {
    return new Origin(Origin.Source.FILE, Optional.empty(), findings.size());
  }

  private static Map<String, Failure.Code> codes() {
    Map<String, Failure.Code> codes = new HashMap<>();
    for (Failure.Code code : Failure.Code.values()) {
      codes.put(code.name().toLowerCase(Locale.ROOT).replace('_', '-'), code);
    }
    return Map.copyOf(codes);
  }
}
