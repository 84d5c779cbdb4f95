package dev.portcullis.bench.load;

import java.net.URI;

/**
 * One thing under test, up and answering.
 *
 * @param name as the report has it
 * @param url the root under which {@code /v2/...} is served
 * @param pid the process whose processor time and memory are counted
 */
record Arm(String name, URI url, long pid) {}
