import Outbound
import SyncModel

/// Finds records by a property that need not be unique: one search for up to a hundred values.
///
/// Searches have a quota of their own, and their index is some moments behind.
struct HubSpotSearch: Sendable {
    let client: HubSpotClient
    let object: HubSpotObject

    /// The most values that one search names.
    static let valuesAtOnce = 100
    /// HubSpot takes bodies of 3,000 characters; what surrounds the values takes the rest.
    static let valueBytesAtOnce = 2_400
    private static let pageLimit = 200
    /// Pages read of one search: a property that so many records share names none of them.
    private static let mostPages = 10

    private struct Body: Encodable, Sendable {
        struct Group: Encodable, Sendable {
            var filters: [Filter]
        }

        struct Filter: Encodable, Sendable {
            var propertyName: String
            var `operator` = "IN"
            var values: [String]?
        }

        var filterGroups: [Group]
        var properties: [String]
        var limit = HubSpotSearch.pageLimit
        var after: String?
    }

    private struct Answer: Decodable, Sendable {
        struct Paging: Decodable, Sendable {
            struct Next: Decodable, Sendable {
                var after: String?
            }

            var next: Next?
        }

        var results: [HubSpotRecord]
        var paging: Paging?
    }

    /// Records by the value that was asked for, in any case.
    func records(
        where property: String,
        isOneOf values: [String]
    ) async throws(DeliveryFault) -> [String: [HubSpotRecord]] {
        // `IN` compares with lower case only.
        let asked = Dictionary(grouping: values, by: Self.folded).filter { !$0.key.isEmpty }
        var found: [String: [HubSpotRecord]] = [:]
        for chunk in Self.chunks(asked.keys.sorted()) {
            for record in try await search(property, chunk) {
                for value in asked[Self.folded(record.value(property) ?? "")] ?? [] {
                    found[value, default: []].append(record)
                }
            }
        }
        return found
    }

    private func search(_ property: String, _ values: [String]) async throws(DeliveryFault) -> [HubSpotRecord] {
        var records: [HubSpotRecord] = []
        var body = Body(
            filterGroups: [.init(filters: [.init(propertyName: property, values: values)])],
            properties: [property, object.idProperty]
        )
        do {
            for _ in 0..<Self.mostPages {
                let call = HubSpotClient.Call(
                    method: .post,
                    path: client.objects(object, "search"),
                    body: try client.encode(body),
                    bucket: "search",
                    kind: object.kind
                )
                let answer = try await client.answer(call, as: Answer.self)
                records += answer.results.filter { $0.archived != true }
                guard let after = answer.paging?.next?.after, !answer.results.isEmpty else { break }
                body.after = after
            }
            return records
        } catch {
            guard error.fault.disposition == .park || error.fault.disposition == .bisect else { throw error.fault }
            throw DeliveryFault(
                .missingField,
                .pause(.kind(object.kind)),
                message: "HubSpot cannot look \(object.path) up by \"\(property)\" (\(error.fault.message)); "
                    + "correct the destination's \(object.kind == .order ? "adopt.orders.field" : "adopt.customers.phone")",
                correlationID: error.fault.correlationID
            )
        }
    }

    /// Whether any record carries our id; one of a property that is not there yet does not.
    func holdsAny() async throws(DeliveryFault) -> Bool {
        let filter = Body.Filter(propertyName: object.idProperty, operator: "HAS_PROPERTY")
        let body = Body(filterGroups: [.init(filters: [filter])], properties: [object.idProperty], limit: 1)
        do {
            let call = HubSpotClient.Call(
                method: .post,
                path: client.objects(object, "search"),
                body: try client.encode(body),
                bucket: "search",
                kind: object.kind
            )
            return try await !client.answer(call, as: Answer.self).results.isEmpty
        } catch {
            guard error.fault.disposition == .park || error.fault.disposition == .bisect else { throw error.fault }
            // What is refused here is told by the writes, and until then it is looked for.
            return true
        }
    }

    /// Values by what one body takes.
    static func chunks(_ values: [String]) -> [[String]] {
        var chunks: [[String]] = []
        var bytes = valueBytesAtOnce
        for value in values {
            // Quotes, a comma, and what JSON may escape.
            let size = value.utf8.count + 3 + value.utf8.count { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } * 5
            if bytes + size > valueBytesAtOnce || (chunks.last?.count ?? 0) >= valuesAtOnce {
                chunks.append([])
                bytes = 0
            }
            chunks[chunks.count - 1].append(value)
            bytes += size
        }
        return chunks
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
