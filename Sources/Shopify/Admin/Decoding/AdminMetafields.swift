import SyncModel

/// The metafields of a node, by alias.
struct AdminMetafields: Decodable, Hashable, Sendable {
    /// What was asked for; a metafield that is not set has no value.
    var values: [String: String?] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Alias.self)
        for alias in container.allKeys {
            values[alias.stringValue] = .some(try container.decodeIfPresent(Value.self, forKey: alias)?.value)
        }
    }

    /// Those of these names that were asked for; absent where none was.
    func canonical(_ names: [MetafieldName]) -> Field<[Metafield]> {
        guard !values.isEmpty else { return .absent }
        let found = names.compactMap { name in
            values[MetafieldAlias.text(of: name)].map { Metafield(name, $0) }
        }
        return found.isEmpty ? .absent : .value(found)
    }

    struct Value: Decodable, Sendable {
        var value: String
    }

    private struct Alias: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init?(stringValue: String) {
            guard stringValue.hasPrefix("\(MetafieldAlias.prefix)") else { return nil }
            self.stringValue = stringValue
        }

        init?(intValue: Int) { return nil }
    }
}

/// A node that may be asked for metafields.
protocol MetafieldBearing: Decodable, Sendable {
    var metafields: AdminMetafields { get set }
}

/// Reads a node with its metafields, whose names are not known beforehand.
struct BearingMetafields<Node: MetafieldBearing>: Decodable, Sendable {
    var node: Node

    init(from decoder: any Decoder) throws {
        node = try Node(from: decoder)
        node.metafields = try AdminMetafields(from: decoder)
    }
}
