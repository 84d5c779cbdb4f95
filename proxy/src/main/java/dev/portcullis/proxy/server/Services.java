package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all connections share.
 *
 * @param routing the routing in force
 * @param gate whom to ask
 * @param manifests ready responses
 * @param inFlight requests that wait for something
 * @param relay streams blobs
 * @param access how the relay gets into an upstream, by its name
 * @param registries asks an upstream, by its name
 * @param threads virtual threads for what blocks
 */
record Services(
    Supplier<Routing> routing,
    Gate gate,
    ManifestReplies manifests,
    InFlight inFlight,
    BlobRelay relay,
    Function<String, UpstreamAccess> access,
    Function<String, RegistryClient> registries,
    Executor threads) {}
