extension HubSpotPortal {
    private static let resultLimit = 10_000

    /// Searches what has reached the index; a write gets there after the account's delay.
    func search(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        size: Int,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard size <= 3_000 else {
            throw HubSpotRefusal.validation("The request body is too long, at most 3000 characters")
        }
        let limit = body["limit"]?.intValue ?? 10
        guard (1...200).contains(limit) else { throw HubSpotRefusal.validation("limit must be from 1 to 200") }
        let after = try offset(body["after"])
        guard after + limit <= Self.resultLimit else {
            throw HubSpotRefusal.validation("A search gives at most \(Self.resultLimit) results")
        }
        let groups = try SearchFilter.groups(body)
        var found = table(type).records.values.compactMap { indexed($0, type, at: moment) }.filter { record in
            groups.isEmpty || groups.contains { group in group.allSatisfy { $0.matches(record.properties) } }
        }
        try sort(&found, by: body["sorts"])
        let page = found.dropFirst(after).prefix(limit)
        let names = (body["properties"]?.arrayValue ?? []).compactMap(\.stringValue)
        var members: [SandboxJSON.Member] = [
            .init("total", .integer(found.count)),
            .init("results", .array(page.map { $0.json(type, showing: names) })),
        ]
        if after + page.count < found.count {
            members.append(.init("paging", ["next": ["after": .string(String(after + page.count))]]))
        }
        return HubSpotAnswer(200, .object(members))
    }

    private func offset(_ value: SandboxJSON?) throws(HubSpotRefusal) -> Int {
        guard let value, !value.isNull else { return 0 }
        guard let offset = value.intValue, offset >= 0 else {
            throw HubSpotRefusal.validation("after must be an integer")
        }
        return offset
    }

    /// The record as the index knows it; nil where it is archived or not there yet.
    private func indexed(_ record: HubSpotRecord, _ type: HubSpotObjectType, at moment: SandboxTime) -> HubSpotRecord? {
        guard !record.isArchived else { return nil }
        if moment.milliseconds - record.updatedAt.milliseconds >= options.searchDelayMilliseconds { return record }
        guard let indexed = record.indexed else { return nil }
        var older = record
        older.properties = indexed
        return older
    }

    private func sort(_ records: inout [HubSpotRecord], by sorts: SandboxJSON?) throws(HubSpotRefusal) {
        let list = sorts?.arrayValue ?? []
        guard list.count <= 1 else { throw HubSpotRefusal.validation("Only one sort is allowed") }
        guard let sort = list.first, let name = sort.stringValue ?? sort["propertyName"]?.stringValue else {
            records.sort { $0.id < $1.id }
            return
        }
        let isDescending = sort["direction"]?.stringValue == "DESCENDING"
        records.sort { left, right in
            let comparison = SearchFilter.compare(left[name] ?? "", right[name] ?? "")
            return comparison == 0 ? left.id < right.id : isDescending ? comparison > 0 : comparison < 0
        }
    }
}
