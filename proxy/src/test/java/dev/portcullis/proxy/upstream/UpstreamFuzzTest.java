package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class UpstreamFuzzTest {
  @FuzzTest
  void challenge(byte[] header) {
    try {
      ChallengeParser.parse(text(header));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void link(byte[] header) {
    try {
      LinkHeader.next(text(header)).ifPresent(target -> assertThat(target).doesNotContain(">"));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void token(byte[] body) {
    try {
      TokenAnswer answer = TokenAnswer.parse(Bytes.copyOf(body));
      assertThat(answer.token()).matches("[!-~]+");
      assertThat(answer.lifetime()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void referrers(byte[] body) {
    try {
      Referrers referrers = ReferrersIndex.parse(Bytes.copyOf(body));
      assertThat(referrers.entries()).hasSizeLessThanOrEqualTo(Limits.MANIFEST_DESCRIPTORS);
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void tags(byte[] body) {
    try {
      assertThat(TagsFetch.tags(Bytes.copyOf(body))).allMatch(tag -> tag.matches("[\\w.-]+"));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void error(byte[] body) {
    assertThat(OciErrors.read(Bytes.copyOf(body)).words()).matches("[ -~]*");
  }

  private static String text(byte[] header) {
    return new String(header, StandardCharsets.ISO_8859_1);
  }
}
