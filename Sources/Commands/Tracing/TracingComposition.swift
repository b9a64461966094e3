import Logging
import Outbound
import SyncEngine
import Synchronization
import Tracing

/// Switches tracing on for this process, which can be done once.
enum TracingComposition {
    private static let isOn = Mutex(false)

    /// - Returns: what sends the spans; `nil` where nothing is traced.
    /// - Throws: for certificates that cannot be read.
    static func exporter(_ configuration: SluiceConfiguration) throws -> SpanExporter? {
        guard let settings = configuration.tracing,
            isOn.withLock({ isOn in
                defer { isOn = true }
                return !isOn
            })
        else { return nil }
        let client = try OutboundClient(
            allowedHosts: OutboundClient.allowedHosts(forBaseURLs: [settings.url]),
            extraTrustRootsFile: configuration.trustRootsFile,
            connectionsPerHost: 1
        )
        let queue = SpanQueue()
        InstrumentationSystem.bootstrap(OTLPTracer(queue: queue, sample: settings.sample))
        return SpanExporter(
            queue: queue,
            settings: settings,
            installation: configuration.installation,
            node: NodeIdentity.current().owner,
            client: client,
            logger: Logger(label: "sluice.tracing"),
            close: { await client.shutdown() }
        )
    }
}
