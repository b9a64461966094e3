import SyncModel

/// By which mappings servers deliver, by their own word.
struct RunningMappings: Sendable {
    private var byDestination: [DestinationName: Set<String>] = [:]

    /// Of the servers that say so; one that is gone runs with nothing.
    ///
    /// - Parameter nodes: all that are known.
    init(_ nodes: [ServerNode] = []) {
        for node in nodes where node.isAlive {
            for (name, mapping) in node.word?.mappings ?? [:] {
                byDestination[DestinationName(name), default: []].insert(mapping)
            }
        }
    }

    /// Of a configuration that runs here.
    init(_ configuration: MappedConfiguration) {
        for settings in configuration.destinations {
            guard let mapping = try? configuration.mapping(of: settings).identity else { continue }
            byDestination[settings.name] = [mapping]
        }
    }

    /// Whether every server that delivers there does so by this mapping, and one does.
    func isOld(_ mapping: CompiledMapping, of destination: DestinationName) -> Bool {
        byDestination[destination].map { running in running.count == 1 && running.first == mapping.identity } ?? false
    }

    /// Whether a server delivers there by another mapping.
    func differs(from mapping: CompiledMapping, of destination: DestinationName) -> Bool {
        byDestination[destination]?.contains { $0 != mapping.identity } ?? false
    }
}
