package dev.portcullis.proxy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What some files held at some instant. Contents are compared, not times or inodes, so that it
 * works through replaced symbolic links too, as Kubernetes swaps mounted volumes.
 *
 * @param states the files by path
 */
record FileSnapshot(Map<Path, FileState> states) {
  /** Copies the map. */
  FileSnapshot {
    states = Map.copyOf(states);
  }

  /** The same files as they are now. */
  FileSnapshot now() {
    Map<Path, FileState> current = new LinkedHashMap<>();
    states.keySet().forEach(file -> current.put(file, FileState.now(file)));
    return new FileSnapshot(current);
  }
}
