package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake, where it is said to be, and how it is told. */
class ConfigErrorTest {
  private static final String REST =
      """
      signers:
        release: {keys: [release.pub]}
      rules:
        - name: prod
          images: ["a.io/**"]
          require:
            - signature: {by: release}
      """;
  private static final String UP = "upstreams: {a.io: {url: \"https://a.io\"}}\n";

  @TempDir private Path temp = Path.of("");

  static List<Arguments> mistakes() {
    return List.of(
        wrong("listen: 5000\n" + UP, "F:1:9: '5000' is not an address to listen on"),
        wrong("listen: a:b:1\n" + UP, "F:1:9: 'a:b:1' is not an address"),
        wrong("listen: 127.0.0.1:65536\n" + UP, "F:1:9: '127.0.0.1:65536' is not an address"),
        wrong(
            "listen: {tls: {certificate: x, key: y}}\n" + UP,
            "F:1:9: 'address' is missing",
            "F:1:29: cannot read x: there is no such file",
            "F:1:37: cannot read y: there is no such file"),
        wrong(
            "listen: {address: 127.0.0.1:1, tls: {certificate: no.pem, key: release.pub}}\n" + UP,
            "F:1:51: cannot read no.pem: there is no such file",
            "F:1:64: release.pub has no PEM block -----BEGIN PRIVATE KEY-----"),
        wrong("admin: 0.0.0.0:1\n" + UP, "F:1:8: an admin address that is not a loopback one"),
        wrong(
            "adminTokenFile: short\n" + UP, "F:1:17: an admin token needs at least 16 characters"),
        wrong("clients: {}\n" + UP, "F:1:10: 'clients' says nothing"),
        wrong(
            "clients: {access: [{client: x, images: [\"a.io/**\"]}]}\n" + UP,
            "F:1:10: clients have no names to go by"),
        wrong(
            "clients: {htpasswd: passwords, access: [{client: x, images: [\"b.io/**\"]}]}\n" + UP,
            "F:1:62: this can never match: 'b.io' is not among the upstreams"),
        wrong(
            "clients: {htpasswd: release.pub}\n" + UP,
            "F:1:21: line 1 is not <name>:<bcrypt hash>"),
        wrong(
            "clients: {htpasswd: passwords, access: [{client: x, images: []}]}\n" + UP,
            "F:1:41: this lets the client pull nothing"),
        wrong("", "F:1:1: 'upstreams' is missing"),
        wrong("upstreams: {}\n", "F:1:12: there is no upstream"),
        wrong("upstreams: {a.io: {}}\n", "F:1:19: 'url' is missing"),
        wrong(
            "upstreams: {A.io: {url: \"https://a.io\"}, a.io: {url: \"https://a.io\"}}\n",
            "F:1:13: 'A.io' is not a host"),
        wrong(
            "upstreams: {a.io: {url: \"https://a.io/v2\"}}\n",
            "F:1:25: 'https://a.io/v2' is not a registry's URL"),
        wrong(
            "upstreams: {a.io: {url: \"https://u:p@a.io\"}}\n",
            "F:1:25: 'https://u:p@a.io' is not a registry's URL"),
        wrong(
            "upstreams: {a.io: {url: \"https://a.io\", default: true},"
                + " b.io: {url: \"https://b.io\", default: true}}\n",
            "F:1:94: two upstreams are the default; a.io is already"),
        up("credentials: {}", "F:1:54: credentials are one of"),
        up("credentials: {helper: x, passThrough: true}", "F:1:54: credentials are only one of"),
        up("credentials: {username: x}", "F:1:54: 'username' and 'passwordFile' belong"),
        up(
            "credentials: {username: x, passwordFile: none}",
            "F:1:82: cannot read none: there is no such file"),
        up("credentials: {passThrough: false}", "F:1:68: leave out 'credentials'"),
        up("credentials: {helper: ../x}", "F:1:63: '../x' is not a credential helper"),
        up("signatures: b.io/x", "F:1:53: 'b.io' is not among the upstreams"),
        up("signatures: x", "F:1:53: 'x' is not a repository"),
        up("writes: yes", "F:1:49: expected one of passthrough, found 'yes'"),
        up("realms: [https://x]", "F:1:50: 'https://x' is not a host"),
        up("ca: release.pub", "F:1:45: release.pub holds no PEM certificate"),
        up("tagttl: 1s", "F:1:41: unknown key 'tagttl'; did you mean 'tagTtl'?"),
        wrong(UP + "blobs: {gate: shut}\n", "F:2:15: expected one of open, strict, found 'shut'"),
        wrong(UP + "blobs: {verify: maybe}\n", "F:2:17: expected true or false, found 'maybe'"),
        wrong(
            UP + "trust: {revocation: {mode: firm}}\n",
            "F:2:28: expected one of hard, off, soft, found 'firm'"),
        wrong(UP + "trust: {revocation: {budget: 2}}\n", "F:2:30: expected a duration"),
        wrong(
            UP + "trust: {revocation: {budget: 31s}}\n",
            "F:2:30: this is too long; 30s is the most that makes sense"),
        wrong(
            UP + "trust: {revocation: {staleGrace: 31d}}\n",
            "F:2:34: this is too long; 2592000s is the most that makes sense"),
        wrong(
            UP + "trust: {revocation: {allow: [\"http://x\"]}}\n",
            "F:2:30: 'http://x' is not a host or an address"),
        wrong(UP + "trust: {revocation: {stale: 1h}}\n", "F:2:22: unknown key 'stale'"),
        wrong(
            UP + "blobs: {redirectFrom: 5 MB}\n",
            "F:2:23: '5 MB' is not a size: a whole number with KiB, MiB or GiB"),
        wrong(UP + "evidence: {absentFor: 5}\n", "F:2:23: expected a duration"),
        wrong(UP + "evidence: {largest: 97MiB}\n", "F:2:21: '97MiB' is not between 1MiB and 96MiB"),
        wrong(UP + "evidence: {largest: 50MB}\n", "F:2:21: '50MB' is not a size"),
        wrong(UP + "record: {}\n", "F:2:9: the record is kept in one place: 'file' or 'url'"),
        wrong(
            UP + "record: {file: a.db, url: \"postgresql://h/d\"}\n",
            "F:2:9: the record is kept in one place"),
        wrong(UP + "record: {file: a.db, username: x}\n", "F:2:32: a file needs no login"),
        wrong(UP + "record: {url: \"mysql://h/d\"}\n", "F:2:15: 'mysql://h/d' is not a database"),
        wrong(
            UP + "record: {url: \"postgresql://u:p@h/d\"}\n",
            "F:2:15: 'postgresql://u:p@h/d' is not a database"),
        wrong(
            UP + "record: {file: a.db, onTrouble: ignore}\n",
            "F:2:33: expected one of block, drop-and-count, found 'ignore'"),
        wrong(UP + "record: {file: a.db, keep: 1y}\n", "F:2:28: expected a duration"),
        wrong(
            "upstreams: {b.io: {url: \"https://b.io\"}}\n",
            "F:6:14: this can never match: 'a.io' is not among the upstreams"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeIsToldWithItsPlace(String text, List<String> told) throws Exception {
    ConfigFolder folder =
        new ConfigFolder(temp).withKey("release.pub").with("short", "secret").with("passwords", "");

    List<String> problems = ConfigReaderTest.problems(folder, text + REST);

    assertThat(problems).hasSameSizeAs(told);
    for (int i = 0; i < told.size(); i++) {
      assertThat(problems.get(i)).startsWith(told.get(i));
    }
  }

  private static Arguments up(String setting, String told) {
    return wrong("upstreams: {a.io: {url: \"https://a.io\", " + setting + "}}\n", told);
  }

  private static Arguments wrong(String text, String... told) {
    return Arguments.of(text, List.of(told));
  }
}
