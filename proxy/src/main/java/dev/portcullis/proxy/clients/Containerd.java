package dev.portcullis.proxy.clients;

import java.util.List;

/**
 * containerd 1.6 to 2.x. A host that answers with any status above 399 is passed over for the next
 * one, and the root host is always the last one asked; so the root host has to be the proxy too
 * ({@code server}). containerd 1.6 refuses a file without a {@code host} table and then asks the
 * real registry, so there is one, which names the proxy again. Only the capabilities that 1.6 knows
 * are named, since an unknown one makes the file invalid.
 */
final class Containerd {
  private Containerd() {}

  static Setup setup(ProxyAddress proxy) {
    return new Setup(
        "containerd 1.6 to 2.x: Kubernetes (CRI), nerdctl, ctr images pull --hosts-dir",
        List.of(
            hosts("/etc/containerd/certs.d", proxy),
            new ClientFile(
                "/etc/containerd/config.toml (containerd 1.x, version = 2)",
                ClientFile.Use.MERGE,
                """
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = "/etc/containerd/certs.d"
                """),
            new ClientFile(
                "/etc/containerd/config.toml (containerd 2.x, version = 3)",
                ClientFile.Use.MERGE,
                """
                [plugins."io.containerd.cri.v1.images".registry]
                  config_path = "/etc/containerd/certs.d"
                """)),
        List.of(
            "A directory of a registry's own, such as /etc/containerd/certs.d/docker.io, shadows"
                + " _default: remove it, or put the same hosts.toml into it.",
            "Keep both places that name the proxy: without `server` containerd goes on to the real"
                + " registry after a refusal; without the [host] table containerd 1.6 ignores the"
                + " file. A syntax error in it is only logged, and the real registry asked.",
            "hosts.toml is read anew at each pull; config.toml needs a restart of containerd."
                + " Settings under registry.mirrors must go: they exclude config_path."));
  }

  /** The file {@code _default/hosts.toml} below {@code directory}. */
  static ClientFile hosts(String directory, ProxyAddress proxy) {
    String ca = proxy.ca().map(path -> "  ca = \"" + path + "\"\n").orElse("");
    String server = "server = \"" + proxy.url() + "\"\n";
    String root = proxy.ca().map(path -> "ca = \"" + path + "\"\n").orElse("");
    return new ClientFile(
        directory + "/_default/hosts.toml",
        ClientFile.Use.WHOLE,
        server
            + root
            + "\n[host.\""
            + proxy.url()
            + "\"]\n  capabilities = [\"pull\", \"resolve\"]\n"
            + ca);
  }
}
