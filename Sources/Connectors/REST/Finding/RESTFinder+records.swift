import SyncModel

// What an answer to a look-up holds: records, none, or nothing that can be read.
extension RESTFinder {
    /// The records that a look-up finds.
    ///
    /// There is none where the description or HTTP says so: a status under `none`, a rule that says `gone`, 204, and null
    /// or an empty list at the place of the records. Any other answer without records there, a page, an error in JSON, tells
    /// nothing, and whoever took it for "none" would make everything again.
    func records(
        _ lookup: RESTLookup,
        _ scope: RESTScope,
        namesRecord: Bool = false
    ) async throws(RESTRefusal) -> [RESTJSON] {
        let answer: RESTAnswer
        do throws(RESTRefusal) {
            answer = try await self.answer(lookup, scope, namesRecord: namesRecord)
        } catch {
            guard error.consequence == .gone, error.rule != nil else { throw error }
            return []
        }
        return try tellsAbsence(answer, lookup) ? [] : records(in: answer, lookup)
    }

    /// Whether the answer says by its status that there is none.
    func tellsAbsence(_ answer: RESTAnswer, _ lookup: RESTLookup) -> Bool {
        absent(lookup).contains(answer.status) || (answer.status == 204 && answer.form == .empty)
    }

    /// The records in an answer of success.
    ///
    /// - Throws: a fault of the destination where nothing stands at their place, or what stands there has no id.
    func records(in answer: RESTAnswer, _ lookup: RESTLookup) throws(RESTRefusal) -> [RESTJSON] {
        let records = try found(in: answer, lookup)
        guard !records.contains(where: { lookup.id(of: $0) == nil }) else {
            let places = Self.either(lookup.id.map(\.description))
            throw unreadable(
                answer,
                lookup,
                lacking: "an id at \(places) of each record\(Self.whole(lookup) ? "" : " at " + Self.places(lookup))",
                advice: "\"id\" of the description says where it stands, \"records\" where the records do."
            )
        }
        if !records.isEmpty { client.sightings.saw(kind) }
        return records
    }

    private func found(in answer: RESTAnswer, _ lookup: RESTLookup) throws(RESTRefusal) -> [RESTJSON] {
        let places = answer.form == .json ? lookup.records.map { $0.found(in: answer.body) } : []
        for case .value(let value) in places {
            switch value {
            case .null: return []
            case .list(let items): return items.filter { $0 != .null }
            case .object(let members): return members.isEmpty ? [] : [value]
            case .bool(false) where client.description.style.isFalseEmpty: return []
            case .text(""): return []
            case .text, .number, .bool: return [value]
            }
        }
        if places.contains(.beyondList) { return [] }
        throw unreadable(
            answer,
            lookup,
            lacking: Self.whole(lookup) ? "records in JSON" : "records at \(Self.places(lookup))",
            advice:
                "\"records\" of the description says where they stand; where the CRM answers so when it finds nothing, "
                + "\"none\" or a rule with \"then: gone\" says that."
        )
    }

    private func unreadable(
        _ answer: RESTAnswer,
        _ lookup: RESTLookup,
        lacking expected: String,
        advice: String
    ) -> RESTRefusal {
        let name = object.operations.first { $0.operation.mark == lookup.operation.mark }?.name ?? "the look-up"
        return client.faults.unreadable(
            answer,
            lacking: expected,
            in: "\(name) of a \(object.name)",
            advice: "Nothing is taken for absent until it can be read. \(advice)",
            .init(kind: kind)
        )
    }

    private static func whole(_ lookup: RESTLookup) -> Bool { lookup.records == [.whole] }

    private static func places(_ lookup: RESTLookup) -> String { either(lookup.records.map(\.description)) }

    private static func either(_ names: [String]) -> String { names.joined(separator: " or ") }
}
