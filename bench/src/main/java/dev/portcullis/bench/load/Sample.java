package dev.portcullis.bench.load;

/**
 * One measured run.
 *
 * @param rate requests a second
 * @param errors failed connections, reads, writes, statuses over 399 and time-outs
 * @param latency percentiles of the time to the end of the response
 * @param cpu processor seconds of the server for 1,000 requests
 * @param resident the server's memory at the end, in bytes
 */
record Sample(double rate, long errors, Latency latency, double cpu, long resident) {

  /** Percentiles in microseconds. */
  record Latency(double p50, double p90, double p99, double p999) {}
}
