package dev.portcullis.policy;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Manifest;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustAnchors;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what a record keeps of the findings of a decision; {@link RecollectionReader} reads it.
 */
public final class RecollectionWriter {
  /** The form; a reader takes no other. */
  static final int FORM = 1;

  private final Rule rule;
  private final Subject subject;
  private final TrustAnchors anchors;
  private final Circumstances at;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  private RecollectionWriter(Rule rule, Subject subject, TrustAnchors anchors, Instant now) {
    this.rule = rule;
    this.subject = subject;
    this.anchors = anchors;
    this.at =
        new Circumstances(
            rule.terms().signedAs().of(subject.repository()), DenyList.empty(), Freshness.ANY, now);
  }

  /**
   * The findings of a decision as one line of JSON.
   *
   * @param notes those that were taken while it was made
   * @param anchors of the material by which was verified
   * @param now the instant of the decision
   * @return empty text if the rule asks for no evidence, or for such on an index and its manifests
   *     together, or it were too much to keep
   */
  public static String write(
      Rule rule,
      Subject subject,
      Findings findings,
      Notes notes,
      TrustAnchors anchors,
      Instant now) {
    if (!rule.asksForEvidence() || spans(rule)) {
      return "";
    }
    String text = new RecollectionWriter(rule, subject, anchors, now).json(findings, notes);
    return text.length() > Limits.RECOLLECTION_LENGTH ? "" : text;
  }

  /** Whether a rule asks for evidence on an index and its manifests together. */
  static boolean spans(Rule rule) {
    return rule.require().filter(Requirement::spans).isPresent();
  }

  private String json(Findings findings, Notes notes) {
    json.put("form", FORM).put("trust", anchors.revision());
    json.put("digest", subject.digest().toString());
    json.put("sboms", rule.asksForSboms());
    json.put("signed", at.repository().toString());
    image(subject.manifest());
    ArrayNode facts = json.putArray("facts");
    for (Verified fact : findings.verified()) {
      if (!(fact.voucher() instanceof Voucher.Notation)) {
        fact(facts.addObject(), fact);
      }
    }
    findings.notation().forEach(outcome -> envelope(facts.addObject(), outcome));
    ArrayNode failed = json.putArray("failed");
    findings.findings().stream()
        .filter(finding -> finding.failure().isPresent())
        .forEach(finding -> failed(failed.addObject(), finding));
    ArrayNode silent = json.putArray("silent");
    findings
        .unavailable()
        .forEach(
            each -> silent.addObject().put("source", each.source()).put("cause", each.cause()));
    texts("notes", notes.taken(), json);
    return json.toString();
  }

  private void image(Manifest manifest) {
    json.put("mediaType", manifest.mediaType());
    switch (manifest) {
      case Manifest.Image image -> {
        image.artifactType().ifPresent(type -> json.put("artifactType", type));
        json.put("configType", image.config().mediaType());
      }
      case Manifest.Index index -> {
        index.artifactType().ifPresent(type -> json.put("artifactType", type));
        ArrayNode platforms = json.putArray("platforms");
        index.manifests().stream()
            .flatMap((Descriptor each) -> each.platform().stream())
            .forEach(platforms::add);
      }
    }
    texts("annotations", manifest.annotations(), json);
  }

  private void fact(ObjectNode node, Verified fact) {
    where(node, fact.origin(), fact.subject().toString());
    node.put("anchor", anchors.of(fact.voucher()).orElse(""));
    by(node, fact);
    fact.signedAt().forEach(time -> node.withArray("times").add(time.toString()));
    fact.witnesses().forEach(each -> log(node.withArray("logs").addObject(), each));
    switch (fact) {
      case Verified.Signature signature -> {
        texts("annotations", signature.annotations(), node);
        signature.named().ifPresent(name -> node.put("named", name));
      }
      case Verified.Attestation attestation -> node.put("type", attestation.predicateType());
      case Verified.Sbom sbom -> {
        node.put("artifact", sbom.artifact().toString());
        sbom.named().ifPresent(name -> node.put("named", name));
      }
    }
  }

