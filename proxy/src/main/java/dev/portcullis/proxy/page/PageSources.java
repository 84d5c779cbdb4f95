package dev.portcullis.proxy.page;

import dev.portcullis.policy.Policy;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.revocation.Revocations;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the pages are about.
 *
 * @param recent the last entries of the record
 * @param uses how often signers and keys were relied on
 * @param policy the policy in force, as its file has it
 * @param revocations what is known of certificates
 * @param latencies how long verdicts took of late
 * @param api the admin API, which records what it changes
 */
public record PageSources(
    RecentEntries recent,
    SignerUses uses,
    Supplier<Policy> policy,
    Revocations revocations,
    LatencyHistory latencies,
    Function<AdminRequest, Optional<AdminReply>> api,
    InstantSource clock) {}
