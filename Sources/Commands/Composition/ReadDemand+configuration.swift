import SyncModel

extension ReadDemand {
    /// What the mappings of each store's destinations name beyond what every record is asked for.
    ///
    /// A mapping that cannot be read asks for nothing here: whoever needs it tells what is wrong with it.
    static func all(_ configuration: SluiceConfiguration) -> [StoreName: ReadDemand] {
        var demands: [StoreName: ReadDemand] = [:]
        for settings in configuration.destinations where settings.mode != .off {
            guard let demand = try? MappingLoader.load(settings).demand, demand != ReadDemand() else { continue }
            for store in settings.stores { demands[store, default: ReadDemand()].add(demand) }
        }
        return demands
    }

    /// The same for webhooks: of stores that cannot be read only what webhooks fulfil by themselves.
    static func ofWebhooks(_ configuration: SluiceConfiguration) -> [StoreName: ReadDemand] {
        all(configuration).mapValues(\.ofWebhooks).merging(readable(configuration)) { $1 }
    }

    /// The same of those stores alone that can be read.
    static func readable(_ configuration: SluiceConfiguration) -> [StoreName: ReadDemand] {
        let readable = Set(configuration.stores.filter { $0.credentials != nil }.map(\.name))
        return all(configuration).filter { readable.contains($0.key) }
    }
}
