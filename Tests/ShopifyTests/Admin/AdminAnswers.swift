import Foundation
import Outbound

/// JSON of tests: what `JSONSerialization` takes.
typealias JSONObject = [String: Any]

/// Null where there is no value.
func orNull(_ value: Any?) -> Any { value ?? NSNull() }

extension OutboundResponse {
    static func json(_ value: Any, status: Int = 200, headers: [(name: String, value: String)] = []) -> Self {
        let body = (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])) ?? Data()
        return text(String(decoding: body, as: UTF8.self), status: status, type: "application/json", headers: headers)
    }

    static func text(
        _ text: String,
        status: Int = 200,
        type: String,
        headers: [(name: String, value: String)] = []
    ) -> Self {
        OutboundResponse(
            status: status,
            headers: [(name: "content-type", value: type)] + headers,
            body: Array(text.utf8)
        )
    }

    /// A GraphQL answer that cost a little.
    static func data(_ data: JSONObject, headers: [(name: String, value: String)] = []) -> Self {
        json(["data": data, "extensions": ["cost": cost()]], headers: headers)
    }

    static func errors(_ code: String?, _ message: String = "no", path: [Any]? = nil, cost: JSONObject? = nil) -> Self {
        var error: JSONObject = ["message": message]
        if let code { error["extensions"] = ["code": code] }
        if let path { error["path"] = path }
        var body: JSONObject = ["errors": [error]]
        if let cost { body["extensions"] = ["cost": cost] }
        return json(body)
    }

    static func cost(
        requested: Double = 10,
        available: Double = 1_990,
        maximum: Double = 2_000,
        restoreRate: Double = 100
    ) -> JSONObject {
        [
            "requestedQueryCost": requested, "actualQueryCost": requested,
            "throttleStatus": [
                "maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": restoreRate,
            ],
        ]
    }
}

/// A shop in a zone with summer time.
var torontoShop: JSONObject { ["ianaTimezone": "America/Toronto", "timezoneOffsetMinutes": -300] }

/// A page of a list.
func connection(_ nodes: [JSONObject], next: String? = nil) -> JSONObject {
    ["nodes": nodes, "pageInfo": ["hasNextPage": next != nil, "endCursor": orNull(next)]]
}
