package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers could read differently get one answer and a closed connection. */
@ExtendWith(Leaks.class)
class RequestSmugglingTest {
  private static Harness harness;

  @BeforeAll
  static void start() throws Exception {
    harness = new Harness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  private static void assertRefused(String request, int status) throws Exception {
    try (RawClient client = harness.client()) {
      client.send(unescaped(request) + "GET /v2/ HTTP/1.1\r\nHost: smuggled\r\n\r\n");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: 5\\r\\n\\r\\nhello",
        "HEAD /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: 5\\r\\n\\r\\nhello",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: 4\\r\\nTransfer-Encoding:"
            + " chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "POST /v2/a/blobs/uploads/?ns=registry.acme.io HTTP/1.1\\r\\nHost: r\\r\\nContent-Length:"
            + " 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nTransfer-Encoding: chunked,"
            + " xchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.0\\r\\nHost: r\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r"
            + "\\n"
            + "Host: r\\r"
            + "\\n"
            + "Content-Length: 0\\r"
            + "\\n"
            + "Content-Length: 5\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "hello",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: 0\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: 0, 0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: +0\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length: -1\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nContent-Length : 5\\r\\n\\r\\nhello",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nX: a\\r\\n folded\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nX: a\\r\\n\\tfolded\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\n Host: r\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\nHost: r\\n\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\nX: y\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nX: a\\rb\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nX: a\\0b\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nno colon\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nX(Y): z\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nHost: s\\r\\n\\r\\n",
        "GET /v2/ HTTP/1.1\\r\\nX: y\\r\\n\\r\\n",
        "GET /v2/\\r\\nHost: r\\r\\n\\r\\n",
      })
  void anAmbiguousRequestIsRefusedAndTheConnectionClosed(String request) throws Exception {
    assertRefused(request, 400);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nExpect: 100-continue\\r\\n\\r\\n, 417",
    "GET /v2/ HTTP/1.1\\r\\nHost: r\\r\\nExpect: anything\\r\\n\\r\\n, 417",
    "GET /v2/ HTTP/1.2\\r\\nHost: r\\r\\n\\r\\n, 505",
    "GET /v2/ HTTP/2.0\\r\\nHost: r\\r\\n\\r\\n, 505",
  })
  void whatIsNotSpokenIsSaid(String request, int status) throws Exception {
    assertRefused(request, status);
  }

  @Test
  void requestLinesAndHeadersAreBounded() throws Exception {
    assertRefused("GET /v2/" + "a".repeat(5000) + " HTTP/1.1\r\nHost: r\r\n\r\n", 414);
    assertRefused("GET /v2/ HTTP/1.1\r\nHost: r\r\nX: " + "a".repeat(9000) + "\r\n\r\n", 431);
    assertRefused("GET /v2/ HTTP/1.1\r\nHost: r\r\n" + "X: a\r\n".repeat(2500) + "\r\n", 431);
  }

  @Test
  void aFoldedLineIsSeenWhereverTheBytesAreCut() throws Exception {
    String request = "GET /v2/ HTTP/1.1\r\nHost: r\r\nX: a\r\n folded\r\n\r\n";
    for (int cut = 1; cut < request.length(); cut++) {
      try (RawClient client = harness.client()) {
        client.send(request.substring(0, cut));
        Thread.sleep(3);
        client.send(request.substring(cut));
        assertThat(client.read().status()).as("cut at %d", cut).isEqualTo(400);
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void aPlainRequestSurvivesEveryCut() throws Exception {
    String request = "\r\nGET /v2/ HTTP/1.1\r\nHost: r\r\nX: a b\r\nContent-Length: 0\r\n\r\n";
    try (RawClient client = harness.client()) {
      for (int cut = 1; cut < request.length(); cut++) {
        client.send(request.substring(0, cut));
        Thread.sleep(3);
        client.send(request.substring(cut));
        assertThat(client.read().status()).as("cut at %d", cut).isEqualTo(200);
      }
    }
  }

  @Test
  void aBodyThatNobodyReadsEndsTheConnection() throws Exception {
    try (RawClient client = harness.client()) {
      client.request("POST /v2/a/blobs/uploads/?ns=registry.acme.io", "Content-Length: 40\r\n");
      client.request("GET /v2/", "X: smuggled\r\n");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void anEmptyPushIsRefusedAndTheConnectionKept() throws Exception {
    try (RawClient client = harness.client()) {
      client.request("POST /v2/a/blobs/uploads/?ns=registry.acme.io", "Content-Length: 0\r\n");
      assertThat(client.read().status()).isEqualTo(405);
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
    }
  }
}
