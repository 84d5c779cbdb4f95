package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.policy.imported.ImportOptions;
import dev.portcullis.policy.imported.Imported;
import dev.portcullis.policy.imported.PolicyImport;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code imported/published.txt}, which anybody can read and add to. */
class PublishedPoliciesTest {
  private static final Pattern CERTIFICATE =
      Pattern.compile("\"rawBytes\"\\s*:\\s*\"(MII[^\"]+)\"");
  private static final Pattern LOG = Pattern.compile("\"rawBytes\"\\s*:\\s*\"(MFkw[^\"]+)\"");

  /** The stores that the policies name, and the root in each. */
  private static final Map<String, LabHolder> ROOTS =
      Map.of(
          "acme-rockets", root("acme-rockets"),
          "acme-rockets-ca2", root("acme-rockets-ca2"),
          "wabbit-networks", root("wabbit-networks"));

  /**
   * One image under one policy.
   *
   * @param policy the first line of the policy's section: its file and options
   * @param admitted what the original does
   * @param line the image and what is found
   */
  record Case(String policy, boolean admitted, String line) {
    @Override
    public String toString() {
      return policy + ": " + (admitted ? "admits " : "refuses ") + line;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decidesAsTheOriginal(Case one) throws Exception {
    String[] parts = one.line().split(": ", 2);
    boolean isThatDigest = parts[0].endsWith("@DIGEST");
    LoadedPolicy loaded = load(one.policy(), isThatDigest);
    RepositoryName repository = RepositoryName.parse(parts[0].replace("@DIGEST", ""));
    Subject image = Scene.IMAGE.in(repository);
    Decision decision =
        Evaluator.decide(
            loaded.policy().ruleFor(repository),
            DenyList.empty(),
            image,
            findings(parts[1], image, loaded),
            Scene.NOW);
    assertThat(decision instanceof Decision.Admit)
        .as(decision.explanation().summary())
        .isEqualTo(one.admitted());
  }

  @Test
  void thereAreTwoPoliciesOfEachSystem() {
    List<String> files =
        cases().stream().map(each -> each.policy().split(" ", -1)[0]).distinct().toList();
    assertThat(files).hasSize(10);
    for (String system :
        List.of("notation-", "containers-", "policy-controller-", "kyverno-", "kyverno-ivpol-")) {
      assertThat(files.stream().filter(file -> file.startsWith(system)).count())
          .as(system)
          .isGreaterThanOrEqualTo(2);
    }
    assertThat(cases()).hasSizeGreaterThan(70);
  }

  private static LoadedPolicy load(String policy, boolean isThatDigest) throws Exception {
    List<String> words = List.of(policy.split(" ", -1));
    String text = resource("published/" + words.getFirst());
    if (isThatDigest) {
      text = text.replaceAll("sha256:[0-9a-f]{64}", Scene.IMAGE.digest().toString());
    }
    TreeSet<String> registries = new TreeSet<>();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("--registry")) {
        registries.add(words.get(i + 1));
      }
    }
    KeyFolder files = files();
    Imported imported =
        PolicyImport.read(
            words.getFirst(),
            Bytes.utf8(text),
            Optional.empty(),
            new ImportOptions(registries, words.contains("--ignore-tags"), "truststore"),
            files);
    imported.files().forEach(files::with);
    String upstreams = "(?m)^upstreams:\n(  .*\n)*"; // which are the proxy's to read
    return files.read(imported.yaml().replaceFirst(upstreams, ""));
  }

  /** The files that the policies name on their machines. */
  private static KeyFolder files() {
    KeyFolder files =
        new KeyFolder()
            .withKey("/path/to/sigstore-pubkey.pub")
            .withKey("/path/to/vendor-pubkey.pub")
            .withKey("/usr/local/etc/bootc-demo.pub")
            .with("/path/to/fulcio_v1.crt.pem", pem("CERTIFICATE", CERTIFICATE))
            .with("/path/to/rekor.pub", pem("PUBLIC KEY", LOG));
    ROOTS.forEach(
        (name, root) -> files.with("truststore/x509/ca/" + name + "/root.pem", root.pem()));
    return files;
  }

