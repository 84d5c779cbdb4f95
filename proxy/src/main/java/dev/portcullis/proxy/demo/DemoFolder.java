package dev.portcullis.proxy.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the demonstration, in files that the reader may change while it serves. */
public final class DemoFolder {
  private DemoFolder() {}

  /**
   * Writes the configuration, the keys and the deny list.
   *
   * @param folder an empty folder
   * @param registry where the registry's API is
   * @param port where the proxy shall listen on 127.0.0.1; 0 takes a free port
   * @return the configuration file
   * @throws IOException if they cannot be written
   */
  static Path write(Path folder, URI registry, int port, DemoShelf shelf) throws IOException {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.writeString(keys.resolve("release.pub"), shelf.release().publicKey());
    Files.writeString(keys.resolve("retired.pub"), shelf.retired().publicKey());
    Files.writeString(
        folder.resolve("revoked.yaml"),
        """
        # Applied at once, also to what was admitted before.
        digests:
          - %s
        """
            .formatted(shelf.revoked().digest()));
    return Files.writeString(
        folder.resolve("portcullis.yaml"),
        """
        # Written by `portcullis demo`. Change it while the proxy runs: it is read anew.
        listen: 127.0.0.1:%d
        admin: 127.0.0.1:0

        upstreams:
          registry.demo: {url: "%s", default: true}

        signers:
          release:
            keys:
              - keys/release.pub
              - {file: keys/retired.pub, notAfter: 2026-01-01T00:00:00Z}

        rules:
          - name: shop
            images: ["registry.demo/shop/**"]
            require:
              - signature: {by: release}
          - name: trial
            images: ["registry.demo/trial/**"]
            mode: warn
            require:
              - signature: {by: release}
          - name: scratch
            images: ["registry.demo/scratch/**"]
            insecureAdmitAnything: true
        unmatched: refuse

        revoked: {file: revoked.yaml}
        """
            .formatted(port, registry));
  }
}
