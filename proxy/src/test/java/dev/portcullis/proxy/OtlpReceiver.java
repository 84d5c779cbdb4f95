package dev.portcullis.proxy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** An OpenTelemetry collector that keeps what it is sent (opentelemetry-proto 1.x, by number). */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  /** A span: identifiers in hexadecimal, the parent's empty if there is none. */
  record Span(String trace, String id, String parent, String name, Map<String, String> texts) {}

  private OtlpReceiver(HttpServer server) {
    this.server = server;
    server.createContext(
        "/v1/traces",
        exchange -> {
          InputStream body = exchange.getRequestBody();
          byte[] content = body.readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            content = new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
          }
          if (status == 200) {
            read(content);
          }
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  static OtlpReceiver start() throws IOException {
    return new OtlpReceiver(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers from now on with {@code code}. */
  void answer(int code) {
    status = code;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  private void read(byte[] request) throws InvalidProtocolBufferException {
    for (ByteString resource : fields(ByteString.copyFrom(request), 1)) {
      for (ByteString scope : fields(resource, 2)) {
        for (ByteString span : fields(scope, 2)) {
          spans.add(span(span));
        }
      }
    }
  }

  private static Span span(ByteString span) throws InvalidProtocolBufferException {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(span);
    return new Span(
        hex(fields, 1), hex(fields, 2), hex(fields, 4), text(fields, 5), texts(fields(span, 9)));
  }

  private static Map<String, String> texts(List<ByteString> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                attribute -> text(parsed(attribute), 1),
                attribute ->
                    text(
                        parsed(parsed(attribute).getField(2).getLengthDelimitedList().getFirst()),
                        1)));
  }

  private static UnknownFieldSet parsed(ByteString message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<ByteString> fields(ByteString message, int number) {
    return parsed(message).getField(number).getLengthDelimitedList();
  }

  private static String hex(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
        .findFirst()
        .orElse("");
  }

  private static String text(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
