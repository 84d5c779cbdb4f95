package dev.portcullis.proxy.clients;

import java.util.List;

/** The pull clients whose configuration is known. */
public enum Client {
  DOCKER {
    @Override
    public Setup setup(ProxyAddress proxy, List<String> registries) {
      return Docker.setup(proxy, registries);
    }
  },
  CONTAINERD {
    @Override
    public Setup setup(ProxyAddress proxy, List<String> registries) {
      return Containerd.setup(proxy);
    }
  },
  PODMAN {
    @Override
    public Setup setup(ProxyAddress proxy, List<String> registries) {
      return Containers.podman(proxy, registries);
    }
  },
  CRIO {
    @Override
    public Setup setup(ProxyAddress proxy, List<String> registries) {
      return Containers.crio(proxy, registries);
    }
  };

  /**
   * What makes this client ask the proxy and nobody else.
   *
   * @param proxy where the client finds the proxy
   * @param registries the names of the proxy's upstreams
   */
  public abstract Setup setup(ProxyAddress proxy, List<String> registries);
}
