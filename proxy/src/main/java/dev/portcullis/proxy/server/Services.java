package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.UpstreamAccess;
import java.util.function.Consumer;
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
 * @param upstreams how the relay gets into an upstream, by its name
 * @param record is told of each answered manifest request, on event loops; must not block
 */
record Services(
    Supplier<Routing> routing,
    Gate gate,
    ManifestReplies manifests,
    InFlight inFlight,
    BlobRelay relay,
    Function<String, UpstreamAccess> upstreams,
    Consumer<Pull> record) {}
