package dev.portcullis.proxy.clients;

/**
 * A file of a client's configuration.
 *
 * @param path where it belongs
 * @param use whether it is a file of its own or a part of one
 * @param content the text, ending in a line end
 */
public record ClientFile(String path, Use use, String content) {
  /** How the content gets into the file. */
  public enum Use {
    /** The content is the whole file. */
    WHOLE("file"),
    /** The content belongs into a file that has other settings too. */
    MERGE("merge into");

    private final String words;

    Use(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
