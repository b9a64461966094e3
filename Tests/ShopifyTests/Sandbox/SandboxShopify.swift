import Foundation
import Sandbox
import Synchronization
import Testing

/// A simulated shop that is called without HTTP, with a clock that stands still until it is moved.
struct SandboxShopify {
    let shopify: SimulatedShopify
    let clock: Clock
    var token = "shpat_sandbox-admin-token"
    var recording = Recording()

    final class Clock: Sendable {
        private let moment: Mutex<SandboxTime>

        init(_ moment: SandboxTime) { self.moment = Mutex(moment) }

        var now: SandboxTime { moment.withLock(\.self) }

        func move(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    static let start = SandboxTime(iso: "2026-11-23T10:00:00Z") ?? SandboxTime(seconds: 0)

    /// The history has so many customers and orders in the 18 months before the start; nil makes an empty shop.
    init(
        history: (customers: Int, orders: Int)? = nil,
        _ change: (inout ShopifyOptions) -> Void = { _ in }
    ) {
        let clock = Clock(Self.start)
        var options = ShopifyOptions()
        options.shop.history = history.map {
            ShopHistory(
                customers: $0.customers,
                orders: $0.orders,
                from: Self.start.adding(seconds: -540 * 86_400),
                to: Self.start
            )
        }
        change(&options)
        self.clock = clock
        shopify = SimulatedShopify(options: options, now: { clock.now })
    }

    /// The whole answer to a query.
    @discardableResult
    func query(_ text: String, _ variables: SandboxJSON? = nil, version: String = "2026-07") async -> SandboxJSON {
        var members = [SandboxJSON.Member("query", .string(text))]
        if let variables { members.append(.init("variables", variables)) }
        let path = "/admin/api/\(version)/graphql.json"
        let body = SandboxJSON.object(members)
        let answer = await call(AdminCall(method: "POST", path: path, token: token, body: body.bytes))
        recording.add(path: path, body: body, answer: answer)
        guard case .json(let json) = answer?.body else { return .null }
        return json
    }

    func call(_ call: AdminCall, fault: SandboxFault? = nil) async -> AdminAnswer? {
        await shopify.answer(call, fault: fault, base: "http://127.0.0.1:1")
    }

    func form(_ fields: [String: String]) async -> AdminAnswer? {
        let body = fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        return await call(
            AdminCall(method: "POST", path: "/admin/oauth/access_token", body: Array(body.utf8), isForm: true)
        )
    }
}

/// Calls and answers in the format of the contract check.
final class Recording: Sendable {
    private let lines = Mutex<[String]>([])

    func add(path: String, body: SandboxJSON, answer: AdminAnswer?) {
        guard let answer, case .json(let json) = answer.body else { return }
        let line: SandboxJSON = [
            "at": "2026-11-23T10:00:00.000Z", "system": "shopify", "method": "POST",
            "url": .string("http://127.0.0.1:9000" + path),
            "request_headers": ["content-type": "application/json", "x-shopify-access-token": "***"],
            "request_body": .string(body.rendered), "status": .integer(answer.status),
            "response_headers": ["content-type": "application/json"], "response_body": .string(json.rendered),
        ]
        lines.withLock { $0.append(line.rendered) }
    }

    var text: String { lines.withLock { $0.joined(separator: "\n") + "\n" } }
}

extension AdminAnswer {
    var json: SandboxJSON? { if case .json(let json) = body { json } else { nil } }
    var html: String? { if case .html(let text) = body { text } else { nil } }
    var lines: [UInt8]? { if case .lines(let bytes) = body { bytes } else { nil } }
}

extension SandboxJSON {
    /// The value below names and numbers, for example `at("data", "orders", "nodes", 0)`.
    func at(_ path: any Hashable...) -> SandboxJSON? {
        path.reduce(self as SandboxJSON?) { value, step in
            if let name = step as? String { return value?[name] }
            guard let index = step as? Int, let items = value?.arrayValue, items.indices.contains(index) else {
                return nil
            }
            return items[index]
        }
    }

    /// The same value with all members in the order of their names.
    var sorted: SandboxJSON {
        switch self {
        case .object(let members):
            .object(members.map { .init($0.name, $0.value.sorted) }.sorted { $0.name < $1.name })
        case .array(let values): .array(values.map(\.sorted))
        default: self
        }
    }
}
