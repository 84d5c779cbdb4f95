package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.record.DecisionFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file, served in this process, and a client of it; closing ends both. */
public final class ServedConfig implements AutoCloseable {
  private final Wiring wiring;
  private final HttpClient http = HttpClient.newHttpClient();

  private ServedConfig(Wiring wiring) {
    this.wiring = wiring;
  }

  /** Serves what {@code file} says, on the ports that it names. */
  public static ServedConfig start(Path file) {
    try {
      return new ServedConfig(
          Wiring.start(
              ConfigReader.read(file), DecisionFormat.JSON, _ -> {}, InstantSource.system()));
    } catch (CommandException | MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An answer.
   *
   * @param status the status
   * @param body the body
   * @param decision the header {@code Portcullis-Decision}, or nothing
   */
  public record Reply(int status, Bytes body, String decision) {
    /** The body as text. */
    public String text() {
      return body.toUtf8();
    }
  }

  /** Pulls a manifest by tag or digest. */
  public Reply manifest(String repository, String reference) {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/v2/%s/manifests/%s"
                .formatted(wiring.address().getPort(), repository, reference));
    return get(uri);
  }

  private Reply get(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(
          response.statusCode(),
          Bytes.wrap(response.body()),
          response.headers().firstValue("Portcullis-Decision").orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + uri, e);
    }
  }

  /** Pulls every blob that a manifest names. */
  public void layers(String repository, String reference) {
    Matcher digests =
        Pattern.compile("sha256:[0-9a-f]{64}").matcher(manifest(repository, reference).text());
    while (digests.find()) {
      get(
          URI.create(
              "http://127.0.0.1:%d/v2/%s/blobs/%s"
                  .formatted(wiring.address().getPort(), repository, digests.group())));
    }
  }

  /** Where operators are served. */
  public URI admin() {
    return URI.create("http://127.0.0.1:" + wiring.adminAddress().getPort());
  }

  @Override
  public void close() {
    http.close();
    wiring.close();
  }
}
