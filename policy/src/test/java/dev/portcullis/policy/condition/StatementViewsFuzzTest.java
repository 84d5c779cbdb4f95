package dev.portcullis.policy.condition;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class StatementViewsFuzzTest {
  /** A predicate is an SBOM with a package, or is refused. */
  @FuzzTest
  void bill(byte[] input) {
    try {
      if (SoftwareBill.read(Document.whole(Bytes.copyOf(input))).values().isEmpty()) {
        throw new IllegalStateException("an SBOM without a package");
      }
    } catch (MalformedException e) {
      requireReason(e);
    }
  }

  /** A predicate is a report whose entries are whole, or is refused. */
  @FuzzTest
  void report(byte[] input) {
    try {
      List<Map<String, Object>> values = Vulnerability.values(Document.whole(Bytes.copyOf(input)));
      if (values.stream().anyMatch(each -> each.size() != 3)) {
        throw new IllegalStateException("an entry that is not whole");
      }
    } catch (MalformedException e) {
      requireReason(e);
    }
  }

  /** A text is a condition that ends with an answer, or is refused. */
  @FuzzTest
  void condition(byte[] input) {
    try {
      Condition condition = Condition.compile(Bytes.copyOf(input).toUtf8(), Scope.ATTESTATION);
      Condition.Answer answer = condition.ask(name -> Optional.of(Map.of("a", 1L)));
      if (answer instanceof Condition.Answer.Errs(String why) && why.isEmpty()) {
        throw new IllegalStateException("no answer and no reason");
      }
    } catch (MalformedException e) {
      requireReason(e);
    }
  }

  private static void requireReason(MalformedException e) {
    if (String.valueOf(e.getMessage()).isEmpty()) {
      throw new IllegalStateException("refused without a reason", e);
    }
  }
}
