import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
package import SyncModel

/// `/api/v1/…`: everything that the dashboard and the commands show or do, as `openapi.yaml` describes it.
///
/// Without a token every path is 401, an unknown one too.
package struct APIRoutes: Sendable {
    private let access: AccessControl
    private let gate: AttemptGate
    private let desk: (any OperatorDesk)?
    private let ledger = FormLedger()
    private let clock: any WallClock

    private static let longestBody = 64 << 10

    /// - Parameters:
    ///   - access: who is let in; where there is no admin token, nobody.
    ///   - gate: slows down who guesses a token.
    ///   - desk: what answers; `nil` on a node that only receives.
    ///   - clock: what time it is.
    package init(
        access: AccessControl,
        gate: AttemptGate = AttemptGate(logger: Logger(label: "sluice.web")),
        desk: (any OperatorDesk)?,
        clock: any WallClock
    ) {
        self.access = access
        self.gate = gate
        self.desk = desk
        self.clock = clock
    }

    /// All routes: method and path, as `openapi.yaml` writes them.
    package static var described: [(method: String, path: String)] {
        APIRoute.all.map { ($0.method.rawValue, "/api/v1/" + $0.template.joined(separator: "/")) }
    }

    func respond(to request: Request, client: ClientAddress = .unknown) async -> Response {
        guard !access.isOpen else {
            return APIProblem.unauthorized("No admin_token is configured, so the API is closed.")
        }
        let shown = request.headers[.authorization]
        let role = access.role(authorization: shown)
        if shown != nil, let refusal = gate.refusal(of: client, isRight: role != nil) { return refusal }
        guard let role else {
            return APIProblem.unauthorized("Send the admin_token, or the read_token, as Authorization: Bearer …")
        }
        do throws(DeskFailure) {
            return try await answer(request, role)
        } catch {
            return APIProblem.response(error)
        }
    }

    private func answer(_ request: Request, _ role: AccessRole) async throws(DeskFailure) -> Response {
        let full = request.head.path ?? "/"
        let parts = PathText.parts(full.prefix { $0 != "?" }) ?? []
        let query = PathText.values(full.drop { $0 != "?" }.dropFirst())
        guard parts.starts(with: ["api", "v1"]) else { throw DeskFailure(.unknown, "There is no such path.") }
        let method = request.method == .head ? .get : request.method
        let fitting = APIRoute.all.compactMap { route in
            route.values(Array(parts.dropFirst(2))).map { (route: route, values: $0) }
        }
        guard !fitting.isEmpty else { throw DeskFailure(.unknown, "There is no such path.") }
        guard let (route, values) = fitting.first(where: { $0.route.method == method }) else {
            let allowed = fitting.map(\.route.method.rawValue).joined(separator: ", ")
            return APIProblem.response(
                .methodNotAllowed,
                "That path takes another method",
                "It takes \(allowed).",
                headers: [.allow: allowed]
            )
        }
        guard let desk else { throw DeskFailure(.unavailable, "This node only receives; ask one that works.") }
        let actor = Self.actor(request.headers)
        switch route.act {
        case .ask(let question, let isList):
            let asked = try question(
                APIQuery(values: values.merging(query) { path, _ in path }, role: role, actor: actor)
            )
            let answer = try await desk.answer(asked)
            return Answer.json(.ok, isList ? Self.list(answer) : answer.json, headers: Self.headers)
        case .order(let name):
            guard role == .admin else {
                return APIProblem.response(.forbidden, "Not with this token", "The read token changes nothing.")
            }
            let form = OrderForm(name: name, given: try await Self.fields(request), path: values)
            let order = try form.order().order
            let asked = "\(method.rawValue) \(parts.joined(separator: "/")) \(form.identity)"
            let outcome = try await carryOut(order, request.headers, access.signature(asked), by: actor)
            return Answer.json(.ok, Self.json(outcome), headers: Self.headers)
        }
    }

    /// A repetition under the same key gets the first one's answer; another request under it is refused.
    private func carryOut(
        _ order: DeskOrder,
        _ headers: HTTPFields,
        _ mark: String,
        by actor: String
    ) async throws(DeskFailure) -> DeskOutcome {
        guard let desk else { throw DeskFailure(.unavailable, "This node only receives; ask one that works.") }
        guard let field = HTTPField.Name("Idempotency-Key"), let key = headers[field], !key.isEmpty else {
            return try await desk.carryOut(order, by: actor)
        }
        guard key.count <= 200 else { throw DeskFailure(.invalid, "An Idempotency-Key has at most 200 characters.") }
        let once = FormToken(id: key, issuedAt: clock.now)
        let result = await ledger.take(once, for: mark) { () async throws(DeskFailure) -> DeskOutcome in
            try await desk.carryOut(order, by: actor)
        }
        return try result.get()
    }

    private static let headers: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]

    /// Who asks, as the log names them: what the program says of itself.
    private static func actor(_ headers: HTTPFields) -> String {
        guard let field = HTTPField.Name("Sluice-Actor"), let name = headers[field], !name.isEmpty else { return "api" }
        return "\(name.prefix(Session.longestName)) (api)"
    }

    private static func list(_ answer: DeskAnswer) -> String {
        let next = answer.next.map { "\"\(JSONText.escaped($0))\"" } ?? "null"
        return "{\"items\":\(answer.json),\"next\":\(next)}"
    }

    private static func json(_ outcome: DeskOutcome) -> String {
        var text = "{\"said\":\"\(JSONText.escaped(outcome.said))\""
        if let count = outcome.count { text += ",\"count\":\(count)" }
        if let job = outcome.job { text += ",\"job\":\(job)" }
        if let jobs = outcome.jobs { text += ",\"jobs\":[\(jobs.map(String.init).joined(separator: ","))]" }
        if let begun = outcome.begun { text += ",\"begun\":\"\(JSONText.escaped(begun))\"" }
        if let again = outcome.parkedAgain { text += ",\"parked_again\":\(again)" }
        return text + "}"
    }

    /// The members of a JSON object as text; no body is an empty object.
    private static func fields(_ request: Request) async throws(DeskFailure) -> [String: String] {
        guard let buffer = try? await request.body.collect(upTo: longestBody) else {
            throw DeskFailure(.invalid, "The body is larger than any that is taken here.")
        }
        guard buffer.readableBytes > 0 else { return [:] }
        let members: [String: APIFieldValue]
        do {
            members = try JSONDecoder().decode([String: APIFieldValue].self, from: Data(buffer.readableBytesView))
        } catch {
            throw DeskFailure(.invalid, "The body must be a JSON object whose members are texts, numbers or booleans.")
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where value.text == nil {
            throw DeskFailure(.invalid, "\"\(name.prefix(60))\" is null: name one, or leave the member out.")
        }
        return members.compactMapValues(\.text)
    }
}

/// A plain member of a JSON body.
private struct APIFieldValue: Decodable {
    /// `nil` for `null`.
    var text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() { return }
        if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}
