package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * An HTTP answer, whatever its status.
 *
 * @param url where it came from
 * @param status the status
 * @param headers the headers
 * @param body the body without content coding, within its limit; of an error at most its beginning
 * @param redirected whether it came from another place than was asked first
 */
record Received(HttpUrl url, int status, Headers headers, Bytes body, boolean redirected) {
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The media type without parameters; empty if there is none. */
  String mediaType() {
    String type = header("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
  }

  Received afterRedirect() {
    return new Received(url, status, headers, body, true);
  }
}
