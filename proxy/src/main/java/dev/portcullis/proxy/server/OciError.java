package dev.portcullis.proxy.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal as an OCI registry words it (distribution-spec, "Error Codes").
 *
 * @param status the HTTP status
 * @param code the registry's code
 * @param message one line for people
 * @param detail further data for machines and the curious
 */
public record OciError(
    HttpResponseStatus status, ErrorCode code, String message, Optional<ObjectNode> detail) {

  /** An error without detail. */
  public static OciError of(HttpResponseStatus status, ErrorCode code, String message) {
    return new OciError(status, code, message, Optional.empty());
  }

  /** 400: the request breaks a grammar. */
  public static OciError invalid(ErrorCode code, String message) {
    return of(HttpResponseStatus.BAD_REQUEST, code, message);
  }

  /** 404: there is no such thing. */
  public static OciError unknown(ErrorCode code, String message) {
    return of(HttpResponseStatus.NOT_FOUND, code, message);
  }

  /** 405: the operation is not offered. */
  public static OciError unsupported(String message) {
    return of(HttpResponseStatus.METHOD_NOT_ALLOWED, ErrorCode.UNSUPPORTED, message);
  }
}
