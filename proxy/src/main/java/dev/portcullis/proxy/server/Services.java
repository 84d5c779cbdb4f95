package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * @param access how the relay gets into an upstream, by its name; empty for one that is gone
 * @param registries asks an upstream, by its name; empty for one that is gone
 * @param threads virtual threads for what blocks
 * @param record is told of each manifest request that is about to be answered, on any thread; must
 *     not block; completes with false if it must not be answered
 */
record Services(
    Supplier<Routing> routing,
    Gate gate,
    ManifestReplies manifests,
    InFlight inFlight,
    BlobRelay relay,
    Function<String, Optional<UpstreamAccess>> access,
    Function<String, Optional<RegistryClient>> registries,
    Executor threads,
    Function<Pull, CompletableFuture<Boolean>> record) {}
