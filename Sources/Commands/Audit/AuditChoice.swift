import SyncModel

/// A store that is to be audited, and the CRMs that it is compared with.
struct AuditChoice {
    var settings: StoreSettings
    /// `nil` for all that are live.
    var destinations: [DestinationName]?

    /// What can be compared of what was asked for: a store is compared with those of the named CRMs that take its records,
    /// and left out where none does, unless it was named itself.
    ///
    /// - Parameters:
    ///   - store: the only one that is wanted; `nil` for all.
    ///   - names: the only destinations that are wanted; empty for all.
    ///   - configuration: which there are.
    /// - Returns: at least one.
    /// - Throws: `CommandFailure` for a name that is not known, for a destination that would not be compared although it is
    ///   named, and where there is nothing to compare with.
    static func all(
        store: String?,
        destinations names: [String],
        _ configuration: SluiceConfiguration
    ) throws -> [AuditChoice] {
        let named = try names.map(configuration.destination(named:))
        if let idle = named.first(where: { $0.mode != .live }) { throw notCompared(idle) }
        let stores = try store.map { [try configuration.store(named: $0)] } ?? configuration.stores
        if let other = named.first(where: { named in !stores.contains { named.stores.contains($0.name) } }) {
            throw CommandFailure.usage(
                store.map { "Destination \(other.name) takes nothing of store \($0): name another --store." }
                    ?? "Destination \(other.name) takes nothing of any store: name one under its \"stores\"."
            )
        }
        let choices = stores.compactMap { choice($0, named, configuration) }
        guard !choices.isEmpty else { throw nothing(store.map { "Store \($0) has" } ?? "No store has") }
        return choices
    }

    private static func choice(
        _ settings: StoreSettings,
        _ named: [DestinationSettings],
        _ configuration: SluiceConfiguration
    ) -> AuditChoice? {
        guard named.isEmpty else {
            let taking = named.filter { $0.stores.contains(settings.name) }.map(\.name)
            return taking.isEmpty ? nil : AuditChoice(settings: settings, destinations: taking)
        }
        let isDelivered = configuration.destinations.contains {
            $0.mode == .live && $0.stores.contains(settings.name)
        }
        return settings.credentials != nil || isDelivered ? AuditChoice(settings: settings) : nil
    }

    private static func notCompared(_ settings: DestinationSettings) -> CommandFailure {
        .usage(
            "Destination \(settings.name) has mode: \(settings.mode.rawValue), so there is nothing delivered to compare with. "
                + "Set mode: live, or leave out --destination \(settings.name)."
        )
    }

    private static func nothing(_ who: String) -> CommandFailure {
        .usage(
            "\(who) Admin API credentials or a destination with mode: live, so there is nothing to compare with. "
                + "docs/shopify-app.md says how to get credentials; \"sluice doctor\" checks them."
        )
    }
}
