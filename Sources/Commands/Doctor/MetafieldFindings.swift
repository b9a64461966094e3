import SyncModel

/// What `doctor` says of metafields that a mapping names: no webhook has them, so they take credentials.
enum MetafieldFindings {
    static func all(
        _ mapping: CompiledMapping,
        _ destination: DestinationSettings,
        _ configuration: SluiceConfiguration
    ) -> [Finding] {
        let names = mapping.demand.metafields.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { kind, names in
            names.map { "\(kind.rawValue).metafields.\($0.namespace).\($0.key)" }
        }
        guard !names.isEmpty else { return [] }
        let blind = configuration.stores.filter { destination.stores.contains($0.name) && $0.credentials == nil }
        let text = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        guard !blind.isEmpty else {
            return [Finding(.fine, "metafields", "\(text): each new or changed record is read once more for them")]
        }
        return blind.map { store in
            Finding(
                .warning,
                "metafields",
                "\(text): never known of store \(store.name), since webhooks lack them, so their fields are left as they are",
                fix: "set the store's credentials, or take them out of the mapping"
            )
        }
    }
}
