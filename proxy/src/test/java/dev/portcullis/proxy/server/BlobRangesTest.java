package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parts of blobs. */
class BlobRangesTest extends BlobGround {
  @Test
  void rangesArePassedOn() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              String range = request.replaceAll("(?s).*(?i:range: bytes=)([0-9-]+).*", "$1");
              int from = Integer.parseInt(range.substring(0, range.indexOf('-')));
              int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
              RawUpstream.head(
                  out,
                  "206 Partial Content",
                  "Content-Length: " + (to - from + 1),
                  "Content-Range: bytes " + from + "-" + to + "/" + BLOB.length);
              out.write(BLOB, from, to - from + 1);
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      client.request("GET " + PATH + DIGEST, "Range: bytes=1000-1999\r\n");
      RawClient.Head head = client.readHead();
      assertThat(head.status()).isEqualTo(206);
      assertThat(head.header("Content-Range")).isEqualTo("bytes 1000-1999/3000000");
      assertThat(client.input().readNBytes(1000)).isEqualTo(Arrays.copyOfRange(BLOB, 1000, 2000));
    }
  }

  @Test
  void anotherRangeThanAskedForIsRefused() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              RawUpstream.head(
                  out,
                  "206 Partial Content",
                  "Content-Length: 10",
                  "Content-Range: bytes 0-9/" + BLOB.length);
              out.write(BLOB, 0, 10);
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    assertThat(ask(proxy, DIGEST, "Range: bytes=10-19\r\n").status()).isEqualTo(403);
    assertThat(ask(proxy, DIGEST, "").status()).isEqualTo(503);
  }

  @Test
  void aRangeOutsideOfTheBlobIsNotSatisfiable() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) ->
                RawUpstream.head(out, "416 Range Not Satisfiable", "Content-Length: 0"),
            true);
    admit(proxy, DIGEST, Optional.of(10L));
    RawClient.Response response = ask(proxy, DIGEST, "Range: bytes=10-19\r\n");
    assertThat(response.status()).isEqualTo(416);
    assertThat(response.header("Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void aRangeThatNoBlobCanHaveIsNotSatisfiable() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    for (String range : new String[] {"bytes=500-0", "bytes=-0"}) {
      RawClient.Response response = ask(proxy, DIGEST, "Range: " + range + "\r\n");
      assertThat(response.status()).isEqualTo(416);
      assertThat(response.header("Content-Range")).isEqualTo("bytes */3000000");
    }
    assertThat(upstream().requests).isEmpty();
  }

  @Test
  void aRangeOfOtherContentIsAnsweredWithAll() throws Exception {
    Harness proxy =
        proxy(
            (request, socket, out) -> {
              if (request.toLowerCase(Locale.ROOT).contains("range: bytes=0-9")) {
                RawUpstream.head(
                    out,
                    "206 Partial Content",
                    "Content-Length: 10",
                    "Content-Range: bytes 0-9/" + BLOB.length);
                out.write(BLOB, 0, 10);
              } else {
                serving(BLOB).answer(request, socket, out);
              }
            },
            true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      String range = "Range: bytes=0-9\r\nIf-Range: ";
      assertThat(get(client, DIGEST, range + "\"" + DIGEST + "\"\r\n")).hasSize(10);
      assertThat(get(client, DIGEST, range + "\"sha256:other\"\r\n")).isEqualTo(BLOB);
      assertThat(get(client, DIGEST, range + "Wed, 25 Nov 2026 12:00:00 GMT\r\n")).isEqualTo(BLOB);
    }
  }

  @Test
  void severalRangesAreAnsweredWithAll() throws Exception {
    Harness proxy = proxy(serving(BLOB), true);
    admit(proxy, DIGEST, Optional.of((long) BLOB.length));
    try (RawClient client = proxy.client()) {
      assertThat(get(client, DIGEST, "Range: bytes=0-1,5-6\r\n")).isEqualTo(BLOB);
    }
    assertThat(upstream().requests.getFirst()).doesNotContainIgnoringCase("range:");
  }
}
