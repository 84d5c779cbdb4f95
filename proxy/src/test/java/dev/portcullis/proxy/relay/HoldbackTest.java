package dev.portcullis.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldbackTest {
  private static final byte[] BODY = body();

  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  private static byte[] body() {
    byte[] bytes = new byte[300_000];
    new Random(11).nextBytes(bytes);
    return bytes;
  }

  private void take(Optional<ByteBuf> chunk) {
    chunk.ifPresent(
        buffer -> {
          passed.writeBytes(ByteBufUtil.getBytes(buffer));
          assertThat(buffer.release()).isTrue();
        });
  }

  private void feed(Holdback holdback, byte[] body, int chunk) {
    for (int at = 0; at < body.length && !holdback.isTooLong(); at += chunk) {
      int length = Math.min(chunk, body.length - at);
      take(holdback.pass(Unpooled.directBuffer(length).writeBytes(body, at, length)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRightBodyPassesWhole(Digest.Algorithm algorithm) {
    Digest digest = Digest.of(algorithm, Bytes.copyOf(BODY));
    Holdback holdback = new Holdback(Optional.of(digest), BODY.length);
    feed(holdback, BODY, 70_000);
    assertThat(passed.size()).isEqualTo(280_000);
    assertThat(holdback.objection()).isEmpty();
    take(holdback.takeRest());
    assertThat(passed.toByteArray()).isEqualTo(BODY);
    assertThat(holdback.takeRest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 65_536, 299_999, 300_000})
  void theLastChunkOfAWrongBodyNeverPasses(int chunk) {
    Digest digest = Digest.sha256(Bytes.utf8("something else"));
    Holdback holdback = new Holdback(Optional.of(digest), BODY.length);
    feed(holdback, BODY, chunk);
    assertThat(passed.size()).isLessThan(BODY.length);
    assertThat(holdback.objection())
        .hasValueSatisfying(why -> assertThat(why).contains("hashes to"));
    holdback.release();
    assertThat(holdback.takeRest()).isEmpty();
  }

  @Test
  void aBodyThatIsTooLongIsNoticedAtOnceAndItsExcessNeverPasses() {
    Holdback holdback = new Holdback(Optional.empty(), 100_000);
    feed(holdback, BODY, 30_000);
    assertThat(holdback.isTooLong()).isTrue();
    assertThat(passed.size()).isEqualTo(90_000);
  }

  @Test
  void aBodyThatIsTooShortIsNoticedAtItsEnd() {
    Holdback holdback = new Holdback(Optional.empty(), BODY.length + 1L);
    feed(holdback, BODY, 30_000);
    assertThat(holdback.objection()).contains("has 300000 bytes instead of 300001");
  }

  @Test
  void withoutDigestNothingIsHeldBack() {
    Holdback holdback = new Holdback(Optional.empty(), -1);
    feed(holdback, BODY, 30_000);
    assertThat(passed.size()).isEqualTo(BODY.length);
    assertThat(holdback.objection()).isEmpty();
  }

  @Test
  void nothingIsTheRightBodyOfTheEmptyDigestOnly() {
    Holdback empty = new Holdback(Optional.of(Digest.sha256(Bytes.empty())), -1);
    assertThat(empty.objection()).isEmpty();
    Holdback other = new Holdback(Optional.of(Digest.sha256(Bytes.utf8("x"))), -1);
    assertThat(other.objection()).isPresent();
  }
}
