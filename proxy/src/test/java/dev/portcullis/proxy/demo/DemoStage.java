package dev.portcullis.proxy.demo;

import java.io.IOException;
import java.nio.file.Path;

/** The demonstration's registry and configuration, for tests outside of this package. */
public final class DemoStage implements AutoCloseable {
  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Path config;

  /** Writes the configuration to {@code folder}, with free ports. */
  public DemoStage(Path folder) throws IOException {
    config = DemoFolder.write(folder, registry.url(), 0, DemoShelf.fill(registry));
  }

  /** The configuration. */
  public Path config() {
    return config;
  }

  /** The registry. */
  public MemoryRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    registry.close();
  }
}
