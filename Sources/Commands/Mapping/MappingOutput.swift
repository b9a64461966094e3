import SyncModel

/// What a mapping would do to a store's records, for people and for `--json`.
struct MappingOutput: Codable {
    struct Kind: Codable {
        var kind: String
        var records: Int64
        /// Those among customers who bought without an account.
        var guests: Int64
        /// Records by what becomes of them.
        var outcomes: [String: Int64]
        /// Records that each field concerns, by what becomes of it.
        var fields: [String: [String: Int64]]
    }

    struct Example: Codable {
        var kind: String
        var id: Int64
        var outcome: String
        var fields: [String]
        var reason: String?
    }

    var destination: String
    var mode: String
    var store: String
    /// Records that would be written.
    var writes: Int64
    /// Records of which something that the mapping names was never read.
    var unread: Int64
    /// Calls that it takes, about; `nil` where that is not known.
    var calls: Int64?
    /// Records that were marked to be sent.
    var marked: Int64
    /// Fields that `setup` has not made yet.
    var missingFields: [String] = []
    /// Whether a server delivers by another mapping than this one, so that it must read the files first.
    var runsAnother = false
    /// Whether only this store was asked for.
    var isOneStore: Bool?
    var kinds: [Kind]
    var examples: [Example]
    /// Of the job that did it.
    var job: Int64?
    var state: String?

    /// Records that wait already, and go with the mapping that runs.
    var waiting: Int64 { kinds.reduce(0) { $0 + ($1.outcomes[MappingOutcome.waiting.rawValue] ?? 0) } }

    init(
        _ report: MappingReport,
        of store: StoreName,
        settings: DestinationSettings,
        limit: Int,
        job: Job? = nil
    ) {
        destination = settings.name.rawValue
        mode = settings.mode.rawValue
        self.store = store.rawValue
        writes = report.writes
        unread = report.total(.unread)
        marked = report.marked
        calls = settings.cost.map { report.calls(at: $0) }
        kinds = RecordKind.allCases.filter { report.counts[$0] != nil }.map { kind in
            let count = report.count(kind)
            return Kind(
                kind: kind.rawValue,
                records: count.records,
                guests: count.guests ?? 0,
                outcomes: Dictionary(count.outcomes.map { ($0.key.rawValue, $0.value) }) { first, _ in first },
                fields: count.fields.mapValues { fields in
                    Dictionary(fields.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
                }
            )
        }
        var shown: [MappingOutcome: Int] = [:]
        examples = report.examples.compactMap { example in
            shown[example.outcome, default: 0] += 1
            guard shown[example.outcome] ?? 0 <= limit else { return nil }
            return Example(
                kind: example.kind.rawValue,
                id: example.id,
                outcome: example.outcome.rawValue,
                fields: example.fields,
                reason: example.reason
            )
        }
        self.job = job?.id.rawValue
        state = job?.state.rawValue
    }
}

extension MappingOutput {
    /// The command that does what was counted, and no more.
    var apply: String {
        let store = isOneStore == true ? " --store \(ShellWord.quoted(store))" : ""
        return "sluice mapping apply --destination \(ShellWord.quoted(destination))\(store)"
    }
}
