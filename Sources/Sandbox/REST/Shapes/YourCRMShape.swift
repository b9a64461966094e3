/// The API of the original request: `POST /v1/deals` with five fields and a bearer key, and what follows from it.
///
/// It makes a deal for every POST: whoever wants one for an order must look first.
package struct YourCRMShape: RESTShape {
    package let name = "yourcrm"
    package var tables: [String: RESTTable] = ["deals": RESTTable()]
    private var last = 0

    private static let texts = ["deal_name", "customer_email", "shopify_order_id", "pipeline_stage"]

    package init() {}

    package func owns(_ segments: [String]) -> Bool { segments.first == "v1" }

    package func token(of call: RESTCall) -> String? {
        guard let header = call.headers["authorization"], header.hasPrefix("Bearer ") else { return nil }
        return String(header.dropFirst("Bearer ".count))
    }

    package func trouble(_ status: Int, _ words: String) -> RESTCallAnswer {
        RESTCallAnswer(status, ["error": ["message": .string(words)]])
    }

    package mutating func answer(_ call: RESTCall) -> RESTCallAnswer {
        guard call.segments.dropFirst().first == "deals" else { return unknown() }
        let id = call.segments.dropFirst(2).first
        switch (call.method, id) {
        case ("GET", nil): return list(call)
        case ("POST", nil): return write(call, to: nil)
        case ("GET", let id?): return deal(id).map { RESTCallAnswer(200, $0) } ?? trouble(404, "There is no such deal")
        case ("PATCH", let id?): return write(call, to: id)
        case ("DELETE", let id?):
            return tables["deals"]?.delete(id) == true ? RESTCallAnswer(204) : trouble(404, "There is no such deal")
        default: return trouble(405, "Method not allowed")
        }
    }

    private func list(_ call: RESTCall) -> RESTCallAnswer {
        let wanted = call.query["shopify_order_id"]
        let rows = (tables["deals"]?.living ?? []).filter {
            wanted == nil || $0["shopify_order_id"]?.stringValue == wanted
        }
        return RESTCallAnswer(200, ["data": .array(rows.prefix(100).compactMap { deal($0.id) })])
    }

    private mutating func write(_ call: RESTCall, to id: String?) -> RESTCallAnswer {
        guard let members = call.body?.members, !members.isEmpty else { return trouble(400, "A deal is needed") }
        for member in members {
            let isFitting =
                switch member.name {
                case "amount": member.value.doubleValue != nil || member.value.isNull
                case let name where Self.texts.contains(name): member.value.stringValue != nil || member.value.isNull
                default: false
                }
            guard isFitting else { return trouble(422, "\(member.name) is not valid") }
        }
        if let id {
            guard tables["deals"]?.merge(members, into: id) != nil, let deal = deal(id) else {
                return trouble(404, "There is no such deal")
            }
            return RESTCallAnswer(200, deal)
        }
        guard members.contains(where: { $0.name == "deal_name" && $0.value.stringValue?.isEmpty == false }) else {
            return trouble(422, "deal_name is needed")
        }
        last += 1
        tables["deals"]?.insert(.init(id: "deal_\(last)", values: members))
        return RESTCallAnswer(201, deal("deal_\(last)"))
    }

    private func deal(_ id: String) -> SandboxJSON? {
        guard let row = tables["deals"]?.row(id), !row.isDeleted else { return nil }
        return .object([.init("id", .string(id))] + row.values)
    }
}
