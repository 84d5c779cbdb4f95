package dev.portcullis.proxy.clients;

import java.util.List;

/**
 * Podman, skopeo, buildah and CRI-O, which share {@code registries.conf}. A {@code mirror} is
 * passed over after any error, so each registry's {@code location} is rewritten instead: then there
 * is no other place to ask. Registries that the proxy does not know are refused by {@code
 * policy.json}, whose scopes are matched against names before they are rewritten.
 */
final class Containers {
  private Containers() {}

  static Setup podman(ProxyAddress proxy, List<String> registries) {
    return new Setup(
        "podman, skopeo, buildah",
        List.of(registries(proxy, registries), policy(registries)),
        List.of(
            "Both are read anew at each pull. A user's own ~/.config/containers/registries.conf or"
                + " policy.json overrides them, so close the way out as well.",
            blocked(proxy)));
  }

  static Setup crio(ProxyAddress proxy, List<String> registries) {
    return new Setup(
        "CRI-O",
        List.of(registries(proxy, registries), policy(registries)),
        List.of(
            "Then: systemctl reload crio. Settings under [crio.image] that name another"
                + " signature_policy or registries overrule these files.",
            "On OpenShift use ImageDigestMirrorSet and ImageTagMirrorSet with the mirror "
                + proxy.authority()
                + "/REGISTRY and mirrorSourcePolicy: NeverContactSource.",
            blocked(proxy)));
  }

  private static String blocked(ProxyAddress proxy) {
    return "Where a registry must stay listed under its own location, give it [[registry.mirror]]"
        + " location = \""
        + proxy.authority()
        + "/REGISTRY\" and blocked = true: a blocked primary still uses its mirrors, and the"
        + " refusal is shown. Do not set pull-from-mirror or mirror-by-digest-only.";
  }

  private static ClientFile registries(ProxyAddress proxy, List<String> registries) {
    StringBuilder text = new StringBuilder("unqualified-search-registries = [\"docker.io\"]\n");
    for (String registry : registries) {
      text.append("\n[[registry]]\nprefix = \"")
          .append(registry)
          .append("\"\nlocation = \"")
          .append(proxy.nameOf(registry))
          .append("\"\n");
      if (proxy.isPlain()) {
        text.append("insecure = true\n");
      }
    }
    return new ClientFile(
        "/etc/containers/registries.conf.d/50-portcullis.conf",
        ClientFile.Use.WHOLE,
        text.toString());
  }

  private static ClientFile policy(List<String> registries) {
    String anything = "[{\"type\": \"insecureAcceptAnything\"}]";
    StringBuilder scopes = new StringBuilder();
    for (String registry : registries) {
      scopes
          .append(scopes.isEmpty() ? "" : ",\n")
          .append("      \"")
          .append(registry)
          .append("\": ")
          .append(anything);
    }
    StringBuilder local = new StringBuilder();
    for (String transport :
        List.of(
            "containers-storage",
            "dir",
            "docker-archive",
            "docker-daemon",
            "oci",
            "oci-archive",
            "tarball")) {
      local
          .append(",\n    \"")
          .append(transport)
          .append("\": {\"\": ")
          .append(anything)
          .append('}');
    }
    return new ClientFile(
        "/etc/containers/policy.json",
        ClientFile.Use.WHOLE,
        "{\n  \"default\": [{\"type\": \"reject\"}],\n  \"transports\": {\n    \"docker\": {\n"
            + scopes
            + "\n    }"
            + local
            + "\n  }\n}\n");
  }
}
