package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blobs that are not what the manifest that admits them says. */
class BlobIntegrityTest extends BlobGround {
  /** Whatever is wrong with a large body, the client must not be able to take it for whole. */
  private void assertCut(RawUpstream.Script script, boolean verify, Optional<Long> size)
      throws Exception {
    Harness proxy = proxy(script, verify);
    admit(proxy, DIGEST, size);
    try (RawClient client = proxy.client()) {
      client.get(PATH + DIGEST);
      RawClient.Head head = client.readHead();
      assertThat(head.status()).isEqualTo(200);
      byte[] got = client.input().readAllBytes();
      if (head.header("Content-Length").isEmpty()) {
        assertThat(new String(got, StandardCharsets.ISO_8859_1)).doesNotEndWith("0\r\n\r\n");
      } else {
        assertThat(got.length).isLessThan(Integer.parseInt(head.header("Content-Length")));
      }
    }
    Eventually.holds(() -> assertThat(proxy.relay.counters().cut()).isEqualTo(1));
    Eventually.holds(() -> assertThat(proxy.relay.counters().sent()).isZero());
  }

  @Test
  void wrongBytesAreCutBeforeTheirEnd() throws Exception {
    byte[] wrong = BLOB.clone();
    wrong[17] ^= 1;
    assertCut(serving(wrong), true, Optional.of((long) BLOB.length));
  }

  @Test
  void wrongLastByteIsCut() throws Exception {
    byte[] wrong = BLOB.clone();
    wrong[wrong.length - 1] ^= 1;
    assertCut(serving(wrong), true, Optional.empty());
  }

  @Test
  void wrongBytesWithoutAStatedLengthAreCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Connection: close");
          out.write(BLOB, 0, BLOB.length - 1);
          out.flush();
          socket.close();
        },
        true,
        Optional.empty());
  }

  @Test
  void aBodyThatBreaksOffIsCutEvenWithoutHashing() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Content-Length: " + BLOB.length);
          out.write(BLOB, 0, BLOB.length / 2);
          out.flush();
          socket.close();
        },
        false,
        Optional.empty());
  }

  @Test
  void aBodyThatStallsIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Content-Length: " + BLOB.length);
          out.write(BLOB, 0, BLOB.length / 2);
          out.flush();
          sleep(30_000);
        },
        true,
        Optional.empty());
  }

  @Test
  void aChunkedBodyThatIsTooLongIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Transfer-Encoding: chunked");
          for (int i = 0; i < 40; i++) {
            out.write("20000\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(BLOB, 0, 0x20000);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        },
        false,
        Optional.of((long) BLOB.length));
  }

  @Test
  void aChunkedBodyThatEndsEarlyIsCut() throws Exception {
    assertCut(
        (request, socket, out) -> {
          RawUpstream.head(out, "200 OK", "Transfer-Encoding: chunked");
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
          out.write(BLOB, 0, 0x100000);
          out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        },
        false,
        Optional.of((long) BLOB.length));
  }

  @Test
  void aSmallBodyThatIsWrongIsRefusedAndNotCut() throws Exception {
    Digest small = Digest.sha256(Bytes.utf8("{}"));
    Harness proxy = proxy(serving("[]".getBytes(StandardCharsets.UTF_8)), true);
    admit(proxy, small, Optional.of(2L));
    RawClient.Response response = ask(proxy, small, "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body()).contains("DENIED", "instead of " + small);
  }

  @Test
  void aSizeThatContradictsTheManifestIsRefusedBeforeAnyByte() throws Exception {
    Harness proxy = proxy(serving(BLOB), false);
    admit(proxy, DIGEST, Optional.of(BLOB.length + 1L));
    RawClient.Response response = ask(proxy, DIGEST, "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body())
        .contains("3000000 bytes", "the manifest that admits it says 3000001");
  }

  @Test
  void aCodingThatWasNotAskedForIsRefused() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, "200 OK", "Content-Length: 0", "Content-Encoding: gzip"),
            true);
    admit(proxy, DIGEST, Optional.empty());
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(403);
  }

  @Test
  void aSmallBodyThatBreaksOffIsTroubleAndNotARefusal() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(out, "200 OK", "Content-Length: 1000");
              out.write(BLOB, 0, 500);
              out.flush();
              socket.close();
            },
            true);
    admit(proxy, DIGEST, Optional.of(1000L));
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
  }
}
