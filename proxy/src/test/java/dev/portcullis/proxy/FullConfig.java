package dev.portcullis.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A configuration that uses every setting that the proxy reads. */
final class FullConfig {
  static final String TEXT =
      """
      listen:
        address: 127.0.0.1:5443
        tls: {certificate: tls/cert.pem, key: tls/key.pem, clientCa: tls/ca.pem}
      admin: 0.0.0.0:5001
      adminTokenFile: admin.token
      clients:
        htpasswd: clients.htpasswd
        access:
          - {client: team-b, images: ["registry.acme.io/team-b/**"]}
      upstreams:
        docker.io: {url: "https://registry-1.docker.io", default: true}
        registry.acme.io:
          url: https://registry.acme.io/
          credentials: {username: robot, passwordFile: secrets/robot}
          tagTtl: 2s
          signatures: registry.acme.io/signatures
          writes: passthrough
          realms: [auth.acme.io]
          redirects: ["s3.acme.internal:9000"]
          ca: tls/ca.pem
        ghcr.io:
          url: https://ghcr.io
          credentials: {dockerConfig: config.json}
        quay.io:
          url: https://quay.io
          credentials: {helper: ecr-login}
        registry.acme.io:5443:
          url: https://registry.acme.io:5443/mirror
          credentials: {passThrough: true}
      blobs: {gate: open, verify: false}
      evidence: {absentFor: 9s}
      state: var/state
      signers:
        release: {keys: [release.pub]}
      rules:
        - name: prod
          images: ["registry.acme.io/prod/**"]
          require:
            - signature: {by: release}
      """;

  private FullConfig() {}

  /** The configuration with the files that it names. */
  static ConfigFolder in(Path folder) throws IOException, GeneralSecurityException {
    return new ConfigFolder(folder)
        .withKey("release.pub")
        .with("clients.htpasswd", "team-b:$2y$05$abcdefghijklmnopqrstuv\n")
        .with("secrets/robot", "hunter2\n")
        .with("admin.token", "0123456789abcdef\n")
        .with("tls/cert.pem", pem("CERTIFICATE"))
        .with("tls/key.pem", pem("PRIVATE KEY"))
        .with("tls/ca.pem", pem("CERTIFICATE"))
        .with("config.json", "{}")
        .with("portcullis.yaml", TEXT);
  }

  private static String pem(String label) {
    return "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n";
  }
}
