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

    /// How long a server that was just told to reload may take to say by what it runs.
    private static let patience = Duration.seconds(30)

    /// Whether a server delivers by another mapping, by a word that it gave after a moment: a reload may have just been.
    ///
    /// - Parameters:
    ///   - mapping: the one that is meant to run.
    ///   - destination: where it delivers.
    ///   - store: where servers say what they run with.
    /// - Returns: `false` also where none says anything new for long.
    /// - Throws: what the store throws.
    static func runAnother(
        _ mapping: CompiledMapping,
        of destination: DestinationName,
        in store: any SyncStore
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + patience
        let first = try await store.nodes()
        guard RunningMappings(first).differs(from: mapping, of: destination) else { return false }
        let seen = Dictionary(first.map { ($0.owner, $0.seenAt) }) { first, _ in first }
        while ContinuousClock.now < deadline {
            let nodes = try await store.nodes()
            guard RunningMappings(nodes).differs(from: mapping, of: destination) else { return false }
            // By the store's clock, which need not be ours: another word than the first is a newer one.
            let news = nodes.filter { $0.seenAt != seen[$0.owner] ?? nil }
            if RunningMappings(news).differs(from: mapping, of: destination) { return true }
            try await Task.sleep(for: .milliseconds(250))
        }
        return false
    }

    /// What is said then.
    static func another(_ destination: DestinationName) -> String {
        "The server runs with another mapping of \(destination) than the file holds now. \"sluice reload\" lets it read the file; "
            + "then the same command applies it."
    }
}
