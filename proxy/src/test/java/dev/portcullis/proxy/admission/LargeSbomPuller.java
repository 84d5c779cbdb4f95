package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.Scope;
import dev.portcullis.policy.condition.SoftwareBill;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A program: pulls digests all at once by a rule that asks for an SBOM without log4j, and prints a
 * line for each. A process of its own, so that its heap can be small.
 */
final class LargeSbomPuller {
  private static final int PATIENCE = 20;
  private static final String REGISTRY = "registry.test";

  private LargeSbomPuller() {}

  /** Arguments: the registry's URL, then digests in its repository {@code team/app}. */
  public static void main(String[] arguments) throws IOException, MalformedException {
    URI url = URI.create(arguments[0]);
    TestClock clock = new TestClock();
    try (Transport transport = new Transport(Timeouts.DEFAULT);
        EvidenceFinder evidence =
            new EvidenceFinder(EvidenceConfig.DEFAULT, name -> Optional.empty());
        Revocations revocations = Revocations.open(RevocationConfig.DEFAULT, _ -> {}, clock);
        Admission admission =
            Admission.open(
                AdmissionConfig.defaults(),
                rulebook(DenyList.empty()),
                Map.of(REGISTRY, new RegistryClient(UpstreamConfig.of(REGISTRY, url), transport)),
                evidence,
                revocations,
                clock)) {
      List<CompletableFuture<Answer>> pulls = new ArrayList<>();
      for (String digest : Arrays.asList(arguments).subList(1, arguments.length)) {
        pulls.add(pull(admission, Digest.parse(digest), PATIENCE));
      }
      for (CompletableFuture<Answer> pull : pulls) {
        System.out.println(pull.join().getClass().getSimpleName() + told(pull.join()));
      }
    }
  }

  /** As clients do, again and again while the answer is to try again. */
  private static CompletableFuture<Answer> pull(Admission admission, Digest digest, int patience) {
    return admission
        .manifest(Gate.APP, new Reference.ByDigest(digest), Caller.proxy())
        .thenCompose(
            answer ->
                answer instanceof Answer.Undecided && patience > 0
                    ? pull(admission, digest, patience - 1)
                    : CompletableFuture.completedFuture(answer));
  }

  private static String told(Answer answer) {
    return switch (answer) {
      case Answer.Refused refused -> " " + refused.decision().explanation().summary();
      case Answer.Undecided undecided -> " " + undecided.decision().explanation().summary();
      default -> "";
    };
  }

  /** Wants an SBOM without log4j of what is under {@code registry.test/team}. */
  static Rulebook rulebook(DenyList denied) throws MalformedException {
    Signer signer =
        new Signer.Keys(
            "release", List.of(Signer.SignerKey.of(Gate.KEY.fingerprint(), "release.pub")));
    Requirement sbom =
        new Requirement.Sbom(
            new TreeSet<>(EnumSet.allOf(SoftwareBill.Format.class)),
            signer,
            Optional.of(
                Condition.compile("!sbom.packages.exists(p, p.name == 'log4j-core')", Scope.SBOM)));
    Policy policy =
        Policy.of(
            List.of(
                new Rule(
                    "team",
                    List.of(ImagePattern.parse(REGISTRY + "/team/**")),
                    Mode.ENFORCE,
                    Optional.of(sbom))),
            Rule.refuseUnmatched(),
            denied);
    return new Rulebook(policy, SigningLab.trust(Gate.KEY), policy.revision());
  }
}
