package dev.portcullis.bench.load;

import dev.portcullis.oci.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A blocking HTTP/1.1 connection that does nothing beyond what a measurement needs. */
final class Http implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final String authority;

  /**
   * A response.
   *
   * @param headers by lower-case name
   * @param body the body; empty if it was discarded
   * @param length the bytes of the body
   */
  record Response(int status, Map<String, String> headers, Bytes body, long length) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  Http(URI server) throws IOException {
    this(server, BUFFER);
  }

  Http(URI server, int buffer) throws IOException {
    socket = connect(server);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), buffer);
    authority = server.getAuthority();
  }

  private static Socket connect(URI server) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    return server.getScheme().equals("https")
        ? AnyCertificate.over(plain, server.getPort())
        : plain;
  }

  /** Sends a request without waiting for the answer. */
  void send(String method, String path) throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\nUser-Agent: containerd/v2.1.4\r\nAccept: "
            + Stage.ACCEPT
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  Response get(String path) throws IOException {
    send("GET", path);
    return read(true);
  }

  Response head(String path) throws IOException {
    send("HEAD", path);
    return readHead();
  }

  /** Reads the answer to a HEAD. */
  private Response readHead() throws IOException {
    return headers();
  }

  /** Reads the answer to a GET, keeping its body or not. */
  Response read(boolean keep) throws IOException {
    Response head = headers();
    if (head.header("content-length").isEmpty()) {
      throw new IOException("a response without Content-Length: " + head);
    }
    long length = Long.parseLong(head.header("content-length"));
    if (keep) {
      byte[] body = in.readNBytes(Math.toIntExact(length));
      return new Response(head.status(), head.headers(), Bytes.wrap(body), body.length);
    }
    byte[] sink = new byte[BUFFER];
    long left = length;
    while (left > 0) {
      int read = in.read(sink, 0, (int) Math.min(sink.length, left));
      if (read < 0) {
        throw new IOException("cut off " + left + " bytes before the end");
      }
      left -= read;
    }
    return new Response(head.status(), head.headers(), Bytes.empty(), length);
  }

  private Response headers() throws IOException {
    String first = line();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Response(Integer.parseInt(first.substring(9, 12)), headers, Bytes.empty(), 0);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended within the headers");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
