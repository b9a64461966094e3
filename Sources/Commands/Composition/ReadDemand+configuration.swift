import SyncModel

extension ReadDemand {
    /// What the mappings of each store's destinations name beyond what every record is asked for.
    static func all(_ configuration: MappedConfiguration) -> [StoreName: ReadDemand] {
        var demands: [StoreName: ReadDemand] = [:]
        for settings in configuration.destinations where settings.mode != .off {
            guard let demand = try? configuration.mapping(of: settings).demand, demand != ReadDemand() else { continue }
            for store in settings.stores { demands[store, default: ReadDemand()].add(demand) }
        }
        return demands
    }

    /// The same for webhooks: of stores that cannot be read only what webhooks fulfil by themselves.
    static func ofWebhooks(_ configuration: MappedConfiguration) -> [StoreName: ReadDemand] {
        all(configuration).mapValues(\.ofWebhooks).merging(readable(configuration)) { $1 }
    }

    /// The same of those stores alone that can be read.
    static func readable(_ configuration: MappedConfiguration) -> [StoreName: ReadDemand] {
        let readable = Set(configuration.stores.filter { $0.credentials != nil }.map(\.name))
        return all(configuration).filter { readable.contains($0.key) }
    }
}
