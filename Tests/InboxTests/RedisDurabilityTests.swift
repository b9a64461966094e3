#if RedisStreams
import RedisInbox
import SyncModel
import Testing

/// What `doctor` makes of a server's settings.
@Suite struct RedisDurabilityTests {
    private let good = [
        "appendonly": "yes", "appendfsync": "always", "save": "", "maxmemory": "0", "maxmemory-policy": "noeviction",
    ]
    private let facts = ["redis_version": "7.0.15", "role": "master", "connected_slaves": "0", "used_memory": "1000"]

    private func findings(_ changes: [String: String?], facts changed: [String: String] = [:]) -> [String: Finding] {
        var settings = good
        for (name, value) in changes { settings[name] = value }
        let found = RedisDurability(settings: settings, facts: facts.merging(changed) { $1 }).findings
        return Dictionary(found.map { ($0.subject, $0) }) { first, _ in first }
    }

    @Test func whatIsSafeNeedsNothing() {
        let found = findings([:])
        #expect(found.values.allSatisfy { $0.level == .fine && $0.fix == nil })
        #expect(Set(found.keys) == ["server", "role", "appendonly", "appendfsync", "maxmemory-policy"])
    }

    @Test(arguments: [
        ("appendonly", "no", Finding.Level.problem), ("appendfsync", "everysec", .warning),
        ("appendfsync", "no", .problem),
        ("maxmemory-policy", "allkeys-lru", .warning), ("maxmemory-policy", "volatile-ttl", .warning),
    ])
    func whatIsNotSafeIsSaidWithItsCostAndMend(_ name: String, _ value: String, _ level: Finding.Level) throws {
        let finding = try #require(findings([name: value])[name])
        #expect(finding.level == level && finding.fix?.contains("CONFIG SET") == true)
    }

    @Test func evictingIsAProblemOnceMemoryIsLimited() {
        let found = findings(["maxmemory-policy": "allkeys-lru", "maxmemory": "100000"])["maxmemory-policy"]
        #expect(found?.level == .problem && found?.message.contains("drop the whole stream") == true)
        #expect(findings(["maxmemory": "1100"])["maxmemory"]?.level == .warning)
        #expect(findings(["maxmemory": "100000"])["maxmemory"]?.level == .fine)
    }

    @Test func withoutAFileTheOtherSettingsSayNothing() {
        let found = findings(["appendonly": "no", "appendfsync": "always"])
        #expect(found["appendfsync"] == nil)
        #expect(findings(["appendonly": "no", "save": "3600 1"])["appendonly"]?.message.contains("snapshot") == true)
    }

    @Test func whoMayNotLookIsToldWhatToMakeSureOf() {
        let found = RedisDurability(settings: [:], facts: facts).findings
        #expect(found.contains { $0.subject == "appendonly" && $0.level == .warning && $0.fix != nil })
    }

    @Test func theServerItself() {
        #expect(findings([:], facts: ["redis_version": "6.0.16"])["server"]?.level == .problem)
        #expect(findings([:], facts: ["valkey_version": "8.1.0"])["server"]?.message.contains("Valkey 8.1.0") == true)
        #expect(findings([:], facts: ["role": "slave"])["role"]?.level == .problem)
        #expect(findings([:], facts: ["connected_slaves": "2"])["role"]?.message.contains("failover") == true)
        let broken = findings([:], facts: ["aof_enabled": "1", "aof_last_write_status": "err"])
        #expect(broken["append-only file"]?.level == .problem)
    }
}
#endif
