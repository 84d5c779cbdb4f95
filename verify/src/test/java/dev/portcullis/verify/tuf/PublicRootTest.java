package dev.portcullis.verify.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.sigstore.tuf.model.Root;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real roots of the public Sigstore instance and of its staging twin, as sigstore-java ships
 * them: their key format, their identifiers, their members that nobody else knows, and the
 * canonical form that their owners signed.
 */
class PublicRootTest {
  private static Bytes root(String instance) throws IOException {
    try (InputStream in =
        Optional.ofNullable(Root.class.getResourceAsStream("/dev/sigstore/tuf/" + instance))
            .orElseThrow()) {
      return Bytes.wrap(in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigstore-tuf-root/root.json", "tuf-root-staging/root.json"})
  void realRootIsSignedByItsOwnKeys(String instance) throws IOException, MalformedException {
    TrustedMetadata trusted = TrustedMetadata.anchoredIn(root(instance));

    assertThat(trusted.rootVersion()).isEqualTo(10);
    assertThat(trusted.root().consistent()).isTrue();
    assertThat(trusted.rootExpires()).isBetween(at("2025-02-01"), at("2025-04-01"));
  }

  private static Instant at(String day) {
    return Instant.parse(day + "T00:00:00Z");
  }

  @Test
  void oneChangedCharacterOfTheRealRootBreaksItsSignatures() throws IOException {
    String changed = root("sigstore-tuf-root/root.json").toUtf8().replace("@dlorenc", "@dlorent");

    assertThatThrownBy(() -> TrustedMetadata.anchoredIn(Bytes.utf8(changed)))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "root.json version 10 has 0 valid signatures by the keys of root.json version 10, and"
                + " 3 are needed");
  }

  @Test
  void expiredRealRootIsTheStartOfAWalkAndNotItsEnd() throws IOException, MalformedException {
    TufRefresh refresh =
        TufRefresh.begin(
            TrustedMetadata.anchoredIn(root("sigstore-tuf-root/root.json")),
            "trusted_root.json",
            at("2026-11-25"),
            TufRefresh.Expiry.REFUSED);

    assertThat(refresh.step()).isEqualTo(new TufStep.Ask("11.root.json", 512 * 1024));
    assertThat(refresh.absent())
        .isEqualTo(
            new TufStep.Failed(
                new TufFailure(
                    TufFailure.Code.EXPIRED,
                    "root.json version 10 expired at 2025-02-19T08:04:32Z, and it is"
                        + " 2026-11-25T00:00:00Z")));
  }
}
