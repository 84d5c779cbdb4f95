package dev.portcullis.proxy.page;

/**
 * An answer for a browser.
 *
 * @param status the HTTP status
 * @param type the media type
 * @param body the page
 */
public record PageReply(int status, String type, String body) {
  static PageReply html(int status, Html page) {
    return new PageReply(status, "text/html; charset=utf-8", page.toString());
  }
}
