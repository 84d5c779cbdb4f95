package dev.portcullis.proxy.server;

import java.util.function.Supplier;

/**
 * What all connections share.
 *
 * @param routing the routing in force
 * @param gate whom to ask
 * @param manifests ready responses
 * @param inFlight requests that wait for something
 */
record Services(
    Supplier<Routing> routing, Gate gate, ManifestReplies manifests, InFlight inFlight) {}
