package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Quoting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Performs one HTTP exchange and reports it. Blocks: for virtual threads. */
final class Wire {
  private final UpstreamConfig upstream;
  private final AddressGuard guard;
  private final Consumer<UpstreamCall> calls;
  private final Timeouts timeouts;
  private final OkHttpClient metadata;
  private final OkHttpClient blobs;
  private final OkHttpClient guardedMetadata;
  private final OkHttpClient guardedBlobs;

  Wire(
      Transport transport,
      UpstreamConfig upstream,
      AddressGuard guard,
      Consumer<UpstreamCall> calls) {
    this.upstream = upstream;
    this.guard = guard;
    this.calls = calls;
    this.timeouts = transport.timeouts();
    OkHttpClient own = ExtraAuthorities.trust(transport.base(), upstream.ca());
    this.metadata = with(own, timeouts.metadata(), timeouts.metadataTotal());
    this.blobs = with(own, timeouts.blob(), timeouts.blobTotal());
    this.guardedMetadata = metadata.newBuilder().dns(guard).build();
    this.guardedBlobs = blobs.newBuilder().dns(guard).build();
  }

  private static OkHttpClient with(OkHttpClient client, Duration silence, Duration total) {
    return client.newBuilder().readTimeout(silence).callTimeout(total).build();
  }

  /**
   * Sends {@code request} and reads the answer.
   *
   * @param configured whether the host is the configuration's own word; any other goes through the
   *     {@link AddressGuard}
   * @param limit the bytes that a successful answer may have
   * @return {@link Fetch.Found} with any status, or {@link Fetch.Trouble}
   */
  Fetch<Received> call(
      UpstreamCall.Operation operation, Request request, boolean configured, long limit) {
    long start = System.nanoTime();
    Fetch<Received> outcome = execute(operation, request, configured, limit);
    int status = outcome instanceof Fetch.Found<Received>(Received got) ? got.status() : 0;
    Optional<Fetch.Kind> trouble =
        outcome instanceof Fetch.Trouble<Received> failed
            ? Optional.of(failed.kind())
            : Optional.empty();
    long nanos = System.nanoTime() - start;
    calls.accept(new UpstreamCall(operation, upstream.name(), status, trouble, nanos));
    return outcome;
  }

  private Fetch<Received> execute(
      UpstreamCall.Operation operation, Request request, boolean configured, long limit) {
    HttpUrl url = request.url();
    try {
      if (!configured && isLiteral(url.host())) {
        // OkHttp turns these into addresses itself, past its Dns.
        guard.lookup(url.host());
      }
      OkHttpClient client = client(operation, configured);
      try (Response response = client.newCall(request).execute()) {
        return new Fetch.Found<>(
            new Received(
                url, response.code(), response.headers(), BodyReader.read(response, limit), false));
      }
    } catch (IOException e) {
      return failed(e, url, operation);
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
  }

  private OkHttpClient client(UpstreamCall.Operation operation, boolean configured) {
    boolean blob = operation == UpstreamCall.Operation.BLOB;
    if (configured) {
      return blob ? blobs : metadata;
    }
    return blob ? guardedBlobs : guardedMetadata;
  }

  private Fetch<Received> failed(IOException e, HttpUrl url, UpstreamCall.Operation operation) {
    String host = url.host().equals(upstream.url().getHost()) ? upstream.name() : url.host();
    return switch (e) {
      case RefusedAddressException refused ->
          Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, String.valueOf(refused.getMessage()));
      case BodyReader.TooLargeException large ->
          Fetch.trouble(Fetch.Kind.LIMIT, host + " sent " + large.getMessage());
      case BodyReader.CodingException coding ->
          Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, host + ": " + coding.getMessage());
      case ZipException zip -> Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, host + " sent broken gzip");
      case UnknownHostException unknown ->
          Fetch.trouble(Fetch.Kind.UNREACHABLE, "the name " + url.host() + " does not resolve");
      case InterruptedIOException slow -> late(host, operation);
      default ->
          Fetch.trouble(
              Fetch.Kind.UNREACHABLE,
              "no answer from "
                  + host
                  + ": "
                  + Quoting.shorten(
                      e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    };
  }

  private Fetch<Received> late(String host, UpstreamCall.Operation operation) {
    if (Thread.currentThread().isInterrupted()) {
      return Fetch.trouble(Fetch.Kind.UNREACHABLE, "the request to " + host + " was called off");
    }
    boolean blob = operation == UpstreamCall.Operation.BLOB;
    Duration total = blob ? timeouts.blobTotal() : timeouts.metadataTotal();
    return Fetch.trouble(
        Fetch.Kind.TIMEOUT, host + " did not answer in time (at most " + total.toSeconds() + " s)");
  }
}