  private static String pem(String label, Pattern what) {
    Matcher first = what.matcher(PublicGoodRoot.document().toUtf8());
    assertThat(first.find()).isTrue();
    return "-----BEGIN "
        + label
        + "-----\n"
        + first.group(1).replaceAll("(.{64})", "$1\n")
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static LabHolder root(String name) {
    return LabCertificate.authority("C=US,ST=WA,O=" + name + ",CN=root", LabKey.p256(name), 1)
        .selfSigned();
  }

  private static Findings findings(String found, Subject image, LoadedPolicy loaded) {
    if (found.equals("nothing")) {
      return new Findings(List.of(), List.of(), List.of());
    }
    Matcher notation =
        Pattern.compile("notation by (.*) from ([a-z0-9-]+)(, expired)?").matcher(found);
    if (notation.matches()) {
      LabHolder root = Optional.ofNullable(ROOTS.get(notation.group(2))).orElseThrow();
      LabHolder leaf =
          LabCertificate.of(notation.group(1), LabKey.p256("leaf " + notation.group(1)))
              .usage(KeyUsage.digitalSignature)
              .purpose(false, KeyPurposeId.id_kp_codeSigning)
              .issuedBy(root);
      LabNotation envelope = LabNotary.signer(MediaTypes.NOTATION_JWS, image, leaf, root);
      if (notation.group(3) != null) {
        envelope = envelope.expiry(Scene.NOW.minusSeconds(1));
      }
      List<Candidate> candidates = List.of(LabNotary.candidate(envelope));
      return Verifier.verify(image, new Evidence(candidates, List.of()), loaded.trust(), Scene.NOW);
    }
    return new Findings(List.of(fact(found, image, loaded)), List.of(), List.of());
  }

  private static Verified fact(String found, Subject image, LoadedPolicy loaded) {
    Origin origin = new Origin(Origin.Source.LEGACY_TAG, Optional.of(image.digest()), 0);
    Matcher statement =
        Pattern.compile("statement (\\S+) by (.*?)(?:, (\\{.*\\}))?").matcher(found);
    if (statement.matches()) {
      String predicate = statement.group(3) == null ? "{}" : statement.group(3);
      return MintedFacts.attestation(
          origin,
          image.digest(),
          voucher(statement.group(2), loaded),
          statement.group(1),
          Bytes.utf8("{\"predicate\": " + predicate + "}"));
    }
    Matcher naming = Pattern.compile("(.*) naming (\\S+)").matcher(found);
    boolean isNamed = naming.matches();
    return MintedFacts.signature(
        origin,
        image.digest(),
        voucher(isNamed ? naming.group(1) : found, loaded),
        isNamed ? naming.group(2) : image.repository().toString());
  }

  private static Voucher voucher(String words, LoadedPolicy loaded) {
    if (words.equals("unknown key")) {
      return new Voucher.Key(Scene.fingerprint("nobody's"));
    }
    if (words.startsWith("key ")) {
      Signer signer = loaded.policy().signers().get(words.substring("key ".length()));
      assertThat(signer).as(words).isInstanceOf(Signer.Keys.class);
      return new Voucher.Key(((Signer.Keys) signer).keys().getFirst().fingerprint());
    }
    Matcher identity =
        Pattern.compile("(\\S+) from ([^\\s,]+)(?:, buildSigner (\\S+))?").matcher(words);
    assertThat(identity.matches()).as(words).isTrue();
    Map<FulcioExtension, String> claims = new HashMap<>();
    if (identity.group(3) != null) {
      claims.put(FulcioExtension.BUILD_SIGNER_URI, identity.group(3));
    }
    return Scene.certificate("public-good", identity.group(1), identity.group(2), claims);
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String[] sections = resource("published.txt").split("(?m)^=== ", -1);
    for (int i = 1; i < sections.length; i++) {
      String policy = sections[i].lines().skip(1).findFirst().orElseThrow();
      for (String part : sections[i].split("(?m)^--- ", -1)) {
        boolean isAdmitted = part.startsWith("admit\n");
        if (isAdmitted || part.startsWith("refuse\n")) {
          part.lines()
              .skip(1)
              .filter(line -> !line.isBlank())
              .forEach(line -> cases.add(new Case(policy, isAdmitted, line)));
        }
      }
    }
    return cases;
  }

  private static String resource(String name) {
    try (InputStream stream = PublishedPoliciesTest.class.getResourceAsStream("imported/" + name)) {
      if (stream == null) {
        throw new AssertionError(name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
