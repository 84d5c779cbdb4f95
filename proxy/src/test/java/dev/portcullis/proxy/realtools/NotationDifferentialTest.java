package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.notation.Judgement;
import dev.portcullis.verify.notation.NotationJudge;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.notation.TrustPolicyDocument;
import dev.portcullis.verify.notation.TrustPolicyStatement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real notation and Portcullis under the same trust policy document, about the same signatures,
 * with the same trust stores and the same answers about revocation: one verdict, except where the
 * table of {@code notation-differential.txt} names a difference that is intended.
 */
@Tag("real")
class NotationDifferentialTest {
  @TempDir static Path folder;

  private static NotaryGround ground;

  @BeforeAll
  static void setUp() {
    RealTool.NOTATION.require();
    ground = new NotaryGround(folder);
  }

  @AfterAll
  static void close() {
    if (ground != null) {
      ground.close();
    }
  }

  static List<NotaryRow> rows() {
    return NotaryRow.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void verdictIsThatOfNotation(NotaryRow row) throws MalformedException {
    Subject subject = ground.subject(row.signature());
    Bytes document = row.document(ground.repository(row.signature()));
    CommandRun run = ground.notation(subject, document);
    assertThat(run.ended()).isTrue();
    assertThat(run.exit() == 0).as(run.text()).isEqualTo(row.admitsByNotation());
    assertThat(ours(subject, document)).as(run.text()).isEqualTo(row.verdict());
  }

  private static String ours(Subject subject, Bytes document) throws MalformedException {
    Optional<TrustPolicyStatement> statement =
        TrustPolicyDocument.parse(document).statementFor(subject.repository());
    if (statement.isEmpty()) {
      return "refuse: no statement";
    }
    if (statement.get().level().isSkip()) {
      return "admit";
    }
    Findings findings = findings(subject);
    Optional<Failure> failure = Optional.empty();
    for (NotationOutcome outcome : findings.notation()) {
      Judgement judgement = NotationJudge.judge(statement.get(), outcome, ground.now);
      if (judgement.passed()) {
        return "admit";
      }
      failure = judgement.refusal();
    }
    return failure
        .or(() -> findings.findings().stream().flatMap(each -> last(each).stream()).findFirst())
        .map(each -> "refuse " + each.code())
        .orElse("refuse: no signature");
  }

  private static Findings findings(Subject subject) {
    Evidence evidence = ground.find(subject);
    TrustMaterial trust = TrustMaterial.ofKeys(List.of()).withNotation(ground.trust());
    Findings first = Verifier.verify(subject, evidence, trust, ground.now);
    return Verifier.verify(
        subject,
        evidence.withRevocation(ground.site.judge(first.revocation(), ground.now)),
        trust,
        ground.now);
  }

  private static Optional<Failure> last(Finding finding) {
    return finding.checks().getLast() instanceof Check.Failed failed
        ? Optional.of(failed.failure())
        : Optional.empty();
  }
}
