/// `{name | filter: argument}` in a template of a description.
struct RESTPlaceholder: Sendable, Hashable {
    /// What a placeholder stands for.
    enum Name: Sendable, Hashable {
        /// Shopify's id, which the CRM keeps for us.
        case externalID
        /// The CRM's own id of the record.
        case id
        /// For an order: the CRM's id of its contact.
        case parent
        /// The folded e-mail that is looked for.
        case email
        /// The name and the value of a field of the CRM that is looked for.
        case lookedForField
        case lookedForValue
        /// `live` or `history`.
        case origin
        /// The same for the same record in the same store, and for no other: for idempotency keys.
        case recordKey
        /// All fields of the mapping that are sent, as an object.
        case fields
        /// Those of them that are ours (`shopify_…`), under the CRM's keys.
        case ownFields
        case field(String)
        /// The order's lines, as a list of objects.
        case lines
        /// The records of a batch, as a list.
        case records
        /// Where the next page of a list begins.
        case cursor
        case credential(String)
        /// The token that a login gave.
        case accessToken

        /// As it is written, without the part behind the dot.
        var root: String {
            switch self {
            case .externalID: "external_id"
            case .id: "id"
            case .parent: "parent"
            case .email: "email"
            case .lookedForField: "field"
            case .lookedForValue: "value"
            case .origin: "origin"
            case .recordKey: "record_key"
            case .fields, .field: "fields"
            case .ownFields: "own_fields"
            case .lines: "lines"
            case .records: "records"
            case .cursor: "cursor"
            case .credential: "credentials"
            case .accessToken: "access_token"
            }
        }

        init?(_ text: String) {
            switch text {
            case "external_id": self = .externalID
            case "id": self = .id
            case "parent": self = .parent
            case "email": self = .email
            case "field": self = .lookedForField
            case "value": self = .lookedForValue
            case "origin": self = .origin
            case "record_key": self = .recordKey
            case "fields": self = .fields
            case "own_fields": self = .ownFields
            case "lines": self = .lines
            case "records": self = .records
            case "cursor": self = .cursor
            case "access_token": self = .accessToken
            default:
                if text.hasPrefix("fields."), text.count > 7 {
                    self = .field(String(text.dropFirst(7)))
                } else if text.hasPrefix("credentials."), text.count > 12 {
                    self = .credential(String(text.dropFirst(12)))
                } else {
                    return nil
                }
            }
        }
    }

    var name: Name
    var filters: [RESTFilter]
    /// Where it begins in the template's text.
    var offset: Int
}

/// What is done to a value on its way into a request.
enum RESTFilter: Sendable, Hashable {
    /// Text of digits as a JSON number.
    case number
    /// A number as text.
    case text
    /// Single quotes doubled, for literals of OData and of SQL-like filters.
    case quoted
    case lower
    /// JSON written as text.
    case json
    /// This instead of nothing.
    case otherwise(String)

    static let names = ["number", "text", "quoted", "lower", "json", "or"]

    init?(_ name: String, argument: String?) {
        switch (name, argument) {
        case ("number", nil): self = .number
        case ("text", nil): self = .text
        case ("quoted", nil): self = .quoted
        case ("lower", nil): self = .lower
        case ("json", nil): self = .json
        case ("or", let argument?): self = .otherwise(argument)
        default: return nil
        }
    }

    /// The value after the filter; an absent one stays so, except for `or`.
    func apply(to value: RESTJSON?) throws(RESTRenderFault) -> RESTJSON? {
        if case .otherwise(let text) = self { return value.map(\.isEmpty) ?? true ? .text(text) : value }
        guard let value else { return nil }
        switch self {
        case .number:
            guard !value.isEmpty else { return .null }
            guard let text = value.scalar, RESTNumber.isNumber(text) else {
                throw RESTRenderFault("\"\(value.scalar ?? "…")\" is no number")
            }
            return .number(text)
        case .text: return value.scalar.map { .text($0) } ?? value
        case .quoted:
            return value.scalar.map {
                .text($0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))
            }
        case .lower: return value.scalar.map { .text($0.lowercased()) } ?? value
        case .json: return .text(value.rendered)
        case .otherwise: return value
        }
    }
}

/// Why a request cannot be made of a record.
struct RESTRenderFault: Error, Sendable, Hashable {
    /// May hold personal data: shown, never logged.
    var message: String

    init(_ message: String) { self.message = message }
}
