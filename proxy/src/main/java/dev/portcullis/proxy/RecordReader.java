package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.record.RecordConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads what {@code record:} says. */
final class RecordReader {
  private RecordReader() {}

  static Optional<RecordConfig> read(Optional<YamlNode> node, SourceFiles files) {
    return node.flatMap(YamlNode::mapping).flatMap(settings -> read(settings, files));
  }

  private static Optional<RecordConfig> read(YamlMapping settings, SourceFiles files) {
    Optional<YamlNode> file = settings.get("file");
    Optional<YamlNode> url = settings.get("url");
    Optional<YamlNode> username = settings.get("username");
    Optional<YamlNode> password = settings.get("passwordFile");
    Optional<RecordConfig.OnTrouble> onTrouble =
        settings
            .get("onTrouble")
            .flatMap(
                word ->
                    word.word(
                        Map.of(
                            "block",
                            RecordConfig.OnTrouble.BLOCK,
                            "drop-and-count",
                            RecordConfig.OnTrouble.DROP_AND_COUNT)));
    Optional<RecordConfig.Place> place = Optional.empty();
    if (file.isPresent() == url.isPresent()) {
      settings.problem("the record is kept in one place: 'file' or 'url'");
    } else if (file.isPresent()) {
      for (Optional<YamlNode> login : java.util.List.of(username, password)) {
        login.ifPresent(key -> key.problem("a file needs no login; this belongs to 'url'"));
      }
      place = file.get().read(files::resolve).map(RecordConfig.File::new);
    } else {
      Optional<String> address = url.flatMap(text -> text.read(RecordReader::database));
      Optional<Path> secret = password.flatMap(path -> path.read(files::readable));
      Optional<String> user = username.flatMap(YamlNode::text);
      place = address.map(where -> new RecordConfig.Database(where, user, secret));
    }
    var keep = settings.get("keep").flatMap(YamlNode::duration);
    return place.map(
        where -> new RecordConfig(where, onTrouble.orElse(RecordConfig.OnTrouble.BLOCK), keep));
  }

  private static String database(String text) throws MalformedException {
    try {
      URI url = new URI(text);
      if ("postgresql".equals(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getPath() != null
          && url.getPath().length() > 1) {
        return text;
      }
    } catch (URISyntaxException e) {
      throw new MalformedException("'" + Quoting.shorten(text) + "' is not a URL");
    }
    throw new MalformedException(
        "'"
            + Quoting.shorten(text)
            + "' is not a database: postgresql://HOST:PORT/NAME, with the login in 'username' and"
            + " 'passwordFile'");
  }
}
