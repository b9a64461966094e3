/// Results and errors of a batch call on their way into one answer.
struct BatchOutcome {
    var results: [SandboxJSON] = []
    var errors: [SandboxJSON] = []
    let startedAt: SandboxTime

    init(startedAt: SandboxTime) { self.startedAt = startedAt }

    /// The answer: the given status, or 207 where there were errors.
    ///
    /// HubSpot does not keep the order of the inputs, so the results come the other way round.
    func answer(_ status: Int, errorStatus: Int = 207, completedAt: SandboxTime) -> HubSpotAnswer {
        var members: [SandboxJSON.Member] = [
            .init("status", "COMPLETE"), .init("results", .array(results.reversed())),
        ]
        if !errors.isEmpty {
            members.append(.init("numErrors", .integer(errors.count)))
            members.append(.init("errors", .array(errors)))
        }
        members.append(.init("startedAt", .string(startedAt.isoMilliseconds)))
        members.append(.init("completedAt", .string(max(startedAt, completedAt).isoMilliseconds)))
        return HubSpotAnswer(errors.isEmpty ? status : errorStatus, .object(members))
    }

    /// The one entry that lists all ids that a read or an update did not find.
    static func notFound(_ type: HubSpotObjectType, ids: [String]) -> SandboxJSON {
        [
            "status": "error", "category": "OBJECT_NOT_FOUND",
            "message": .string(
                "Could not get some \(type.word) objects, they may be deleted or not exist. Check that ids are valid."
            ),
            "context": ["ids": .strings(ids)],
        ]
    }
}
