extension HubSpotRecord {
    /// The record as answers show it.
    ///
    /// The named properties stand beside the stamps, those that are not set as null. Only an upsert has `new`.
    func json(
        _ type: HubSpotObjectType,
        showing names: some Sequence<String>,
        new: Bool? = nil,
        traceID: String? = nil
    ) -> SandboxJSON {
        var shown: [String: SandboxJSON] = [:]
        for name in names { shown[name] = .text(properties[name]) }
        for name in ["hs_object_id", type.createdProperty, type.modifiedProperty] {
            shown[name] = .text(properties[name])
        }
        var members: [SandboxJSON.Member] = [
            .init("id", .string(String(id))),
            .init("properties", .object(shown.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })),
            .init("createdAt", .string(createdAt.isoMilliseconds)),
            .init("updatedAt", .string(updatedAt.isoMilliseconds)),
            .init("archived", .bool(isArchived)),
        ]
        if let archivedAt { members.append(.init("archivedAt", .string(archivedAt.isoMilliseconds))) }
        if let new { members.append(.init("new", .bool(new))) }
        if let traceID { members.append(.init("objectWriteTraceId", .string(traceID))) }
        return .object(members)
    }
}
