import SyncModel

/// A cause of failures as a person names it.
enum FailureCause {
    /// The causes for which a record may be parked.
    private static let known =
        ([
            .invalidValue, .requiredField, .lacksAccount, .missingField, .identityConflict, .gone, .mapping,
            .unreadable,
            .refused, .unavailable, .noAnswer, .locked,
        ] as [DeliveryFault.Code]).map(\.rawValue)

    /// - Parameters:
    ///   - name: as it was typed.
    ///   - store: the sync's, which may have causes that only one connector tells.
    ///   - destination: whose causes are named where it is none of them; `nil` for all.
    /// - Returns: the cause of that name.
    /// - Throws: `CommandFailure` for one that is not known, with the nearest or with those that there are now.
    static func named(
        _ name: String,
        in store: any SyncStore,
        of destination: DestinationName?
    ) async throws -> DeliveryFault.Code {
        if known.contains(name) { return DeliveryFault.Code(rawValue: name) }
        let present = Set(try await store.failures(destination: destination).map(\.code.rawValue)).sorted()
        guard !present.contains(name) else { return DeliveryFault.Code(rawValue: name) }
        let nearest = NearestName.of(name, among: present + known).map { "Did you mean \"\($0)\"?" }
        let now = present.isEmpty ? "Nothing is parked." : "Parked now: " + present.joined(separator: ", ") + "."
        throw CommandFailure.usage("There is no cause \"\(name.prefix(60))\". \(nearest ?? now)")
    }
}
