import SyncModel

/// What the passes of both kinds have in common.
struct SalesforcePass: Sendable {
    let client: SalesforceClient
    let object: SalesforceObject

    /// A record with its fields as the org takes them.
    struct Fitted: Sendable {
        var index: Int
        var record: CRMUpsert
        var values: [String: SalesforceValue]
        var warnings: [WriteWarning]
        /// Fields of the account beside the contact, where the mapping names some.
        var account: [String: SalesforceValue] = [:]
    }

    /// Fits records to the org; what cannot go is told by its place.
    ///
    /// - Parameters:
    ///   - records: what to fit.
    ///   - account: how fields named `Account.…` are fitted; `nil` where there is no account beside.
    /// - Returns: what can go, and the faults of what cannot.
    /// - Throws: what asking the org for its fields met.
    func fit(
        _ records: [CRMUpsert],
        account: SalesforceObject? = nil
    ) async throws(SalesforceRefusal) -> (fitted: [Fitted], faults: [Int: DeliveryFault]) {
        var result = Self.fit(
            records,
            SalesforceFields(try await client.org.describe(object, client)),
            account: try await describe(account, fresh: false),
            object
        )
        // The org may have got the field since we looked, or the user the right to see it.
        if result.faults.values.contains(where: { $0.code == .missingField }) {
            result = Self.fit(
                records,
                SalesforceFields(try await client.org.describe(object, client, fresh: true)),
                account: try await describe(account, fresh: true),
                object
            )
        }
        return result
    }

    private func describe(
        _ account: SalesforceObject?,
        fresh: Bool
    ) async throws(SalesforceRefusal) -> SalesforceFields? {
        guard let account else { return nil }
        return SalesforceFields(try await client.org.describe(account, client, fresh: fresh))
    }

    /// The beginning of the names of the account's fields in a customer's mapping.
    static let accountPrefix = "Account."

    private static func fit(
        _ records: [CRMUpsert],
        _ own: SalesforceFields,
        account: SalesforceFields?,
        _ object: SalesforceObject
    ) -> (fitted: [Fitted], faults: [Int: DeliveryFault]) {
        var fitted: [Fitted] = []
        var faults: [Int: DeliveryFault] = [:]
        for (index, record) in records.enumerated() {
            var ofAccount: [MappedField] = []
            var ofObject: [MappedField] = []
            for var field in record.fields {
                if account != nil, field.name.hasPrefix(accountPrefix) {
                    field.name = String(field.name.dropFirst(accountPrefix.count))
                    ofAccount.append(field)
                } else {
                    ofObject.append(field)
                }
            }
            let values = own.fit(ofObject)
            let beside = account?.fit(ofAccount) ?? .init()
            let unknown = values.unknown + beside.unknown.map { accountPrefix + $0 }
            if !unknown.isEmpty {
                faults[index] = missing(unknown, object)
            } else if let currency = values.unknownCurrency {
                faults[index] = DeliveryFault(
                    .unknownCurrency,
                    .pause(.currency(currency)),
                    message:
                        "the org has no currency \(currency): an administrator adds it under Setup > Manage Currencies",
                    fields: ["CurrencyIsoCode"]
                )
            } else {
                fitted.append(
                    Fitted(
                        index: index,
                        record: record,
                        values: values.values,
                        warnings: values.warnings + beside.warnings,
                        account: beside.values
                    )
                )
            }
        }
        return (fitted, faults)
    }

    private static func missing(_ names: [String], _ object: SalesforceObject) -> DeliveryFault {
        DeliveryFault(
            .missingField,
            object.kind.map { .pause(.kind($0)) } ?? .pause(.destination),
            message:
                "\(object.name) has no field \(names.joined(separator: ", ")), or the user may not see or write it:"
                + " run setup, or give the user rights on it",
            fields: names
        )
    }

    /// The write of a fitted record.
    func write(_ item: Fitted) -> SalesforceWrite {
        var write = SalesforceWrite(
            index: item.index,
            endpoint: .update,
            origin: item.record.origin,
            values: item.values,
            warnings: item.warnings
        )
        switch item.record.target {
        case .externalID: (write.endpoint, write.id) = (.upsert, item.record.externalID)
        case .adopt(let id):
            write.id = id
            if let field = object.idField { write.values[field] = .text(item.record.externalID) }
        case .record(let id): write.id = id
        }
        write.allowsDuplicates = client.settings.duplicates == .create
        return write
    }

    /// Outcomes of writes by their place; records that carry an id wanted by another one are looked up for it.
    func outcomes(_ writes: [SalesforceWrite], _ ends: [Int: SalesforceEnd]) async -> [Int: UpsertOutcome] {
        var outcomes: [Int: UpsertOutcome] = [:]
        var taken: [(write: SalesforceWrite, fault: DeliveryFault)] = []
        for write in writes {
            switch ends[write.index] {
            case .written(let id, let isNew, let warnings):
                outcomes[write.index] = .written(WrittenRecord(crmID: id, isNew: isNew, warnings: warnings))
            case .keyTaken(let fault): taken.append((write, fault))
            case .gone: outcomes[write.index] = .gone
            case .failed(let fault): outcomes[write.index] = .failed(fault)
            case nil: break
            }
        }
        outcomes.merge(await holders(of: taken)) { _, new in new }
        return outcomes
    }

    /// Who carries the ids that were refused as taken.
    private func holders(
        of taken: [(write: SalesforceWrite, fault: DeliveryFault)]
    ) async -> [Int: UpsertOutcome] {
        guard !taken.isEmpty, let field = object.idField else { return [:] }
        let ids = taken.map { $0.write.endpoint == .upsert ? $0.write.id : $0.write.values[field]?.plain ?? "" }
        let origin = taken.map(\.write.origin).min() ?? .live
        let rows = try? await SalesforceReader(client: client, origin: origin)
            .rows(of: object, where: field, in: ids, fields: [field])
        var outcomes: [Int: UpsertOutcome] = [:]
        for (item, id) in zip(taken, ids) {
            let candidates = (rows ?? []).filter { $0.text(field) == id }.compactMap { row in
                row.text("Id").map { CRMCandidate(crmID: $0, externalID: id) }
            }
            let isElsewhere = !candidates.isEmpty && !candidates.contains { $0.crmID == item.write.id }
            outcomes[item.write.index] =
                isElsewhere ? .conflict(IdentityConflict(candidates: candidates)) : .failed(item.fault)
        }
        return outcomes
    }

    /// All outcomes in order, or the one fault of the destination that every record met.
    static func whole(
        _ outcomes: [Int: UpsertOutcome],
        count: Int
    ) throws(DeliveryFault) -> [UpsertOutcome] {
        let all = (0..<count).map { index in
            outcomes[index] ?? .failed(DeliveryFault(.unreadable, .retry, message: "no answer", mayBeWritten: true))
        }
        if let fault = all.faultOfTheDestination { throw fault }
        return all
    }
}
