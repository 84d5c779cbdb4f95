package dev.portcullis.policy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import java.util.Optional;

class ImagePatternFuzzTest {
  /** The input is a pattern and, after a line break, a name. */
  @FuzzTest
  void parse(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    String second = text.substring(end + 1);
    try {
      ImagePattern pattern = ImagePattern.parse(first);
      require(pattern.toString().equals(first), "a pattern prints as it was written");
      require(pattern.overlap(pattern).isPresent(), "a pattern that parses matches something");
      RepositoryName name = RepositoryName.parse(second);
      ImagePattern exact = ImagePattern.parse(second);
      Optional<String> overlap = pattern.overlap(exact);
      require(
          pattern.matches(name) == overlap.isPresent(), "it matches a name that it overlaps with");
      require(
          !pattern.matches(name) || ImagePattern.MOST_SPECIFIC_FIRST.compare(exact, pattern) <= 0,
          "nothing is more specific than a name");
    } catch (MalformedException e) {
      require(String.valueOf(e.getMessage()).length() < 400, "a message is short");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("broken: " + what);
    }
  }
}
