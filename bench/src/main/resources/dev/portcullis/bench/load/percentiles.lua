-- Prints what the report needs on one line: requests, seconds, errors, then microseconds.
done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %d %.6f %d %.1f %.1f %.1f %.1f\n",
    summary.requests, summary.duration / 1e6, errors,
    latency:percentile(50), latency:percentile(90),
    latency:percentile(99), latency:percentile(99.9)))
end
