import FoundationEssentials
import SyncModel

/// The body of an error, of a whole call or of one entry of a 207.
///
/// Every member is optional: recorded bodies lack what the descriptions promise.
struct HubSpotError: Decodable, Sendable, Hashable {
    struct Detail: Decodable, Sendable, Hashable {
        var message: String?
        var code: String?
        var context: HubSpotContext?

        enum CodingKeys: String, CodingKey { case message, code, context }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            message = try? container.decodeIfPresent(String.self, forKey: .message)
            code = try? container.decodeIfPresent(String.self, forKey: .code)
            context = try? container.decodeIfPresent(HubSpotContext.self, forKey: .context)
        }
    }

    var message: String?
    var correlationId: String?
    var category: String?
    var context: HubSpotContext?
    var errors: [Detail]
    /// Which limit was met, in a 429.
    var policyName: String?

    enum CodingKeys: String, CodingKey { case message, correlationId, category, context, errors, policyName }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        message = try? container.decodeIfPresent(String.self, forKey: .message)
        correlationId = try? container.decodeIfPresent(String.self, forKey: .correlationId)
        category = try? container.decodeIfPresent(String.self, forKey: .category)
        context = try? container.decodeIfPresent(HubSpotContext.self, forKey: .context)
        errors = (try? container.decodeIfPresent([Detail].self, forKey: .errors)) ?? []
        policyName = try? container.decodeIfPresent(String.self, forKey: .policyName)
    }
}

/// Lists of text by name; a bare value counts as a list of one, anything else as nothing.
struct HubSpotContext: Decodable, Sendable, Hashable {
    var values: [String: [String]]

    subscript(_ name: String) -> [String] { values[name] ?? [] }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        values = [:]
        for key in container.allKeys {
            if let list = try? container.decode([String].self, forKey: key) {
                values[key.stringValue] = list
            } else if let text = try? container.decode(String.self, forKey: key) {
                values[key.stringValue] = [text]
            }
        }
    }
}

/// One record in an answer.
struct HubSpotRecord: Decodable, Sendable {
    var id: String
    var properties: [String: String?]?
    var new: Bool?
    var objectWriteTraceId: String?
    var archived: Bool?

    /// A property's value; `nil` for one that is missing, unset or empty.
    func value(_ name: String) -> String? {
        guard let text = properties?[name] ?? nil, !text.isEmpty else { return nil }
        return text
    }
}

/// The answer to a batch call.
struct HubSpotBatchAnswer: Decodable, Sendable {
    var results: [HubSpotRecord]?
    var errors: [HubSpotError]?
}

/// One input of a batch create, update or upsert; updates by record id leave `idProperty` out, creates both ids.
struct HubSpotWriteInput: Encodable, Sendable {
    /// A record to associate a new one with.
    struct Association: Encodable, Sendable {
        struct Kind: Encodable, Sendable {
            var associationCategory = "HUBSPOT_DEFINED"
            var associationTypeId: Int
        }

        var to: HubSpotID
        var types: [Kind]
    }

    var id: String?
    var idProperty: String?
    var associations: [Association]?
    var objectWriteTraceId: String
    var properties: [String: String]
}

struct HubSpotID: Codable, Sendable, Hashable {
    var id: String
}

struct HubSpotInputs<Input: Encodable & Sendable>: Encodable, Sendable {
    var inputs: [Input]
}

/// The body of a batch read; without `idProperty` the inputs are record ids.
struct HubSpotReadBody: Encodable, Sendable {
    var idProperty: String?
    var inputs: [HubSpotID]
    var properties: [String]
    var propertiesWithHistory: [String] = []
}

/// Reading and writing HubSpot's JSON.
enum HubSpotJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        guard JSONBounds.excess(in: bytes) == nil else { return nil }
        return try? JSONDecoder().decode(type, from: Data(bytes))
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
