import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A simulated system on a port of the loopback interface.
package struct LoopbackListener: Service {
    private let name: String
    private let requestedPort: Int
    private let bound = BoundPort()
    private let start: @Sendable (_ port: Int, _ bound: BoundPort) async throws -> Void

    /// Port 0 takes any free port.
    init<Responder: HTTPResponder>(
        name: String,
        port: Int,
        responder: Responder
    ) where Responder.Context == SandboxRequestContext {
        self.name = name
        requestedPort = port
        start = { port, bound in
            // Requests are in the journal and a failed start is thrown; anything else would drown the demo's output.
            let logger = Logger(label: "sandbox.\(name)") { _ in SwiftLogNoOpLogHandler() }
            let application = Application(
                responder: responder,
                configuration: .init(address: .hostname("127.0.0.1", port: port)),
                onServerRunning: { channel in await bound.settle(.success(channel.localAddress?.port ?? port)) },
                logger: logger
            )
            try await application.run()
        }
    }

    /// The port in use, once the listener is up.
    ///
    /// - Throws: what kept it from starting, for example a port in use.
    package func port() async throws -> Int { try await bound.value() }

    package func baseURL() async throws -> String { "http://127.0.0.1:\(try await port())" }

    package func run() async throws {
        do {
            try await start(requestedPort, bound)
            await bound.settle(.failure(CancellationError()))
        } catch {
            await bound.settle(.failure(error))
            throw error
        }
    }
}
