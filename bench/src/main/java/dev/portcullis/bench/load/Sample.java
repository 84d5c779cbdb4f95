package dev.portcullis.bench.load;

/**
 * One measured run.
 *
 * @param rate requests a second
 * @param errors failed connections, reads, writes, statuses over 399 and time-outs
 * @param p50 microseconds
 * @param p90 microseconds
 * @param p99 microseconds
 * @param p999 microseconds
 */
record Sample(double rate, long errors, double p50, double p90, double p99, double p999) {}
