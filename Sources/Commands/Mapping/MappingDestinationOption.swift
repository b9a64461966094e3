import ArgumentParser
import SyncModel

/// The destination whose mapping a command is about.
struct MappingDestinationOption: ParsableArguments {
    @Option(help: "The destination. Default: the only one.") var destination: String?

    func chosen(_ configuration: SluiceConfiguration) throws -> DestinationSettings {
        if let destination { return try configuration.destination(named: destination) }
        let names = configuration.destinations.map(\.name.rawValue)
        guard !names.isEmpty else {
            throw CommandFailure.usage("\(configuration.file) has no destination, so there is no mapping.")
        }
        guard names.count == 1 else {
            throw CommandFailure.usage("Say which destination: --destination " + names.joined(separator: " | "))
        }
        return configuration.destinations[0]
    }
}

extension SluiceConfiguration {
    /// The stores whose records a destination gets, or the one that is named.
    func stores(of destination: DestinationSettings, named name: String?) throws -> [StoreSettings] {
        if let name {
            let settings = try store(named: name)
            guard destination.stores.contains(settings.name) else {
                throw CommandFailure.usage("Destination \(destination.name) takes nothing of store \(name).")
            }
            return [settings]
        }
        return stores.filter { destination.stores.contains($0.name) }
    }
}
