import SyncModel

/// The metafields that mappings name, each under an alias that tells which one it is.
///
/// The alias depends on nothing but the metafield's name: a result of a bulk operation that was started before the mapping
/// changed is read for what it is.
extension AdminDialect {
    /// What a kind of record is asked for beyond its own fields; empty where no mapping names a metafield.
    func metafields(of kind: RecordKind) -> String {
        demand.metafields[kind, default: []].map { name in
            "\(MetafieldAlias.text(of: name)): metafield(namespace: \(quoted(name.namespace)), key: \(quoted(name.key))) "
                + "{ value }"
        }
        .joined(separator: "\n")
    }

    /// Names hold nothing that a string would have to escape.
    private func quoted(_ name: String) -> String { "\"\(name)\"" }
}

/// The name under which a metafield stands in an answer.
enum MetafieldAlias {
    static let prefix: StaticString = "metafield_"

    static func text(of name: MetafieldName) -> String {
        var hash = StableHash()
        hash.combine(name.namespace)
        hash.combine(name.key)
        let digits = String(hash.value, radix: 16)
        return "\(prefix)" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
