import Foundation
import SyncModel

/// Validates a document against a JSON Schema, as far as ours go: type, enum, anyOf, properties, required,
/// additionalProperties, items, minItems, minProperties and references within the document.
///
/// A keyword that it does not know fails, so that nothing is taken for checked that was not.
struct JSONSchemaCheck {
    let root: [String: Any]

    init(_ text: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        root = object as? [String: Any] ?? [:]
    }

    func mistakes(_ node: DocumentNode) -> [String] { mistakes(node, root, at: "$") }

    private static let known: Set<String> = [
        "$schema", "$defs", "title", "description", "type", "enum", "anyOf", "properties", "required",
        "additionalProperties", "items", "minItems", "minProperties", "$ref",
    ]

    private func mistakes(_ node: DocumentNode, _ given: [String: Any], at path: String) -> [String] {
        var schema = given
        if let reference = schema["$ref"] as? String { schema = resolve(reference) }
        var found = Set(schema.keys).subtracting(Self.known).map { "unknown keyword \($0)" }
        if let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map({ [$0] }),
            !types.contains(where: { node.fits($0) })
        {
            found.append("\(path): not \(types.joined(separator: "|"))")
        }
        if let names = schema["enum"] as? [String], !names.contains(node.text ?? "\u{0}") {
            found.append("\(path): not one of \(names.count)")
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            let all = choices.map { mistakes(node, $0, at: path) }
            if !all.contains(where: \.isEmpty) { found += all.flatMap { $0 } }
        }
        switch node.value {
        case .mapping(let members): found += self.members(members, schema, at: path)
        case .sequence(let items):
            if let least = schema["minItems"] as? Int, items.count < least { found.append("\(path): too few items") }
            if let inner = schema["items"] as? [String: Any] {
                found += items.enumerated().flatMap { mistakes($1, inner, at: "\(path)[\($0)]") }
            }
        case .scalar: break
        }
        return found
    }

    private func members(_ members: [DocumentMember], _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        if let least = schema["minProperties"] as? Int, members.count < least { found.append("\(path): too few keys") }
        for name in schema["required"] as? [String] ?? [] where !members.contains(where: { $0.key == name }) {
            found.append("\(path): \(name) is missing")
        }
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        for member in members {
            let inner = "\(path).\(member.key)"
            if let property = properties[member.key] {
                found += mistakes(member.value, property, at: inner)
            } else if let other = schema["additionalProperties"] as? [String: Any] {
                found += mistakes(member.value, other, at: inner)
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(inner): unknown")
            }
        }
        return found
    }

    private func resolve(_ reference: String) -> [String: Any] {
        reference.dropFirst(2).split(separator: "/").reduce(root) { object, part in
            object[String(part)] as? [String: Any] ?? ["unresolved": reference]
        }
    }
}

extension DocumentNode {
    fileprivate func fits(_ type: String) -> Bool {
        switch (type, value) {
        case ("object", .mapping), ("array", .sequence): true
        case ("null", .scalar): isNull
        case ("number", .scalar(let text, isQuoted: false)): Double(text) != nil
        case ("boolean", .scalar(let text, isQuoted: false)): text == "true" || text == "false"
        // What is neither of these is text.
        case ("string", .scalar(let text, let isQuoted)):
            isQuoted || !(isNull || Double(text) != nil || text == "true" || text == "false")
        default: false
        }
    }
}
