package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.clients.Client;
import dev.portcullis.proxy.clients.Egress;
import dev.portcullis.proxy.clients.ProxyAddress;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints configurations of pull clients that cannot be bypassed. */
@Command(
    name = "clients",
    description =
        "Prints what makes a client pull through the proxy and nowhere else. Clients take a mirror"
            + " for advice and go on to the real registry after a refusal, unless they are told"
            + " otherwise; these files tell them.",
    footer = {
      "  portcullis clients containerd --proxy https://mirror.acme.io",
      "  portcullis clients --config portcullis.yaml --proxy http://10.0.0.5:5000"
    })
final class ClientsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "CLIENT",
      description = "docker, containerd, podman, crio; all of them if none is named.")
  private List<Client> clients = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The proxy's configuration, for the names of its upstreams.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description =
          "Where clients reach the proxy; left out, this machine at the port of the configuration.")
  private Optional<String> proxy = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The authority of the proxy's certificate, a path on the client's machine.")
  private Optional<String> ca = Optional.empty();

  @Override
  public Integer call() throws CommandException {
    Config config = file.isPresent() ? ConfigReader.read(file.get()) : ObservingDefault.config();
    ProxyAddress address = address(config);
    List<String> registries = config.upstreams().stream().map(UpstreamConfig::name).toList();
    PrintWriter out = spec.commandLine().getOut();
    for (Client client : clients.isEmpty() ? List.of(Client.values()) : clients) {
      out.println(client.setup(address, registries).text());
    }
    out.print(Egress.text(registries));
    out.flush();
    return ExitCode.OK;
  }

  private ProxyAddress address(Config config) throws CommandException {
    String scheme = config.tls().isPresent() ? "https" : "http";
    String here = scheme + "://localhost:" + config.listen().getPort();
    try {
      return ProxyAddress.parse(proxy.orElse(here), ca);
    } catch (MalformedException e) {
      throw new CommandException("--proxy: " + e.getMessage(), e);
    }
  }
}
