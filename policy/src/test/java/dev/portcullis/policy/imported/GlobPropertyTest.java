package dev.portcullis.policy.imported;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.file.KeyFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random policies with random patterns, and what they demand of every name of a small world: never
 * less than all that the original matches there.
 */
class GlobPropertyTest {
  private static final int ROUNDS = 150;
  private static final List<String> SEGMENTS = List.of("a", "ab", "b", "ba", "c-a");
  private static final List<String> TAGS = List.of("v1", "v2", "latest");
  private static final List<String> NAMES = names();

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String registry : List.of("r.io", "s.io:5000")) {
      for (String first : SEGMENTS) {
        names.add(registry + "/" + first);
        for (String second : SEGMENTS) {
          names.add(registry + "/" + first + "/" + second);
          names.add(registry + "/" + first + "/" + second + "/a");
        }
      }
    }
    return names;
  }

  @Test
  void policyControllerNeverDemandsLessHere() throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      List<List<String>> globs = globs(random, List.of("*", "**", "a", "b", "-", "c"), true);
      StringBuilder yaml = new StringBuilder();
      for (int i = 0; i < globs.size(); i++) {
        yaml.append("---\napiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\n")
            .append("metadata: {name: p")
            .append(i)
            .append("}\nspec:\n  images:\n");
        globs.get(i).forEach(glob -> yaml.append("  - glob: \"").append(glob).append("\"\n"));
        yaml.append("  authorities: [{name: x, keyless: {identities: [{issuer: \"https://i\",")
            .append(" subject: s")
            .append(i)
            .append("}]}}]\n");
      }
      Policy policy = policy(yaml.toString());
      for (String name : NAMES) {
        Rule rule = policy.ruleFor(RepositoryName.parse(name));
        Set<String> demanded = demanded(rule);
        for (String tag : TAGS) {
          List<Integer> matching = matching(globs, name + ":" + tag, GlobPropertyTest::sigstore);
          String told = name + ":" + tag + " under\n" + yaml;
          if (matching.isEmpty()) {
            assertThat(refuses(rule)).as(told).isTrue(); // no-match-policy: deny
          }
          for (int i : matching) {
            assertThat(refuses(rule) || demanded.contains("p" + i + "-x")).as(told).isTrue();
          }
        }
      }
    }
  }

  @Test
  void kyvernoNeverDemandsLessHere() throws Exception {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      List<List<String>> globs = globs(random, List.of("*", "?", "a", "b", "-", "c"), true);
      List<List<String>> skipped = globs(random, List.of("*", "a", "b", "-", "c"), false);
      StringBuilder yaml = new StringBuilder();
      for (int i = 0; i < globs.size(); i++) {
        yaml.append("---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p")
            .append(i)
            .append("}\nspec:\n  validationFailureAction: Enforce\n  rules:\n  - name: x\n")
            .append("    verifyImages:\n    - imageReferences: ")
            .append(list(globs.get(i)));
        if (i < skipped.size()) {
          yaml.append("      skipImageReferences: ").append(list(skipped.get(i)));
        }
        yaml.append("      attestors: [{entries: [{keyless: {issuer: \"https://i\", subject: s")
            .append(i)
            .append("}}]}]\n");
      }
      Policy policy = policy(yaml.toString());
      for (String name : NAMES) {
        Rule rule = policy.ruleFor(RepositoryName.parse(name));
        Set<String> demanded = demanded(rule);
        for (String tag : TAGS) {
          List<Integer> skips = matching(skipped, name + ":" + tag, GlobPropertyTest::kyverno);
          for (int i : matching(globs, name + ":" + tag, GlobPropertyTest::kyverno)) {
            assertThat(refuses(rule) || skips.contains(i) || demanded.contains("p" + i + "-x"))
                .as(name + ":" + tag + " under\n" + yaml)
                .isTrue();
          }
        }
      }
    }
  }

  private static String list(List<String> globs) {
    return globs.stream().collect(Collectors.joining("\", \"", "[\"", "\"]\n"));
  }

  private static List<List<String>> globs(Random random, List<String> pieces, boolean some) {
    List<List<String>> all = new ArrayList<>();
    int policies = random.nextInt(3) + (some ? 1 : 0);
    for (int i = 0; i < policies; i++) {
      List<String> globs = new ArrayList<>();
      int count = 1 + random.nextInt(2);
      for (int j = 0; j < count; j++) {
        globs.add(glob(random, pieces));
      }
      all.add(globs);
    }
    return all;
  }

  private static String glob(Random random, List<String> pieces) {
    if (random.nextInt(8) == 0) {
      return List.of("r.io*", "r*", "s.io:5000**", "r.i**a", "*a", "a*").get(random.nextInt(6));
    }
    StringBuilder glob =
        new StringBuilder(List.of("r.io", "s.io:5000", "*.io", "*").get(random.nextInt(4)));
    int segments = 1 + random.nextInt(3);
    for (int i = 0; i < segments; i++) {
      glob.append('/');
      int length = 1 + random.nextInt(3);
      for (int j = 0; j < length; j++) {
        glob.append(pieces.get(random.nextInt(pieces.size())));
      }
    }
    return glob.append(List.of("", "", ":*", ":v1", ":v*", "*").get(random.nextInt(6))).toString();
  }

  private static List<Integer> matching(
      List<List<String>> globs, String image, BiPredicate<String, String> match) {
    List<Integer> matching = new ArrayList<>();
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).stream().anyMatch(glob -> match.test(glob, image))) {
        matching.add(i);
      }
    }
    return matching;
  }

  /** As policy-controller's glob package compiles it. */
  private static boolean sigstore(String glob, String image) {
    String expression =
        glob.replace(".", "\\.").replace("**", "#").replace("*", "[^/]*").replace("#", ".*");
    return Pattern.matches(expression, image);
  }

  private static boolean kyverno(String glob, String image) {
    return Pattern.matches(glob.replace(".", "\\.").replace("*", ".*").replace("?", "."), image);
  }

  private static Policy policy(String yaml) throws Exception {
    Imported imported =
        PolicyImport.read(
            "random",
            Bytes.utf8(yaml),
            Optional.empty(),
            new ImportOptions(new TreeSet<>(Set.of("r.io", "s.io:5000")), false, "t"),
            new KeyFolder());
    return new KeyFolder()
        .read(imported.yaml().replaceFirst("(?m)^upstreams:\n(  .*\n)*", ""))
        .policy();
  }

  private static boolean refuses(Rule rule) {
    return rule.name().equals(Rule.UNMATCHED)
        ? rule.require().isPresent()
        : rule.require().filter(Requirement.Nothing.class::isInstance).isPresent();
  }

  /** The signers without whom the rule cannot be met. */
  private static Set<String> demanded(Rule rule) {
    return rule.require().stream()
        .flatMap(
            each ->
                each instanceof Requirement.All all ? all.of().stream() : List.of(each).stream())
        .flatMap(
            each ->
                each instanceof Requirement.Signature one
                    ? List.of(one.by()).stream()
                    : List.<Signer>of().stream())
        .map(Signer::name)
        .collect(Collectors.toSet());
  }
}
