package dev.portcullis.proxy.clients;

import java.util.List;

/**
 * What has to be done to one client.
 *
 * @param title the client and its versions
 * @param files its files
 * @param notes what the files cannot say, one paragraph each
 */
public record Setup(String title, List<ClientFile> files, List<String> notes) {
  private static final int WIDTH = 98;

  /** Copies the lists. */
  public Setup {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /** The whole as text: contents as they are, everything else in lines that begin with #. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("# ==== ").append(title).append('\n');
    for (ClientFile file : files) {
      text.append("\n# ---- ")
          .append(file.use().words())
          .append(' ')
          .append(file.path())
          .append('\n')
          .append(file.content());
    }
    for (String note : notes) {
      text.append('\n');
      wrap(note, text);
    }
    return text.toString();
  }

  /** Appends {@code paragraph} to {@code out} in lines that begin with #. */
  static void wrap(String paragraph, StringBuilder out) {
    int column = 1;
    out.append('#');
    for (String word : paragraph.split(" ", -1)) {
      if (column + 1 + word.length() > WIDTH) {
        out.append("\n#");
        column = 1;
      }
      out.append(' ').append(word);
      column += 1 + word.length();
    }
    out.append('\n');
  }
}
