import SyncModel

/// Tells a record that is gone from an address that is: both are answered with 404 or 410.
///
/// A proxy whose CRM is away, a base path that moved and an API without an address for changes answer so too, and whoever
/// believes them takes all records for deleted.
struct RESTAbsence: Sendable {
    /// So many are believed in a pass for what the API itself says; more are looked up.
    private static let believed = 5

    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind

    /// Whether the answer to an update means that the record is not there any more.
    ///
    /// - Parameters:
    ///   - task: the update.
    ///   - refusal: the answer.
    ///   - unconfirmed: counts what was believed in this pass without a look-up.
    /// - Returns: `false` where nothing shows that there is anything at the address.
    /// - Throws: what kept the look-up from being answered.
    func isCredible(
        _ task: RESTTask,
        _ refusal: RESTRefusal,
        unconfirmed: inout Int
    ) async throws(RESTRefusal) -> Bool {
        // The description knows this answer.
        if refusal.rule != nil { return true }
        let isFromAPI = refusal.body != .null
        let isKnown = client.sightings.hasSeen(kind)
        if isFromAPI, isKnown || object.find == nil && object.read != nil, unconfirmed < Self.believed {
            unconfirmed += 1
            return true
        }
        guard object.find != nil else { return false }
        let finder = RESTFinder(client: client, object: object, kind: kind, origin: task.record.origin)
        let look = try await finder.look(externalID: task.record.externalID)
        // It is there, and yet there is no address to write it to.
        if let id = look.crmID { return id != task.id }
        return look.isAnswered
    }

    /// Stops the kind: the next record would be told to be gone as well.
    func addressless(_ refusal: RESTRefusal) -> RESTRefusal {
        let status = refusal.status ?? 404
        return RESTRefusal(
            fault: DeliveryFault(
                .refused,
                .pause(.kind(kind)),
                message:
                    "The CRM answered \(status) to a change, and nothing shows that it has an address for changes of "
                    + "a \(object.name): check base_url and update, and whether a proxy answers in its place."
            ),
            status: status
        )
    }
}
