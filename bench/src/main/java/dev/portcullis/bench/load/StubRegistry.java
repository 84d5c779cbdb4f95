package dev.portcullis.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A registry that holds any number of small manifests in memory, for filling a proxy with them. */
final class StubRegistry implements AutoCloseable {
  private static final String CONFIG = Digest.sha256(Bytes.utf8("{}")).toString();

  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final HttpServer server;

  StubRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Makes {@code count} manifests of three layers, numbered from {@code from}; their digests. */
  List<String> make(int from, int count) {
    List<String> digests = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      StringBuilder layers = new StringBuilder();
      for (int layer = 0; layer < 3; layer++) {
        layers
            .append(layer == 0 ? "" : ",")
            .append("{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"")
            .append(Digest.sha256(Bytes.utf8(i + "/" + layer)))
            .append("\",\"size\":1000}");
      }
      Bytes manifest =
          Bytes.utf8(
              "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":2},\"layers\":[%s]}"
                  .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, CONFIG, layers));
      String digest = Digest.sha256(manifest).toString();
      manifests.put(digest, manifest.toByteArray());
      digests.add(digest);
    }
    return digests;
  }

  /** Has no longer what it made. */
  void forget(List<String> digests) {
    digests.forEach(manifests::remove);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = manifests.get(path.substring(path.lastIndexOf('/') + 1));
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_MANIFEST);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
