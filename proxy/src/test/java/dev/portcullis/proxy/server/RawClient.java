package dev.portcullis.proxy.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A socket that says exactly what it is told, however wrong, and reads responses one by one. */
final class RawClient implements AutoCloseable {
  private final Socket socket;

  record Response(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  record Head(int status, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  RawClient(InetSocketAddress address) throws IOException {
    this(new Socket(address.getAddress(), address.getPort()));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(60_000);
  }

  RawClient send(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Sends a well-formed request with further header lines, each ending in CRLF. */
  RawClient request(String line, String headers) throws IOException {
    return send(line + " HTTP/1.1\r\nHost: registry\r\n" + headers + "\r\n");
  }

  RawClient get(String path) throws IOException {
    return request("GET " + path, "");
  }

  Response read() throws IOException {
    return read(true);
  }

  /** Reads a response; one to a HEAD has no body whatever its headers say. */
  Response read(boolean withBody) throws IOException {
    Head head = readHead();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    byte[] body =
        withBody && head.status() != 304 ? socket.getInputStream().readNBytes(length) : new byte[0];
    return new Response(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
  }

  /** Reads a response up to its body. */
  Head readHead() throws IOException {
    String first = line();
    if (first.isEmpty()) {
      throw new IOException("no response");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Head(Integer.parseInt(first.substring(9, 12)), headers);
  }

  /** The rest until the server closes; it may do so with a reset, if it left something unread. */
  String rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(rest);
    } catch (SocketException reset) {
      return rest.toString(StandardCharsets.ISO_8859_1);
    }
    return rest.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the server has closed; waits for that. */
  boolean isClosedByServer() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = socket.getInputStream().read(); b >= 0 && b != '\n'; ) {
      if (b != '\r') {
        line.write(b);
      }
      b = socket.getInputStream().read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
