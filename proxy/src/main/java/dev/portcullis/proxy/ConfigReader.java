package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.policy.file.PolicyReader;
import dev.portcullis.policy.file.YamlDocument;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.admission.AdmissionConfig;
import dev.portcullis.proxy.ops.AdminConfig;
import dev.portcullis.proxy.ops.AdminToken;
import dev.portcullis.proxy.prefetch.PrefetchConfig;
import dev.portcullis.proxy.record.RecordConfig;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.server.ClientsConfig;
import dev.portcullis.proxy.tracing.TracingConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the configuration file and every file that it names. Everything that is wrong is found in
 * one go, each with file, line and column; an unknown key is wrong, and so is a setting that could
 * have no effect.
 */
final class ConfigReader {
  private final SourceFiles files;
  private final YamlDocument document;

  ConfigReader(SourceFiles files, YamlDocument document) {
    this.files = files;
    this.document = document;
  }

  /**
   * The configuration in {@code file}.
   *
   * @throws ConfigException if it cannot be used
   */
  static Config read(Path file) throws ConfigException {
    Path parent = file.toAbsolutePath().getParent();
    SourceFiles files = new SourceFiles(parent == null ? file.toAbsolutePath() : parent);
    Bytes content;
    try {
      content = files.load(file.toAbsolutePath().toString());
    } catch (MalformedException e) {
      throw new ConfigException(List.of(file + ": " + e.getMessage()), files.snapshot());
    }
    try {
      YamlDocument document = YamlDocument.parse(file.toString(), content);
      return new ConfigReader(files, document).read();
    } catch (DocumentException e) {
      List<String> problems = e.problems().stream().map(Object::toString).toList();
      throw new ConfigException(problems, files.snapshot());
    }
  }

  Config read() throws DocumentException {
    YamlMapping root = document.root();
    ListenReader listen = ListenReader.read(root.get("listen"), files);
    AdminConfig admin = admin(root);
    List<UpstreamConfig> upstreams = UpstreamsReader.read(root, files);
    ClientsConfig clients = ClientsReader.read(root.get("clients"), files, listen.asksForNames());
    AdmissionConfig admission = admission(root);
    RevocationConfig revocation = RevocationReader.read(root.get("trust"), files);
    Optional<RecordConfig> record = RecordReader.read(root.get("record"), files);
    Optional<TracingConfig> tracing = TracingReader.read(root.get("tracing"));
    DrainConfig drain = DrainConfig.read(root.get("drain"));
    admission.state().ifPresent(files::keepRootsUnder);
    PrefetchConfig prefetch = PrefetchReader.read(root.get("prefetch"), upstreams);
    Optional<LoadedPolicy> policy = PolicyReader.read(document, files);
    new PatternCheck(upstreams).check(root);
    if (admission.state().isEmpty()) {
      checkNothingIsToBeSeen(root);
    }
    document.check();
    return new Config(
        files.snapshot(),
        listen.address(),
        listen.tls(),
        admin,
        clients,
        upstreams,
        admission,
        revocation,
        record,
        tracing,
        drain,
        prefetch,
        files.roots(),
        policy.orElseThrow());
  }

  /** What was seen before is known from the state folder only. */
  private static void checkNothingIsToBeSeen(YamlMapping root) {
    for (YamlNode rule : root.get("rules").flatMap(YamlNode::list).orElse(List.of())) {
      Optional.of(rule)
          .filter(YamlMapping.class::isInstance)
          .flatMap(YamlNode::mapping)
          .flatMap(settings -> settings.get("onUnavailable"))
          .filter(YamlMapping.class::isInstance)
          .flatMap(YamlNode::mapping)
          .flatMap(silence -> silence.get("admitIfSeen"))
          .ifPresent(node -> node.problem("this needs 'state: FOLDER' at the top to remember"));
    }
  }

  private AdminConfig admin(YamlMapping root) {
    Optional<YamlNode> node = root.get("admin");
    Optional<InetSocketAddress> address = node.flatMap(text -> text.read(SocketAddresses::parse));
    Optional<YamlNode> file = root.get("adminTokenFile");
    Optional<AdminToken> token =
        file.flatMap(path -> path.read(text -> AdminToken.of(files.content(text))));
    boolean isOpen = address.filter(where -> !AdminConfig.isLoopback(where)).isPresent();
    if (isOpen && file.isEmpty()) {
      node.orElseThrow()
          .problem("an admin address that is not a loopback one needs 'adminTokenFile'");
    }
    return isOpen && token.isEmpty()
        ? new AdminConfig(AdminConfig.DEFAULT_ADDRESS, token)
        : new AdminConfig(address.orElse(AdminConfig.DEFAULT_ADDRESS), token);
  }

  private static long largest(String text) throws MalformedException {
    long size = ByteSizes.parse(text);
    if (size < Limits.SIGNATURE_BYTES || size > Limits.ENVELOPE_BYTES) {
      throw new MalformedException("'" + text + "' is not between 1MiB and 96MiB");
    }
    return size;
  }

  private AdmissionConfig admission(YamlMapping root) {
    AdmissionConfig defaults = AdmissionConfig.defaults();
    Optional<YamlMapping> blobs = root.get("blobs").flatMap(YamlNode::mapping);
    Optional<YamlMapping> evidence = root.get("evidence").flatMap(YamlNode::mapping);
    return new AdmissionConfig(
        blobs
            .flatMap(settings -> settings.get("gate"))
            .flatMap(gate -> gate.word(Map.of("strict", true, "open", false)))
            .orElse(defaults.strictGate()),
        blobs
            .flatMap(settings -> settings.get("verify"))
            .flatMap(YamlNode::bool)
            .orElse(defaults.verifyBlobs()),
        blobs
            .flatMap(settings -> settings.get("redirectFrom"))
            .flatMap(size -> size.read(ByteSizes::parse))
            .map(OptionalLong::of)
            .orElse(defaults.redirectFrom()),
        root.get("state").flatMap(node -> node.read(files::resolve)),
        evidence
            .flatMap(settings -> settings.get("absentFor"))
            .flatMap(YamlNode::duration)
            .orElse(defaults.absentFor()),
        evidence
            .flatMap(settings -> settings.get("largest"))
            .flatMap(size -> size.read(ConfigReader::largest))
            .map(OptionalLong::of)
            .orElse(defaults.largestEvidence()),
        defaults.verdicts(),
        defaults.manifestBytes(),
        defaults.coldPulls());
  }
}
