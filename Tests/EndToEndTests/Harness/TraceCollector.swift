import Sandbox
import Synchronization

/// What takes traces in a test: OTLP over HTTP on loopback, in JSON.
struct TraceCollector: Sendable {
    /// A span as the tests look at it.
    struct Span: Sendable {
        var trace: String
        var id: String
        var parent: String?
        var name: String
        var kind: Int
        var start: Int64
        var end: Int64
        /// Numbers as text.
        var attributes: [String: String]
        /// The traces that it points at.
        var links: [String]
    }

    private let receiver: PostReceiver
    private let box: Box

    var url: String { receiver.origin }
    var spans: [Span] { box.state.withLock { $0.spans } }
    /// Everything that came, as it came.
    var text: String { box.state.withLock { $0.text } }

    /// Runs `body` beside one, which takes what has the key `collector-key`.
    static func run(_ body: (TraceCollector) async throws -> Void) async throws {
        let box = Box()
        let counter = PostReceiver.Counter(path: "/v1/traces", headers: ["x-key": "collector-key"]) { posted in
            guard let json = try? SandboxJSON(parsing: posted), let resources = json["resourceSpans"]?.arrayValue else {
                return 400
            }
            let scopes = resources.flatMap { $0["scopeSpans"]?.arrayValue ?? [] }
            let spans = scopes.flatMap { $0["spans"]?.arrayValue ?? [] }.compactMap { Span($0) }
            box.state.withLock { state in
                state.spans += spans
                state.text += String(decoding: posted, as: UTF8.self)
            }
            return 200
        }
        try await PostReceiver.run(counter) { try await body(TraceCollector(receiver: $0, box: box)) }
    }

    /// Waits until what has come fulfils this.
    func received(_ isEnough: ([Span]) -> Bool) async throws -> [Span] {
        try await receiver.wait {
            isEnough(spans)
        } orElse: {
            Trouble("the spans did not come: \(spans.map(\.name))")
        }
        return spans
    }

    private final class Box: Sendable {
        let state = Mutex<(spans: [Span], text: String)>(([], ""))
    }
}

extension TraceCollector.Span {
    /// `nil` where anything is missing that the protocol asks for.
    fileprivate init?(_ json: SandboxJSON) {
        guard let trace = json["traceId"]?.stringValue, let id = json["spanId"]?.stringValue,
            let name = json["name"]?.stringValue, let kind = json["kind"]?.intValue,
            let start = json["startTimeUnixNano"]?.stringValue.flatMap({ Int64($0) }),
            let end = json["endTimeUnixNano"]?.stringValue.flatMap({ Int64($0) })
        else { return nil }
        let attributes = (json["attributes"]?.arrayValue ?? []).compactMap { item -> (String, String)? in
            guard let key = item["key"]?.stringValue, let value = item["value"] else { return nil }
            return (key, value["stringValue"]?.stringValue ?? value["intValue"]?.stringValue ?? "")
        }
        self.init(
            trace: trace,
            id: id,
            parent: json["parentSpanId"]?.stringValue,
            name: name,
            kind: Int(kind),
            start: start,
            end: end,
            attributes: Dictionary(attributes) { first, _ in first },
            links: (json["links"]?.arrayValue ?? []).compactMap { $0["traceId"]?.stringValue }
        )
    }
}
