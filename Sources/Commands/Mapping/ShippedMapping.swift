import Connectors
import SyncModel

/// The mapping that is used where a destination names none, as a text to make one's own of.
struct ShippedMapping {
    /// Without a line break at its end.
    let text: String

    /// - Parameters:
    ///   - type: a connector, or `builtin:NAME` for a description that ships.
    ///   - objects: what stands under the destination's `objects`, which decides which mapping it is.
    /// - Throws: `CommandFailure` for what does not ship, with what does.
    init(of type: String, objects: [String: String]) throws {
        if type.hasPrefix("builtin:") {
            let name = String(type.dropFirst("builtin:".count))
            guard let definition = ConnectorRegistry.descriptors.compactMap({ $0.definitions[name] }).first else {
                throw Self.unknown(type)
            }
            guard objects.isEmpty else {
                throw CommandFailure.usage("\(type) has one mapping: leave out --customer, --order and --lines.")
            }
            text = Self.section("mapping", of: definition)
            return
        }
        guard let descriptor = ConnectorRegistry.descriptor(type) else { throw Self.unknown(type) }
        guard descriptor.describe == nil else {
            throw CommandFailure.usage(
                "The mapping of a described CRM stands in its description, under \"mapping\". Those that ship: "
                    + Self.builtins.map { "--type \($0)" }.joined(separator: ", ")
            )
        }
        for (key, value) in objects.sorted(by: { $0.key < $1.key }) {
            let choices = descriptor.objects.first { $0.key == key }?.choices ?? []
            guard !choices.contains(value) else { continue }
            throw CommandFailure.usage(
                choices.isEmpty
                    ? "\(type) has no choice of \(key): leave out --\(key)."
                    : "--\(key) is \(choices.joined(separator: " or ")) for \(type), not \"\(value)\"."
            )
        }
        text = Self.trimmed(descriptor.mapping(objects).text)
    }

    /// Everything that a mapping ships for.
    static let types = ConnectorRegistry.descriptors.filter { $0.describe == nil }.map(\.type) + builtins

    private static let builtins = ConnectorRegistry.descriptors.flatMap { $0.definitions.keys.sorted() }
        .map { "builtin:\($0)" }

    private static func unknown(_ type: String) -> CommandFailure {
        let nearest = NearestName.of(type, among: types).map { " Did you mean \($0)?" } ?? ""
        return .usage("No mapping ships for \"\(type)\": --type takes \(types.joined(separator: ", ")).\(nearest)")
    }

    /// What stands under a key at the top of a document, moved to its left edge.
    private static func section(_ key: String, of document: String) -> String {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        let below = lines.drop { $0 != "\(key):" }.dropFirst().prefix { $0.isEmpty || $0.hasPrefix(" ") }
        let indent = below.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return trimmed(below.map { String($0.dropFirst(indent)) }.joined(separator: "\n"))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == "\n" }.reversed())
    }
}
