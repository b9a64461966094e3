import SyncEngine
import SyncModel

/// What becomes of a record that is marked by hand: to where it goes at once, and where it waits for what.
struct DeliveryOutlook: Sendable {
    private(set) var now: [DestinationName] = []
    /// Where it waits, with what for.
    private(set) var waiting: [(name: DestinationName, reason: String)] = []
    /// Where nothing is written, in the configuration's word.
    private(set) var closed: [(name: DestinationName, mode: String)] = []

    /// Those for which marking it is of use.
    var open: Set<DestinationName> { Set(now + waiting.map(\.name)) }

    init() {}

    /// - Parameters:
    ///   - names: to where the record goes.
    ///   - kind: of the record.
    ///   - configuration: which knows what is live.
    ///   - store: which knows what is paused or does not answer.
    ///   - node: who looks.
    ///   - time: by our clock.
    /// - Throws: what the store throws.
    init(
        _ names: [DestinationName],
        _ kind: RecordKind,
        _ configuration: SluiceConfiguration,
        _ store: any SyncStore,
        _ node: NodeIdentity,
        _ time: Instant
    ) async throws {
        let pauses = try await store.pauses()
        for name in names {
            guard let settings = configuration.destinations.first(where: { $0.name == name }) else {
                closed.append((name, "no longer in the configuration"))
                continue
            }
            guard settings.mode == .live else {
                closed.append((name, settings.mode == .off ? "off" : "in shadow mode, in which nothing is written"))
                continue
            }
            let stops = pauses.filter { $0.destination == name && $0.scope.stops(kind) }
            let isServed = try await store.isServed(lease: name.leaseName, seenBy: node, now: time)
            add(name, stops, isServed: isServed)
        }
    }

    mutating func add(_ name: DestinationName, _ pauses: [Pause], isServed: Bool) {
        if pauses.contains(where: \.isByHand) {
            waiting.append((name, "\(name) is resumed"))
        } else if let fault = pauses.lazy.compactMap(\.fault).first {
            waiting.append((name, "what stopped \(name) is mended (\(fault.code.rawValue))"))
        } else if !isServed {
            waiting.append((name, "a server delivers to \(name)"))
        } else {
            now.append(name)
        }
    }

    /// What is told of it.
    var said: String {
        var sentences: [String] = []
        if !now.isEmpty { sentences.append("It is delivered to \(now.map(\.rawValue).joined(separator: ", ")) now.") }
        sentences += waiting.map { "It is marked, and waits until \($0.reason)." }
        sentences += closed.map { "Nothing is sent to \($0.name): it is \($0.mode)." }
        return sentences.joined(separator: " ")
    }

    /// Why nothing is done where it goes nowhere.
    var refusal: String {
        closed.map { "Nothing was done: \($0.name) is \($0.mode)." }.joined(separator: " ")
            + " Set mode: live in sluice.yaml to deliver there."
    }
}
