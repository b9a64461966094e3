/// What a mapping would do to stored records, as numbers and some examples; grows to a limit only.
package struct MappingReport: Sendable, Hashable, Codable {
    /// The records of one kind.
    package struct Count: Sendable, Hashable, Codable {
        package var outcomes: [MappingOutcome: Int64] = [:]
        /// How many records each field concerns, by what becomes of it; fields that stay as they are are left out.
        package var fields: [String: [FieldOutcome: Int64]] = [:]
        /// Those among customers who bought without an account; `nil` where there is none.
        package var guests: Int64?

        package init() {}

        package var records: Int64 { outcomes.values.reduce(0, +) }
        package func count(_ outcome: MappingOutcome) -> Int64 { outcomes[outcome] ?? 0 }
        package var writes: Int64 { outcomes.reduce(0) { $0 + ($1.key.isWrite ? $1.value : 0) } }
    }

    /// One record, by name and without values.
    package struct Example: Sendable, Hashable, Codable {
        package var kind: RecordKind
        package var id: Int64
        package var outcome: MappingOutcome
        /// Names of the fields that would be written.
        package var fields: [String]
        /// The rule or the fault.
        package var reason: String?
    }

    /// The name under which line items are counted.
    package static let lines = "(line items)"
    /// How many examples of each outcome are kept.
    package static let keptExamples = 10

    package private(set) var counts: [RecordKind: Count] = [:]
    package private(set) var examples: [Example] = []
    /// Records marked to be sent.
    package var marked: Int64 = 0
    /// One record in full, where only one was asked for: it holds values and is not kept.
    package var details: [MappingComparison] = []

    package init() {}

    package func count(_ kind: RecordKind) -> Count { counts[kind] ?? Count() }
    package func total(_ outcome: MappingOutcome) -> Int64 { counts.values.reduce(0) { $0 + $1.count(outcome) } }
    package var writes: Int64 { counts.values.reduce(0) { $0 + $1.writes } }

    /// Calls that what would be written takes, about: what goes to the bin goes there one by one.
    package func calls(at cost: CallCost) -> Int64 {
        let batched = counts.mapValues { $0.writes - $0.count(.archived) }.filter { $0.value > 0 }
        return cost.calls(for: batched) + total(.archived)
    }

    /// Takes in one record; `fields` are those that do not stay as they are.
    package mutating func add(
        _ record: SyncRecord,
        _ outcome: MappingOutcome,
        fields: [String: FieldOutcome],
        hasOtherLines: Bool = false,
        reason: String? = nil
    ) {
        var count = counts[record.kind] ?? Count()
        count.outcomes[outcome, default: 0] += 1
        for (name, field) in fields where field != .same { count.fields[name, default: [:]][field, default: 0] += 1 }
        if record.isGuest { count.guests = (count.guests ?? 0) + 1 }
        if hasOtherLines { count.fields[Self.lines, default: [:]][.changes, default: 0] += 1 }
        counts[record.kind] = count
        guard outcome.isWorthShowing, examples(of: outcome) < Self.keptExamples else { return }
        let written = fields.filter(\.value.isSent).keys.sorted()
        examples.append(
            Example(
                kind: record.kind,
                id: record.id,
                outcome: outcome,
                fields: Array((written + (hasOtherLines ? [Self.lines] : [])).prefix(20)),
                reason: reason
            )
        )
    }

    package mutating func add(_ standing: MappingStanding, of record: SyncRecord) {
        add(
            record,
            standing.outcome,
            fields: standing.fields,
            hasOtherLines: standing.hasOtherLines,
            reason: standing.reason
        )
    }

    /// Takes in another part.
    package mutating func add(_ other: MappingReport) {
        for (kind, count) in other.counts {
            counts[kind, default: Count()].outcomes.merge(count.outcomes, uniquingKeysWith: +)
            if let guests = count.guests {
                counts[kind, default: Count()].guests = (counts[kind]?.guests ?? 0) + guests
            }
            for (name, fields) in count.fields {
                counts[kind, default: Count()].fields[name, default: [:]].merge(fields, uniquingKeysWith: +)
            }
        }
        for example in other.examples where examples(of: example.outcome) < Self.keptExamples {
            examples.append(example)
        }
        marked += other.marked
        details += other.details
    }

    private func examples(of outcome: MappingOutcome) -> Int { examples.count { $0.outcome == outcome } }
}

extension MappingOutcome {
    /// Whether a person wants to see which records are meant.
    fileprivate var isWorthShowing: Bool {
        switch self {
        case .changed, .created, .adopted, .conflicting, .leftOut, .archived, .marked, .unmappable: true
        default: false
        }
    }
}

extension JobStore {
    /// What a job about a mapping has found so far.
    package func mappingReport(of job: Job.ID) async throws -> MappingReport {
        var whole = MappingReport()
        for slice in try await slices(of: job, in: nil, after: -1, limit: 100) {
            if let part = slice.mapping { whole.add(part) }
        }
        return whole
    }
}
