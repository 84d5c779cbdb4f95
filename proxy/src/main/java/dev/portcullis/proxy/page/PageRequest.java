package dev.portcullis.proxy.page;

import java.util.Map;

/**
 * A request for a page by somebody who may read.
 *
 * @param path the path, as it was sent
 * @param fields the fields of the query, or of a form that was sent; decoded
 * @param authority whether the caller may change something too
 */
public record PageRequest(String path, Map<String, String> fields, Authority authority) {
  /** What a caller may do. */
  public enum Authority {
    /** Look, because nothing else was asked for. */
    READS,
    /** Change: a form with the admin token was sent from a page of this proxy. */
    CHANGES,
    /** Nothing more than look: a form was sent, but not with the token. */
    TOKEN_WRONG,
    /** Nothing more than look: a form was sent by a page from elsewhere. */
    FROM_ELSEWHERE,
    /** Nothing more than look: there is no token that could be shown. */
    NO_TOKEN_SET
  }

  /** Copies the map. */
  public PageRequest {
    fields = Map.copyOf(fields);
  }

  /** A field; empty text if it was not sent. */
  String field(String name) {
    return fields.getOrDefault(name, "");
  }
}
