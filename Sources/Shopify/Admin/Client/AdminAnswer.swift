import SyncModel

/// An answer of the GraphQL endpoint; `data` is read only where there are no errors.
///
/// With an error, what is missing from `data` looks like a null: such data must never become a record.
struct AdminAnswer<Content: Decodable & Sendable>: Decodable, Sendable {
    var data: Content?
    var errors: AdminErrors
    var cost: AdminCost?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        errors = try container.decodeIfPresent(AdminErrors.self, forKey: .errors) ?? AdminErrors()
        cost = try? container.decodeIfPresent(Attachment.self, forKey: .extensions)?.cost
        data = errors.isEmpty ? try container.decodeIfPresent(Content.self, forKey: .data) : nil
    }

    private enum CodingKeys: String, CodingKey { case data, errors, extensions }

    private struct Attachment: Decodable {
        var cost: AdminCost?
    }
}

/// Only the errors of an answer, for statuses other than 200.
struct AdminErrorBody: Decodable {
    var errors: AdminErrors
}

/// What an answer cost; numbers come whole or with a fraction.
struct AdminCost: Decodable, Sendable, Hashable {
    var requestedQueryCost: Double?
    var actualQueryCost: Double?
    var throttleStatus: Throttle?

    struct Throttle: Decodable, Sendable, Hashable {
        var maximumAvailable: Double
        var currentlyAvailable: Double
        var restoreRate: Double
    }

    var status: PointBucket.Status? {
        throttleStatus.map {
            .init(maximum: $0.maximumAvailable, available: $0.currentlyAvailable, restoreRate: $0.restoreRate)
        }
    }
}

/// The errors of an answer: a list of objects from GraphQL, one text from what stands in front of it.
struct AdminErrors: Decodable, Sendable, Hashable {
    struct Item: Decodable, Sendable, Hashable {
        var message: String
        var code: String?
        /// Such as `nodes.0.customer`.
        var path: String?

        private enum CodingKeys: String, CodingKey { case message, extensions, path }

        private struct Attachment: Decodable {
            var code: String?
        }

        init(message: String, code: String? = nil, path: String? = nil) {
            self.message = message
            self.code = code
            self.path = path
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            message = (try? container.decode(String.self, forKey: .message)) ?? "no message"
            code = (try? container.decode(Attachment.self, forKey: .extensions))?.code
            let parts = (try? container.decode([WireLooseText].self, forKey: .path)) ?? []
            path = parts.isEmpty ? nil : parts.compactMap(\.text).joined(separator: ".")
        }
    }

    var items: [Item] = []

    var isEmpty: Bool { items.isEmpty }

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() { return }
        if let items = try? container.decode([Item].self) {
            self.items = items
        } else if let text = try? container.decode(WireLooseText.self).text {
            items = [Item(message: text)]
        } else {
            items = [Item(message: "errors in a form that is not known")]
        }
    }
}
