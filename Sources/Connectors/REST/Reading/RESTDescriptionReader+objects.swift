import Outbound
import SyncModel

// The customer and the order of a description.
extension RESTDescriptionReader {
    /// The setting by which a user takes the risk upon themselves.
    static let acceptance = "i_accept_duplicates_when_an_answer_is_lost"

    mutating func object(_ member: DocumentMember, kind: RecordKind) -> RESTObject? {
        let node = member.value
        let keys =
            [
                "object", "external_id", "own_fields", "find", "find_by_field", "read", "create", "update", "upsert",
                "erase", "erased",
                Self.acceptance,
            ] + (kind == .customer ? ["email", "find_by_email"] : [])
        guard members(of: node, "\"\(member.key)\"", keys: keys) != nil else { return nil }
        guard let name = node["object"] else {
            note(member.keyMark, "\"object\" is missing", fix: "what the mapping calls it, such as object: deal")
            return nil
        }
        var object = RESTObject(name: text(name, "object") ?? "")
        object.externalIDField = text(node["external_id"], "external_id")
        var content: Set<String> = ["external_id", "fields", "own_fields", "lines", "origin", "record_key"]
        if kind == .order { content.insert("parent") }
        object.ownFields = node["own_fields"].flatMap { ownFields($0) }
        object.find = node["find"].flatMap { lookup($0, allowed: ["external_id"]) }
        if let find = node["find"], let field = object.externalIDField { object.find?.isExact = find.names(field) }
        object.emailField = text(node["email"], "email") ?? object.emailField
        object.findByField = node["find_by_field"].flatMap { lookup($0, allowed: ["field", "value"]) }
        object.findByEmail = node["find_by_email"].flatMap { lookup($0, allowed: ["email"]) }
        object.read = node["read"].flatMap { lookup($0, allowed: ["id"]) }
        object.create = node["create"].flatMap { write($0, .post, allowed: content) }
        object.update = node["update"].flatMap { write($0, .patch, allowed: content.union(["id"])) }
        object.upsert = node["upsert"].flatMap { write($0, .put, allowed: content) }
        object.erase = node["erase"].flatMap { erase in
            members(of: erase, "\"erase\"", keys: Self.operationKeys) == nil
                ? nil : operation(erase, .delete, allowed: ["id"])
        }
        object.erased = node["erased"].map { neutralTexts($0) } ?? [:]
        object.acceptsDuplicates = flag(node[Self.acceptance], Self.acceptance)
        check(object, of: node, at: member.keyMark)
        return object
    }

    /// What stands in fields of an erased record that must not be empty: no placeholders, for it is the same in all.
    private mutating func neutralTexts(_ node: DocumentNode) -> [String: String] {
        guard case .mapping(let members) = node.value else {
            note(node.mark, "\"erased\" must be a mapping", fix: "of the mapping's fields to texts")
            return [:]
        }
        var texts: [String: String] = [:]
        for member in members { texts[member.key] = text(member.value, member.key) }
        return texts
    }

    private mutating func check(_ object: RESTObject, of node: DocumentNode, at mark: DocumentMark) {
        if node["create"] == nil, node["upsert"] == nil {
            note(mark, "nothing makes a \(object.name)", fix: "describe create, or upsert where the CRM has one")
        }
        if object.externalIDField == nil, node["find"] != nil || node["upsert"] != nil {
            note(
                mark,
                "the field that holds Shopify's id is missing",
                fix: "the mapping's field for it, such as external_id: shopify_order_id"
            )
        }
        if object.create != nil, node["find"] == nil, node["upsert"] == nil, !object.isSafeToRepeat,
            !object.acceptsDuplicates
        {
            note(
                mark,
                "a lost answer would make a second \(object.name): nothing tells whether the first was made",
                fix:
                    "describe find, send {record_key} in a header that the CRM knows, or write \(Self.acceptance): true"
            )
        }
        if let find = object.find, !find.isExact, find.externalID == nil, object.read == nil {
            note(
                find.operation.mark,
                "\"find\" may find records that only mention the number: nothing shows whether they carry our id",
                fix:
                    "say where it stands in a found record, such as external_id: \(object.externalIDField ?? "shop_id"), "
                    + "or describe read"
            )
        }
        need(.externalID, in: object.find?.operation, "find", "it looks for nothing", "use {external_id}")
        need(.email, in: object.findByEmail?.operation, "find_by_email", "it looks for nothing", "use {email}")
        need(.lookedForValue, in: object.findByField?.operation, "find_by_field", "it looks for nothing", "use {value}")
        need(.id, in: object.read?.operation, "read", "it reads always the same", "use {id}")
        need(.id, in: object.update?.operation, "update", "it does not say which record", "use {id}")
        need(.id, in: object.erase, "erase", "it does not say which record", "use {id}")
        if let byEmail = node["find_by_email"], node["read"] == nil {
            note(
                byEmail.mark,
                "records that are found by e-mail must be read before they are taken over",
                fix: "describe read"
            )
        }
    }

    private mutating func need(
        _ name: RESTPlaceholder.Name,
        in operation: RESTOperation?,
        _ key: String,
        _ message: String,
        _ fix: String
    ) {
        guard let operation, !operation.placeholders.contains(where: { $0.name == name }) else { return }
        note(operation.mark, "\"\(key)\" is no use: \(message)", fix: fix)
    }

    mutating func probe(_ node: DocumentNode) -> RESTProbe? {
        guard members(of: node, "\"probe\"", keys: Self.operationKeys + ["account"]) != nil,
            let operation = operation(node, .get, allowed: [])
        else { return nil }
        return RESTProbe(operation: operation, account: path(node["account"], "account"))
    }
}

extension DocumentNode {
    /// Whether a call names this field in its address, query or body, outside of placeholders, or is addressed by our id.
    fileprivate func names(_ field: String) -> Bool {
        if self["path"]?.text?.contains("{external_id") == true { return true }
        return ["path", "query", "body"].contains { self[$0]?.mentions(field) == true }
    }

    private func mentions(_ field: String) -> Bool {
        switch value {
        case .mapping(let members): members.contains { $0.key.contains(field) || $0.value.mentions(field) }
        case .sequence(let items): items.contains { $0.mentions(field) }
        default: (text ?? "").replacing(/\{[^}]*\}/, with: "").contains(field)
        }
    }
}