  private void by(ObjectNode node, Verified fact) {
    switch (fact.voucher()) {
      case Voucher.Key(String fingerprint) -> node.put("key", fingerprint);
      case Voucher.Keyless keyless -> keyless(node.putObject("keyless"), keyless);
      case Voucher.Owned owned -> {
        List<String> fingerprints = new ArrayList<>();
        fingerprints.add(HashFunction.SHA256.of(owned.path().getFirst().spki()).toHex());
        owned.path().forEach(certificate -> fingerprints.add(certificate.fingerprint()));
        judged(node, fingerprints, signer -> Standing.of(signer, fact, at));
      }
      case Voucher.Notation _ -> {} // written as the envelope that it is
      case Voucher.Supposed supposed -> node.put("signer", supposed.signer());
    }
  }

  private static void keyless(ObjectNode node, Voucher.Keyless voucher) {
    node.put("root", voucher.root());
    node.put("kind", voucher.identity().subject().kind().name());
    node.put("subject", voucher.identity().subject().value());
    node.put("issuer", voucher.identity().issuer());
    node.put("certificate", voucher.certificate().fingerprint());
    node.put("key", voucher.certificate().keyFingerprint());
    node.put("authority", voucher.certificate().authority());
    node.put("from", voucher.certificate().notBefore().toString());
    node.put("to", voucher.certificate().notAfter().toString());
    ObjectNode claims = node.putObject("claims");
    voucher.identity().extensions().forEach((claim, text) -> claims.put(claim.word(), text));
  }

  private void envelope(ObjectNode node, NotationOutcome outcome) {
    Voucher.Notation voucher = new Voucher.Notation(outcome);
    where(node, outcome.origin(), outcome.subject().toString());
    node.put("anchor", anchors.of(voucher).orElse(""));
    List<String> fingerprints = new ArrayList<>(List.of(voucher.keyFingerprint()));
    outcome.chain().forEach(certificate -> fingerprints.add(certificate.fingerprint()));
    judged(
        node,
        fingerprints,
        signer ->
            signer instanceof Signer.Notation policy
                ? NotationStanding.of(policy, outcome, at)
                : Standing.Foreign.OTHER);
    outcome.provenTimes().forEach(time -> node.withArray("times").add(time.toString()));
    texts("annotations", outcome.annotations(), node);
  }

  /** Something that tells what a fact is worth to a signer. */
  @FunctionalInterface
  private interface Judge {
    Standing of(Signer signer);
  }

  private void judged(ObjectNode node, List<String> fingerprints, Judge judge) {
    ObjectNode judged = node.putObject("judged");
    fingerprints.forEach(judged.putArray("fingerprints")::add);
    ObjectNode counts = judged.putObject("counts");
    rule.require().stream()
        .flatMap(Requirement::signers)
        .distinct()
        .forEach(
            signer ->
                counts.put(
                    Canonical.revision(signer), judge.of(signer) instanceof Standing.Counts));
  }

  private static void log(ObjectNode node, LogWitness witness) {
    node.put("root", witness.root()).put("log", witness.log());
    witness.logIndex().ifPresent(index -> node.put("index", Long.toString(index)));
    witness.integratedTime().ifPresent(time -> node.put("time", time.toString()));
  }

  private static void failed(ObjectNode node, Finding finding) {
    where(node, finding.origin(), "");
    node.put("form", finding.form());
    finding
        .failure()
        .ifPresent(
            failure -> {
              node.put("code", failure.code().name()).put("message", failure.message());
              failure.expected().ifPresent(text -> node.put("expected", text));
              failure.found().ifPresent(text -> node.put("found", text));
            });
  }

  private static void where(ObjectNode node, Origin origin, String subject) {
    node.put("source", origin.source().name());
    origin.manifest().ifPresent(digest -> node.put("manifest", digest.toString()));
    node.put("layer", origin.layer());
    if (!subject.isEmpty()) {
      node.put("subject", subject);
    }
  }

  private static void texts(String name, Map<String, String> texts, ObjectNode node) {
    if (!texts.isEmpty()) {
      ObjectNode object = node.putObject(name);
      texts.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(entry -> object.put(entry.getKey(), entry.getValue()));
    }
  }
}
