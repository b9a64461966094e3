import Outbound
import SyncModel

// Fields of ours that the CRM keeps under keys of its own.
extension RESTDescriptionReader {
    mutating func ownFields(_ node: DocumentNode) -> RESTOwnFields? {
        let keys = Self.operationKeys + ["records", "next", "label", "key", "create", "types", "values"]
        let isPaged = node["next"] != nil
        guard members(of: node, "\"own_fields\"", keys: keys) != nil,
            let list = operation(node, .get, allowed: isPaged ? ["cursor"] : [])
        else {
            return nil
        }
        var own = RESTOwnFields(list: list)
        own.records = path(node["records"], "records") ?? own.records
        own.next = path(node["next"], "next")
        if let next = node["next"], !list.placeholders.contains(where: { $0.name == .cursor }) {
            note(next.mark, "the call does not ask for the next page", fix: "such as query: { cursor: \"{cursor}\" }")
        }
        own.label = path(node["label"], "label") ?? own.label
        own.key = path(node["key"], "key") ?? own.key
        own.values = path(node["values"], "values") ?? own.values
        if let create = node["create"], members(of: create, "\"create\"", keys: Self.operationKeys) != nil {
            own.create = operation(create, .post, allowed: ["field", "value"])
        }
        guard let types = node["types"] else { return own }
        let kinds = ["text", "number", "boolean", "date", "datetime"]
        for member in members(of: types, "\"types\"", keys: kinds) ?? [] {
            if let kind = OwnField.Kind(rawValue: member.key) { own.types[kind] = text(member.value, member.key) }
        }
        return own
    }
}
