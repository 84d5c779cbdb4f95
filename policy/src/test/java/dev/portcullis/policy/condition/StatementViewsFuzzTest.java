package dev.portcullis.policy.condition;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

class StatementViewsFuzzTest {
  /** A predicate is an SBOM with a package, or is refused. */
  @FuzzTest
  void bill(byte[] input) {
    try {
      JsonNode predicate = StrictJson.parseObject(Bytes.copyOf(input), Limits.ENVELOPE_BYTES);
      if (SoftwareBill.read(predicate).values().isEmpty()) {
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
      JsonNode predicate = StrictJson.parseObject(Bytes.copyOf(input), Limits.ENVELOPE_BYTES);
      List<Map<String, Object>> values = Vulnerability.values(predicate);
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
