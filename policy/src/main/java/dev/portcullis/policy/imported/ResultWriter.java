package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the result: what rules use, and nothing that none uses. */
final class ResultWriter {
  private static final String HUB = "docker.io";
  private static final Pattern STORE = Pattern.compile(".*/x509/([^/]+)/([^/]+)/[^/]+");

  private ResultWriter() {}

  /**
   * The result.
   *
   * @param from what was carried over, for people
   * @param admitUnmatched whether images that no rule is about are admitted
   */
  static Imported write(
      String from,
      List<Composed> rules,
      boolean admitUnmatched,
      SignerBook book,
      Warnings warnings) {
    Tree.Keyed tree = new Tree.Keyed();
    Tree.Keyed upstreams = upstreams(rules);
    if (!upstreams.entries().isEmpty()) {
      tree = tree.with("upstreams", upstreams);
    }
    Set<String> used = new TreeSet<>();
    rules.forEach(rule -> collect(rule.demand(), used));
    Tree.Keyed signers = only(book.signers(), used);
    Tree.Keyed trust = trust(book.trust(), signers);
    if (!trust.entries().isEmpty()) {
      tree = tree.with("trust", trust);
    }
    if (!signers.entries().isEmpty()) {
      tree = tree.with("signers", signers);
    }
    Names names = new Names();
    tree =
        tree.with("rules", new Tree.Items(rules.stream().map(rule -> rule(rule, names)).toList()))
            .with("unmatched", admitUnmatched ? "insecureAdmit" : "refuse");
    String text = TreeWriter.write(tree);
    SortedMap<String, String> files = new TreeMap<>(book.files());
    files.keySet().removeIf(path -> !text.contains(path) && !text.contains(store(path)));
    return new Imported(header(from, warnings.all()) + text, files, warnings.all());
  }

  /** The trust store that a file is in, as signers name it; its path if it is in none. */
  private static String store(String path) {
    Matcher store = STORE.matcher(path);
    return store.matches() ? store.group(1) + ":" + store.group(2) : path;
  }

  private static String header(String from, List<Problem> warnings) {
    StringBuilder text = new StringBuilder("# Imported from ").append(oneLine(from)).append('\n');
    for (Problem each : warnings) {
      text.append("# warning: line ")
          .append(each.line())
          .append(": ")
          .append(oneLine(each.message()))
          .append('\n');
    }
    return text.toString();
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().forEach(c -> line.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    return line.toString();
  }

  private static Tree.Keyed upstreams(List<Composed> rules) {
    Set<String> registries = new TreeSet<>();
    rules.forEach(rule -> rule.images().forEach(image -> registries.add(image.registry())));
    Tree.Keyed upstreams = new Tree.Keyed();
    for (String registry : registries) {
      String host = registry.equals(HUB) ? "registry-1.docker.io" : registry;
      upstreams = upstreams.with(registry, new Tree.Keyed().with("url", "https://" + host));
    }
    return upstreams;
  }

  private static Tree.Keyed only(Tree.Keyed all, Set<String> used) {
    SequencedMap<String, Tree> some = new LinkedHashMap<>(all.entries());
    some.keySet().retainAll(used);
    return new Tree.Keyed(some);
  }

  private static Tree.Keyed trust(Tree.Keyed all, Tree.Keyed signers) {
    Set<String> roots = new TreeSet<>();
    boolean notation = false;
    for (Tree signer : signers.entries().values()) {
      for (Map.Entry<String, Tree> part : ((Tree.Keyed) signer).entries().entrySet()) {
        notation |= part.getKey().equals("notation");
        if (part.getKey().equals("root") && part.getValue() instanceof Tree.Text(String root)) {
          roots.add(root);
        }
        if (part.getValue() instanceof Tree.Keyed keyless
            && keyless.entries().get("root") instanceof Tree.Text(String root)) {
          roots.add(root);
        }
      }
    }
    Tree.Keyed trust = new Tree.Keyed();
    if (all.entries().get("sigstore") instanceof Tree.Keyed sigstore
        && !only(sigstore, roots).entries().isEmpty()) {
      trust = trust.with("sigstore", only(sigstore, roots));
    }
    Tree stores = all.entries().get("notation");
    return notation && stores != null ? trust.with("notation", stores) : trust;
  }

  private static void collect(Demand demand, Set<String> signers) {
    switch (demand) {
      case Demand.Signature signature -> signers.add(signature.by());
      case Demand.Attestation attestation -> signers.add(attestation.by());
      case Demand.Nothing _ -> {}
      case Demand.All(List<Demand> of) -> of.forEach(part -> collect(part, signers));
      case Demand.AtLeast some -> some.of().forEach(part -> collect(part, signers));
    }
  }

  private static Tree rule(Composed rule, Names names) {
    Tree.Keyed tree =
        new Tree.Keyed()
            .with("name", names.unique(rule.name()))
            .with(
                "images",
                Tree.Items.ofTexts(rule.images().stream().map(ImagePattern::toString).toList()));
    if (Demand.isAnything(rule.demand())) {
      return tree.with("insecureAdmitAnything", new Tree.Word("true"));
    }
    if (rule.mode() != Mode.ENFORCE) {
      tree = tree.with("mode", rule.mode().name().toLowerCase(Locale.ROOT));
    }
    if (rule.demand() instanceof Demand.Nothing(String reason)) {
      return tree.with("refuse", reason);
    }
    if (rule.signedAs().isPresent()) {
      tree = tree.with("signedAs", rule.signedAs().get());
    }
    return tree.with(
        "require",
        rule.demand() instanceof Demand.All(List<Demand> of)
            ? parts(of)
            : new Tree.Items(List.of(part(rule.demand()))));
  }

  private static Tree.Items parts(List<Demand> of) {
    List<Tree> parts = new ArrayList<>();
    of.forEach(part -> parts.add(part(part)));
    return new Tree.Items(parts);
  }

  private static Tree part(Demand demand) {
    return switch (demand) {
      case Demand.Signature(String by, var where) ->
          new Tree.Keyed().with("signature", withWhere(new Tree.Keyed().with("by", by), where));
      case Demand.Attestation(String type, String by, var where) ->
          new Tree.Keyed()
              .with(
                  "attestation",
                  withWhere(new Tree.Keyed().with("type", type).with("by", by), where));
      case Demand.All(List<Demand> of) -> new Tree.Keyed().with("all", parts(of));
      case Demand.AtLeast(int count, List<Demand> of) ->
          count == 1
              ? new Tree.Keyed().with("any", parts(of))
              : new Tree.Keyed()
                  .with("atLeast", new Tree.Word(String.valueOf(count)))
                  .with("of", parts(of));
      case Demand.Nothing _ -> throw new IllegalStateException("only a whole rule is nothing");
    };
  }

  private static Tree withWhere(Tree.Keyed tree, Optional<String> where) {
    return where.isPresent() ? tree.with("where", where.get()) : tree;
  }
}
