package dev.portcullis.proxy.demo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every request to a {@link MemoryRegistry}, in order of arrival. Safe for use by many threads. */
public final class RequestLog {
  private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();

  RequestLog() {}

  void add(SeenRequest request) {
    seen.add(request);
  }

  /** All requests since the start or the last {@link #clear}. */
  public List<SeenRequest> all() {
    return List.copyOf(seen);
  }

  /** The requests of one kind. */
  public List<SeenRequest> of(Operation operation) {
    return seen.stream().filter(request -> request.operation() == operation).toList();
  }

  /** The number of requests of one kind. */
  public int count(Operation operation) {
    return of(operation).size();
  }

  /** Forgets all requests. */
  public void clear() {
    seen.clear();
  }
}
