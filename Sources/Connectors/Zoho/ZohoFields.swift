import SyncModel

/// A module's fields, by the names that mappings use.
///
/// Zoho makes the API name of a new field of its label and may append to it, so that a name is also looked for among labels.
struct ZohoFields: Sendable, Hashable {
    private var byName: [String: ZohoField]
    private var byLabel: [String: ZohoField]

    init(_ fields: [ZohoField]) {
        byName = Dictionary(fields.map { ($0.apiName, $0) }) { first, _ in first }
        byLabel = Dictionary(
            fields.filter(\.isCustom).map { (Self.folded($0.label), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    var all: [ZohoField] { byName.values.sorted { $0.apiName < $1.apiName } }

    /// The field that a mapping means; `nil` where the module has none.
    subscript(_ name: String) -> ZohoField? { byName[name] ?? byLabel[Self.folded(name)] }

    /// The name on the wire; as it is where the module has no such field.
    func apiName(_ name: String) -> String { self[name]?.apiName ?? name }

    /// The label that makes Zoho give a field this name.
    static func label(for name: String) -> String {
        name.split(separator: "_", omittingEmptySubsequences: true).joined(separator: " ")
    }

    private static func folded(_ text: String) -> String {
        String(text.map { $0 == "_" ? " " : $0 }).lowercased()
    }
}
