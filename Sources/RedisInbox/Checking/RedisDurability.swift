#if RedisStreams
package import SyncModel

/// What a server's settings mean for accepted webhooks, and what each costs.
package struct RedisDurability: Sendable, Hashable {
    /// Of `CONFIG GET`; empty where that is forbidden, as by some who host Redis.
    package var settings: [String: String]
    /// Of `INFO`.
    package var facts: [String: String]

    package init(settings: [String: String], facts: [String: String]) {
        self.settings = settings
        self.facts = facts
    }

    package var findings: [Finding] {
        [version, role] + [persistence, flushing, eviction, memory, lastWrite].compactMap { $0 }
    }

    private var version: Finding {
        let told =
            facts["valkey_version"].map { "Valkey \($0)" } ?? "Redis \(facts["redis_version"] ?? "of unknown version")"
        let parts = (facts["redis_version"] ?? "").split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 2, parts[0] < 6 || (parts[0] == 6 && parts[1] < 2) else {
            return Finding(.fine, "server", told)
        }
        return Finding(.problem, "server", "\(told) is too old", fix: "use Redis 6.2 or newer, or Valkey")
    }

    private var role: Finding {
        guard facts["role"] == "slave" else {
            let count = facts["connected_slaves"].flatMap { Int($0) } ?? 0
            let words =
                count == 0 ? "a primary without a replica" : "a primary with \(count) replica\(count == 1 ? "" : "s")"
            guard count > 0 else { return Finding(.fine, "role", words) }
            return Finding(
                .fine,
                "role",
                "\(words); they follow a moment later, so a failover may lose the newest webhooks, which a reconcile finds"
            )
        }
        return Finding(.problem, "role", "a replica, which takes nothing", fix: "name the primary in inbox.url")
    }

    private var persistence: Finding? {
        guard let value = settings["appendonly"] else {
            return Finding(
                .warning,
                "appendonly",
                "cannot be seen here (CONFIG GET is not allowed)",
                fix: "make sure that whoever hosts it keeps an append-only file, and evicts nothing (noeviction)"
            )
        }
        guard value != "yes" else {
            return Finding(.fine, "appendonly", "yes: webhooks survive a restart of the server")
        }
        let saves = settings["save"] ?? ""
        return Finding(
            .problem,
            "appendonly",
            saves.isEmpty
                ? "no: whatever waits in Redis is gone when it restarts, although Shopify was told 200"
                : "no: a crash of Redis loses what came since its last snapshot, although Shopify was told 200",
            fix: "CONFIG SET appendonly yes, and the same in redis.conf; it costs a file that grows and is rewritten"
        )
    }

    private var flushing: Finding? {
        guard settings["appendonly"] == "yes", let value = settings["appendfsync"] else { return nil }
        switch value {
        case "always":
            return Finding(
                .fine,
                "appendfsync",
                "always: on disk before the 200, even through a power cut; each answer waits for the disk, and webhooks that come together share one flush"
            )
        case "everysec":
            return Finding(
                .warning,
                "appendfsync",
                "everysec: a crash of the machine, or of Redis while its disk is slow, may lose up to two seconds of webhooks that were answered 200",
                fix:
                    "CONFIG SET appendfsync always, which makes each answer wait for the disk; or let sluice reconcile find them"
            )
        default:
            return Finding(
                .problem,
                "appendfsync",
                "\(value): a crash of the machine may lose half a minute of webhooks that were answered 200",
                fix: "CONFIG SET appendfsync always (or everysec, which may lose two seconds)"
            )
        }
    }

    private var eviction: Finding? {
        guard let value = settings["maxmemory-policy"] else { return nil }
        let isLimited = settings["maxmemory"].map { $0 != "0" } ?? true
        if value == "noeviction" {
            return Finding(.fine, "maxmemory-policy", "noeviction: full memory refuses webhooks, and drops none")
        }
        // A stream has no time to live, so these never choose it.
        if value.hasPrefix("volatile-") {
            return Finding(
                .warning,
                "maxmemory-policy",
                "\(value): spares the stream as long as nobody gives it a time to live",
                fix: "CONFIG SET maxmemory-policy noeviction"
            )
        }
        return Finding(
            isLimited ? .problem : .warning,
            "maxmemory-policy",
            "\(value): when memory is full Redis may drop the whole stream, with every webhook that waits in it"
                + (isLimited ? "" : " (maxmemory is not set, so that cannot happen now)"),
            fix: "CONFIG SET maxmemory-policy noeviction; a cache belongs on another server"
        )
    }

    private var memory: Finding? {
        guard let limit = settings["maxmemory"].flatMap({ Int64($0) }), limit > 0,
            let used = facts["used_memory"].flatMap({ Int64($0) })
        else { return nil }
        let percent = used * 100 / limit
        guard percent >= 80 else { return Finding(.fine, "maxmemory", "\(percent) % used") }
        return Finding(
            .warning,
            "maxmemory",
            "\(percent) % used; when it is full webhooks are refused",
            fix: "raise maxmemory, or let workers catch up"
        )
    }

    private var lastWrite: Finding? {
        guard facts["aof_enabled"] == "1", let status = facts["aof_last_write_status"], status != "ok" else {
            return nil
        }
        return Finding(
            .problem,
            "append-only file",
            "the last write failed, so Redis takes no webhooks",
            fix: "look at its log and at the space on its disk"
        )
    }
}
#endif
