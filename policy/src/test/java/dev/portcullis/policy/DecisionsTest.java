package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.TrustAnchors;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.FulcioExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code decisions.txt}, which anybody can read and add to. */
class DecisionsTest {
  private static final Pattern EXEMPTED = Pattern.compile("^exempted until (\\S+) \\((.*)\\)$");
  private static final Map<String, String> SIGNERS = signers();
  private static final KeyFolder FILES = files();

  /**
   * One case.
   *
   * @param name what it shows
   * @param rule the rule's YAML
   * @param found what was found, a line each
   * @param decision the expected decision
   * @param reason the expected summary
   */
  record Case(String name, String rule, List<String> found, String decision, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decides(Case one) throws Exception {
    Policy policy = policy(one).policy();
    Scene scene = scene(one);

    Decision decision =
        Evaluator.decide(
            policy.ruleFor(Scene.REPOSITORY),
            denied(one.found()),
            Scene.IMAGE,
            scene.findings(),
            now(one));

    assertThat(words(decision)).isEqualTo(one.decision());
    assertThat(decision.explanation().summary()).isEqualTo(resolved(one.reason()));
  }

  /** What is recorded of each case is enough to decide it again. */
  @ParameterizedTest
  @MethodSource("cases")
  void replays(Case one) throws Exception {
    LoadedPolicy loaded = policy(one);
    Policy policy = loaded.policy().withDenied(denied(one.found()));
    Rule rule = policy.ruleFor(Scene.REPOSITORY);
    Findings findings = scene(one).findings();
    TrustAnchors anchors = TrustAnchors.of(loaded.trust());
    Notes notes = Notes.taking();
    Decision decision =
        Evaluator.decide(
            rule, policy.denied(), Scene.IMAGE, findings, Background.NONE, now(one), notes);
    String kept = RecollectionWriter.write(rule, Scene.IMAGE, findings, notes, anchors, now(one));

    Replay.Outcome outcome =
        new Replay(policy, anchors)
            .decide(
                Scene.REPOSITORY,
                Scene.IMAGE.digest(),
                kept.isEmpty() ? Optional.empty() : Optional.of(RecollectionReader.read(kept)),
                now(one));

    assertThat(outcome).isInstanceOf(Replay.Outcome.Told.class);
    Rehearsal made = ((Replay.Outcome.Told) outcome).made();
    assertThat(made.rule()).isEqualTo(decision.rule());
    assertThat(made.explanation().summary()).isEqualTo(decision.explanation().summary());
    assertThat(made.validUntil()).isEqualTo(decision.validUntil());
    assertThat(made.verdict().word() + ": " + made.basis())
        .isEqualTo(
            switch (decision) {
              case Decision.Admit admit ->
                  switch (admit.basis()) {
                    case WARNED -> "warn: warned";
                    case AUDITED -> "audit: audited";
                    case VERIFIED, OPEN, EXEMPTED, LISTED, SEEN -> "admit: " + lower(admit.basis());
                  };
              case Decision.Refuse refuse -> "refuse: " + lower(refuse.refusal());
              case Decision.Undecided _ -> "undecided: undecided";
            });
  }

  private static Scene scene(Case one) {
    Scene scene = new Scene();
    one.found().stream().filter(line -> !line.startsWith("at ")).forEach(line -> find(scene, line));
    return scene;
  }

  private static Instant now(Case one) {
    return one.found().stream()
        .filter(line -> line.startsWith("at "))
        .findFirst()
        .map(line -> Instant.parse(line.substring("at ".length())))
        .orElse(Scene.NOW);
  }

  @Test
  void everyCaseIsRead() {
    assertThat(cases())
        .hasSizeGreaterThanOrEqualTo(150)
        .extracting(Case::name)
        .doesNotHaveDuplicates();
  }

  private static String words(Decision decision) {
    String words =
        switch (decision) {
          case Decision.Admit admit ->
              "admit: "
                  + lower(admit.basis())
                  + admit.signers().stream().map(", "::concat).collect(Collectors.joining());
          case Decision.Refuse refuse -> "refuse: " + lower(refuse.refusal());
          case Decision.Undecided undecided -> "undecided";
        };
    return words + decision.validUntil().map(until -> ", until " + until).orElse("");
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static String resolved(String reason) throws Exception {
    Matcher key = Pattern.compile("FINGERPRINT (\\S+\\.pub)").matcher(reason);
    String text = reason;
    if (key.find()) {
      text = key.replaceAll(match -> FILES.fingerprint(match.group(1)).substring(0, 12));
    }
    return text.replace("IMAGE", Scene.IMAGE.digest().shortened())
        .replace("ANOTHER", Scene.OTHER.shortened());
  }

  private static void find(Scene scene, String line) {
    List<String> words = List.of(line.split(" ", -1));
    switch (words.getFirst()) {
      case "nothing", "revoked", "exempted" -> {}
      case "failed" -> scene.failed(failure(Failure.Code.valueOf(words.get(1))));
      case "silent" -> scene.silent(line.substring("silent ".length()));
      case "attestation" -> {
        Said said = Said.of(line);
        scene.attested(voucher(said.who()), said.times(), type(words), said.predicate());
      }
      case "sbom" -> {
        Said said = Said.of(line);
        scene.attested(voucher(said.who()), said.times(), "https://cyclonedx.org/bom", said.bill());
      }
      case "signature" -> {
        if (words.contains("over")) {
          scene.signedByKey(FILES.fingerprint(words.get(2)), Scene.OTHER);
        } else {
          Said said = Said.of(line);
          scene.signed(voucher(said.who()), said.times(), said.named());
        }
      }
      default -> throw new AssertionError("cannot read: " + line);
    }
  }

  private static String type(List<String> words) {
    return words.get(1).equals("by") ? "https://slsa.dev/provenance/v1" : words.get(1);
  }

  /** {@code by FILE.pub}, or {@code by SUBJECT from ISSUER[, root NAME][, CLAIM VALUE]...}. */
  private static Voucher voucher(String line) {
    Matcher by =
        Pattern.compile("by (\\S+)(?: from ([^\\s,]+))?((?:, \\S+ [^\\s,]+)*)$").matcher(line);
    assertThat(by.find()).as(line).isTrue();
    if (by.group(2) == null) {
      return new Voucher.Key(FILES.fingerprint(by.group(1)));
    }
    String root = "public-good";
    Map<FulcioExtension, String> claims = new HashMap<>();
    for (String part : by.group(3).split(", ", -1)) {
      String[] claim = part.split(" ", -1);
      if (claim[0].equals("root")) {
        root = claim[1];
      } else if (claim.length > 1) {
        claims.put(FulcioExtension.named(claim[0]).orElseThrow(), claim[1]);
      }
    }
    return Scene.certificate(root, by.group(1), by.group(2), claims);
  }

  private static Failure failure(Failure.Code code) {
    return Failure.of(code, "it is", Scene.IMAGE.digest().toString(), Scene.OTHER.toString());
  }

  private static DenyList denied(List<String> found) {
    Map<Digest, String> digests = new HashMap<>();
    Map<String, String> signers = new HashMap<>();
    Map<String, String> keys = new HashMap<>();
    Pattern revoked = Pattern.compile("revoked (.*?)(?: \\((.*)\\))?");
    for (String line : found) {
      Matcher match = revoked.matcher(line);
      if (match.matches()) {
        String what = match.group(1);
        String reason = match.group(2) == null ? "" : match.group(2);
        String last = what.substring(what.lastIndexOf(' ') + 1);
        if (what.startsWith("signer ")) {
          signers.put(last, reason);
        } else if (what.startsWith("key ")) {
          keys.put(FILES.fingerprint(last), reason);
        } else {
          digests.put(what.equals("image") ? Scene.IMAGE.digest() : Scene.OTHER, reason);
        }
      }
    }
    return DenyList.of(digests, signers, keys);
  }

  /** A document with the rule, the signers that it names, and the exemptions. */
  private static LoadedPolicy policy(Case one) throws DocumentException {
    String rule = one.rule();
    if (rule.startsWith("unmatched")) {
      return FILES.read("rules: []\n" + rule);
    }
    String signers =
        SIGNERS.entrySet().stream()
            .filter(
                signer -> Pattern.compile("by: " + signer.getKey() + "[,}]").matcher(rule).find())
            .map(signer -> "  " + signer.getKey() + ": " + signer.getValue() + "\n")
            .collect(Collectors.joining());
    String exemptions =
        one.found().stream()
            .flatMap(line -> EXEMPTED.matcher(line).results())
            .map(
                line ->
                    "  - {digest: \""
                        + Scene.IMAGE.digest()
                        + "\", reason: \""
                        + line.group(2)
                        + "\", expires: "
                        + line.group(1)
                        + "}\n")
            .collect(Collectors.joining());
    return FILES.read(
        (signers.isEmpty() ? "" : "signers:\n" + signers)
            + "rules:\n  - name: production\n    images: [registry.acme.io/prod/**]\n"
            + rule.indent(4)
            + (exemptions.isEmpty() ? "" : "exemptions:\n" + exemptions));
  }

  private static Map<String, String> signers() {
    Map<String, String> signers = new LinkedHashMap<>();
    signers.put("release", keys("release-2026.pub, release-2027.pub"));
    signers.put("security", keys("security.pub"));
    signers.put("ci", keys("ci.pub"));
    signers.put("retired", keys("{file: retired.pub, notAfter: 2026-06-30T23:59:59Z}"));
    signers.put("future", keys("{file: future.pub, notBefore: 2027-01-01T00:00:00Z}"));
    signers.put(
        "rotating",
        keys(
            "{file: old.pub, notAfter: 2026-12-31T00:00:00Z},"
                + " {file: new.pub, notBefore: 2026-12-01T00:00:00Z}"));
    String github = "root: public-good, issuer: https://token.example/github, ";
    signers.put(
        "alice",
        "{keyless: {root: public-good, issuer: https://login.example, subject: alice@acme.io}}");
    signers.put(
        "workflow",
        "{keyless: {"
            + github
            + "subject: {matches: \"https://github.com/acme/[^/]+/release.yml@refs/tags/v.*\"}}}");
    signers.put(
        "main-branch",
        "{keyless: {"
            + github
            + "subject: {matches: \"https://github.com/acme/.*\"}, sourceRef: refs/heads/main}}");
    signers.put(
        "anyone-of-us",
        "{keyless: [{root: public-good, issuer: https://login.example, subject: bob@acme.io},"
            + " {root: public-good, issuer: https://login.example, subject: carol@acme.io}]}");
    return signers;
  }

  private static String keys(String list) {
    return "{keys: [" + list + "]}";
  }

  private static KeyFolder files() {
    KeyFolder files = new KeyFolder();
    Matcher names = Pattern.compile("[a-z0-9-]+\\.pub").matcher(signers().values().toString());
    while (names.find()) {
      files.withKey(names.group());
    }
    return files;
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String[] sections = text().split("(?m)^=== ", -1);
    for (int i = 1; i < sections.length; i++) {
      String[] parts = sections[i].split("(?m)^--- ", -1);
      int title = parts[0].indexOf('\n');
      int decision = parts[2].indexOf('\n');
      cases.add(
          new Case(
              parts[0].substring(0, title),
              parts[0].substring(title + 1),
              parts[1].strip().lines().skip(1).toList(),
              parts[2].substring(0, decision),
              parts[2].substring(decision + 1).strip()));
    }
    return cases;
  }

  private static String text() {
    try (InputStream stream = DecisionsTest.class.getResourceAsStream("decisions.txt")) {
      if (stream == null) {
        throw new AssertionError("decisions.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
