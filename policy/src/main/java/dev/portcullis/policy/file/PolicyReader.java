package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the policy's part of the configuration file: {@code trust}, {@code signers}, {@code rules},
 * {@code unmatched}, {@code exemptions} and {@code revoked}. What a document may say is in {@code
 * config.schema.json} beside this class; what no schema can say is checked here, and nothing that
 * is wrong, unused or contradictory passes.
 */
public final class PolicyReader {
  private PolicyReader() {}

  /**
   * Reads the policy's keys of {@code document}, and asks for no others.
   *
   * @param files the keys, trust material and revocations that the document names
   * @return empty if anything is wrong, which {@link YamlDocument#check} then reports
   */
  public static Optional<LoadedPolicy> read(YamlDocument document, FileSource files) {
    YamlMapping root = document.root();
    SignersReader signers = new SignersReader(files);
    root.get("trust").ifPresent(signers::readTrust);
    root.get("signers").ifPresent(signers::read);
    RulesReader rules = new RulesReader(signers);
    root.require("rules").ifPresent(rules::read);
    Rule unmatched =
        root.get("unmatched")
            .flatMap(
                node ->
                    node.word(
                        Map.of(
                            "refuse", Rule.refuseUnmatched(),
                            "insecureAdmit", Rule.admitUnmatched())))
            .orElseGet(Rule::refuseUnmatched);
    List<Exemption> exemptions =
        root.get("exemptions").map(ExemptionsReader::read).orElse(List.of());
    DenyList denied = revoked(document, files, signers);
    if (!document.hasProblems()) {
      signers.noteUnused();
    }
    if (document.hasProblems()) {
      return Optional.empty();
    }
    List<Rule> all = rules.rules().stream().map(rule -> rule.exempting(exemptions)).toList();
    return Optional.of(
        new LoadedPolicy(
            Policy.of(all, unmatched.exempting(exemptions), denied),
            signers.trust(),
            signers.awaited(),
            signers.warnings()));
  }

  private static DenyList revoked(YamlDocument document, FileSource files, SignersReader signers) {
    Optional<YamlNode> file =
        document
            .root()
            .get("revoked")
            .flatMap(YamlNode::mapping)
            .flatMap(mapping -> mapping.require("file"));
    Optional<String> path = file.flatMap(YamlNode::text);
    if (path.isEmpty()) {
      return DenyList.empty();
    }
    try {
      Bytes content = files.load(path.get());
      return RevokedReader.read(document.include(path.get(), content), signers.names());
    } catch (MalformedException e) {
      file.get().problem("cannot read " + path.get() + ": " + e.getMessage());
      return DenyList.empty();
    }
  }
}
