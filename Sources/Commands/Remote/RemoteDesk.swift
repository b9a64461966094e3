import Foundation
import Outbound
import SyncModel
import Web

/// The desk of a server elsewhere, asked over its API: what it answers is what a desk beside the store answers.
struct RemoteDesk: OperatorDesk {
    let address: RemoteAddress
    private let token: Secret
    /// Who asks, as the server's log names them.
    private let actor: String
    private let transport: any OutboundTransport

    private static let longestAnswer = 64 << 20

    init(_ address: RemoteAddress, token: Secret, actor: String, transport: any OutboundTransport) {
        self.address = address
        self.token = token
        self.actor = String(String.UnicodeScalarView(actor.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
        self.transport = transport
    }

    func answer(_ question: DeskQuestion) async throws(DeskFailure) -> DeskAnswer {
        let request = RemoteRequest(question)
        let json = try await send(request)
        return request.isList ? try Self.part(of: json, address.base) : DeskAnswer(json: json)
    }

    /// `actor` stands in the server's log as the API's caller.
    func carryOut(_ order: DeskOrder, by actor: String) async throws(DeskFailure) -> DeskOutcome {
        try decoded(DeskOutcome.self, try await send(RemoteRequest(order)))
    }

    func carryOut(_ order: DeskOrder) async throws(DeskFailure) -> DeskOutcome {
        try await carryOut(order, by: actor)
    }

    /// - Returns: the report, and the JSON as it came.
    /// - Throws: `DeskFailure`, also where the server's release answers in another form.
    func report<Report: Decodable>(
        _ question: DeskQuestion,
        as type: Report.Type = Report.self
    ) async throws(DeskFailure) -> ShownReport<Report> {
        let json = try await answer(question).json
        return ShownReport(value: try decoded(type, json), json: json)
    }

    /// A list up to a length, part by part.
    func list<Item: Decodable>(
        _ limit: Int,
        of type: Item.Type = Item.self,
        _ question: (ListPage) -> DeskQuestion
    ) async throws(DeskFailure) -> ShownReport<[Item]> {
        var items: [Item] = []
        var parts: [String] = []
        var cursor: String?
        repeat {
            let wanted = min(ListPage.limits.upperBound, limit - items.count)
            guard let page = ListPage(limit: wanted, cursor: cursor) else { break }
            let part = try await answer(question(page))
            let new = try decoded([Item].self, part.json)
            items += new
            if !new.isEmpty { parts.append(part.json) }
            cursor = new.isEmpty ? nil : part.next
        } while cursor != nil && items.count < limit
        return ShownReport(value: items, json: Self.joined(parts))
    }

    // MARK: On the wire

    private func send(_ request: RemoteRequest) async throws(DeskFailure) -> String {
        var headers = [("authorization", "Bearer \(token.reveal())"), ("accept", "application/json")]
        if !actor.isEmpty { headers.append(("sluice-actor", actor)) }
        var body: [UInt8]?
        if let fields = request.fields, let data = try? JSONEncoder().encode(fields) {
            headers.append(("content-type", "application/json"))
            body = [UInt8](data)
        }
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await transport.send(
                OutboundRequest(
                    system: "sluice",
                    method: request.method,
                    url: "\(address.base)/api/v1/\(request.path)",
                    headers: headers,
                    body: body,
                    deadline: request.deadline,
                    maximumResponseBytes: Self.longestAnswer
                )
            )
        } catch {
            throw RemoteAnswer.failure(error, server: address.base, isOrder: request.method != .get)
        }
        let path = String(request.path.prefix { $0 != "?" })
        return try RemoteAnswer.json(response, path: path, server: address.base)
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws(DeskFailure) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(json.utf8))
        } catch {
            throw DeskFailure(
                .unavailable,
                "What \(address.base) answered is not what this version of Sluice (\(Version.text)) reads: use the release that "
                    + "runs there."
            )
        }
    }

    /// The items and the cursor of `{"items":[…],"next":…}`, the items as they came.
    private static func part(of json: String, _ server: String) throws(DeskFailure) -> DeskAnswer {
        let (head, middle) = (#"{"items":"#, #","next":"#)
        guard json.hasPrefix(head), let end = json.range(of: middle, options: .backwards),
            let rest = try? JSONDecoder().decode(Rest.self, from: Data(("{\"next\":" + json[end.upperBound...]).utf8))
        else {
            throw DeskFailure(
                .unavailable,
                "What \(server) answered is no list: use the release of Sluice that runs there."
            )
        }
        let items = json[json.index(json.startIndex, offsetBy: head.count)..<end.lowerBound]
        return DeskAnswer(json: String(items), next: rest.next)
    }

    private struct Rest: Decodable {
        var next: String?
    }

    /// Lists behind one another as one; one alone stays as it is.
    private static func joined(_ lists: [String]) -> String {
        guard lists.count != 1, !lists.isEmpty else { return lists.first ?? "[]" }
        let inner = lists.map { list in
            String(list.drop { $0 != "[" }.dropFirst().reversed().drop { $0 != "]" }.dropFirst().reversed())
        }
        return "[" + inner.joined(separator: ",") + "]"
    }
}

/// A report, and the JSON that `--json` prints of it.
struct ShownReport<Report> {
    var value: Report
    var json: String
}

extension ShownReport: Sendable where Report: Sendable {}

extension ShownReport where Report: Encodable {
    /// Of a report that was made here.
    init(_ value: Report) throws {
        self.init(value: value, json: String(decoding: try Output.encoder.encode(value), as: UTF8.self))
    }
}
