import Sandbox
import Synchronization

/// What takes alerts in a test: a webhook on loopback that keeps the texts it is sent.
struct AlertReceiver: Sendable {
    private static let path = "/services/T0/planted-alert-secret"

    private let receiver: PostReceiver
    private let box: Box

    var url: String { receiver.origin + Self.path }
    var texts: [String] { box.state.withLock { $0.texts } }

    /// Runs `body` beside one, which refuses as many messages first.
    static func run(refusing count: Int = 0, _ body: (AlertReceiver) async throws -> Void) async throws {
        let box = Box(refusing: count)
        let counter = PostReceiver.Counter(path: path) { posted in
            guard let text = try? SandboxJSON(parsing: posted)["text"]?.stringValue else { return 400 }
            return box.keep(text) ? 200 : 500
        }
        try await PostReceiver.run(counter) { try await body(AlertReceiver(receiver: $0, box: box)) }
    }

    /// Waits until as many texts were taken.
    func received(_ count: Int) async throws -> [String] {
        try await receiver.wait {
            texts.count >= count
        } orElse: {
            Trouble("\(texts.count) alerts were sent, not \(count)")
        }
        return texts
    }

    private final class Box: Sendable {
        let state: Mutex<(texts: [String], refusals: Int)>

        init(refusing count: Int) {
            state = Mutex(([], count))
        }

        /// Returns whether it was taken.
        func keep(_ text: String) -> Bool {
            state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    return false
                }
                state.texts.append(text)
                return true
            }
        }
    }
}
