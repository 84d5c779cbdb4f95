package dev.portcullis.proxy.admin;

import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An answer of the admin API.
 *
 * @param status the HTTP status
 * @param json the body
 */
public record AdminReply(int status, String json) {
  /** What was wrong, for people. */
  public static AdminReply error(int status, String message) {
    return new AdminReply(
        status, JsonNodeFactory.instance.objectNode().put("error", message) + "\n");
  }
}
