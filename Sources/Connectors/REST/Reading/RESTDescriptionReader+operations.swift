import Outbound
import SyncModel

// Single calls.
extension RESTDescriptionReader {
    static let operationKeys = ["method", "path", "query", "headers", "body", "as", "success"]

    /// - Parameters:
    ///   - node: the operation's mapping, perhaps with more keys than are read here.
    ///   - method: where none is written.
    ///   - allowed: the roots of placeholders that mean something in it.
    ///   - body: the body where none is written.
    /// - Returns: `nil` for one without a usable path.
    mutating func operation(
        _ node: DocumentNode,
        _ method: OutboundRequest.Method,
        allowed: Set<String>,
        body: RESTBody? = nil
    ) -> RESTOperation? {
        var operation = RESTOperation(mark: node.mark)
        operation.method = self.method(node["method"]) ?? method
        guard let pathNode = node["path"] else {
            note(node.mark, "\"path\" is missing", fix: "what stands behind base_url, such as /contacts")
            return nil
        }
        guard let path = template(pathNode, "path", allowed: allowed) else { return nil }
        if pathNode.text?.hasPrefix("/") != true || pathNode.text?.contains("?") == true {
            note(pathNode.mark(at: 0), "a path begins with / and has no ?", fix: "put what stands behind ? under query")
        }
        operation.path = path
        operation.query = named(node["query"], "query", allowed: allowed)
        operation.headers = named(node["headers"], "headers", allowed: allowed.union(["credentials"]))
        operation.body = node["body"].map { self.body($0, allowed: allowed) } ?? body
        if let encoding = text(node["as"], "as") {
            switch encoding {
            case "json": break
            case "form": operation.encoding = .form
            case let type where type.contains("/"): operation.encoding = .json(contentType: type)
            default:
                if let node = node["as"] { note(node.mark, "\"as\" is json, form, or a content type") }
            }
        }
        operation.success = statuses(node["success"], "success")
        return operation
    }

    private mutating func method(_ node: DocumentNode?) -> OutboundRequest.Method? {
        guard let node, let text = node.text else { return nil }
        if let method = OutboundRequest.Method(rawValue: text) { return method }
        note(
            node.mark(at: 0),
            "there is no method \"\(text)\"",
            fix: didYouMean(text, among: ["GET", "POST", "PUT", "PATCH", "DELETE"]) ?? "GET, POST, PUT, PATCH or DELETE"
        )
        return nil
    }

    mutating func body(_ node: DocumentNode, allowed: Set<String>) -> RESTBody {
        switch node.value {
        case .mapping(let members):
            return .object(members.map { .init(name: $0.key, value: body($0.value, allowed: allowed)) })
        case .sequence(let items): return .list(items.map { body($0, allowed: allowed) })
        case .scalar(let text, isQuoted: false):
            if node.isNull { return .constant(.null) }
            if text == "true" || text == "false" { return .constant(.bool(text == "true")) }
            if RESTNumber.isNumber(text) { return .constant(.number(text)) }
            return .template(template(node, "body", allowed: allowed) ?? RESTTemplate(literal: ""))
        case .scalar:
            return .template(template(node, "body", allowed: allowed) ?? RESTTemplate(literal: ""))
        }
    }

    mutating func lookup(_ node: DocumentNode, allowed: Set<String>) -> RESTLookup? {
        let keys = Self.operationKeys + ["records", "id", "external_id", "none", "many", "values", "fields"]
        guard members(of: node, "a look-up", keys: keys) != nil,
            let operation = operation(node, .get, allowed: allowed)
        else { return nil }
        var lookup = RESTLookup(operation: operation)
        lookup.records = paths(node["records"], "records") ?? lookup.records
        lookup.id = paths(node["id"], "id") ?? lookup.id
        lookup.externalID = path(node["external_id"], "external_id")
        lookup.none = statuses(node["none"], "none") ?? lookup.none
        lookup.many = choice(node["many"], "many") ?? lookup.many
        lookup.values = path(node["values"], "values") ?? lookup.values
        if let fields = node["fields"] {
            guard case .mapping(let members) = fields.value else {
                note(fields.mark, "\"fields\" must be a mapping of fields to paths")
                return lookup
            }
            for member in members { lookup.fields[member.key] = path(member.value, member.key) }
        }
        return lookup
    }

    mutating func write(_ node: DocumentNode, _ method: OutboundRequest.Method, allowed: Set<String>) -> RESTWrite? {
        guard members(of: node, "a write", keys: Self.operationKeys + ["id", "batch"]) != nil,
            let operation = operation(node, method, allowed: allowed, body: .allFields)
        else { return nil }
        var write = RESTWrite(operation: operation)
        if let id = node["id"] { write.id = idSource(id) }
        write.batch = node["batch"].flatMap { batch($0, allowed: allowed) }
        return write
    }

    private mutating func idSource(_ node: DocumentNode) -> RESTIDSource {
        var source = RESTIDSource()
        guard case .mapping = node.value else {
            source.paths = paths(node, "id") ?? source.paths
            return source
        }
        guard members(of: node, "\"id\"", keys: ["body", "header", "after", "before", "otherwise"]) != nil else {
            return source
        }
        source.paths = paths(node["body"], "body") ?? (node["header"] == nil ? source.paths : [])
        source.header = text(node["header"], "header")
        source.after = text(node["after"], "after")
        source.before = text(node["before"], "before")
        if let otherwise = node["otherwise"] {
            source.isOptional = otherwise.text == "external_id"
            if !source.isOptional { note(otherwise.mark, "\"otherwise\" can only be external_id") }
        }
        return source
    }

    private mutating func batch(_ node: DocumentNode, allowed: Set<String>) -> RESTBatch? {
        let keys = Self.operationKeys + ["size", "record", "results", "match", "id", "succeeded", "status"]
        guard members(of: node, "\"batch\"", keys: keys) != nil else { return nil }
        guard let size = integer(node["size"], "size", 2...1_000) else {
            if node["size"] == nil { note(node.mark, "\"size\" is missing", fix: "how many records one call may have") }
            return nil
        }
        guard let operation = operation(node, .post, allowed: ["records", "origin"]) else { return nil }
        if operation.body?.placeholders.contains(where: { $0.name == .records }) != true {
            note(
                node.mark,
                "the batch does not say where its records stand",
                fix: "such as body: { inputs: \"{records}\" }"
            )
        }
        var batch = RESTBatch(size: size, operation: operation)
        batch.record = node["record"].map { body($0, allowed: allowed) }
        batch.results = path(node["results"], "results") ?? batch.results
        batch.match = path(node["match"], "match")
        batch.id = paths(node["id"], "id") ?? batch.id
        batch.status = path(node["status"], "status")
        if let succeeded = node["succeeded"],
            members(of: succeeded, "\"succeeded\"", keys: ["path", "equals", "contains", "exists"]) != nil
        {
            batch.succeeded = test(succeeded)
        }
        return batch
    }
}

extension RESTBody {
    /// `{fields}`: what a write sends unless it says otherwise.
    static let allFields = RESTBody.template(
        RESTTemplate(pieces: [.value(RESTPlaceholder(name: .fields, filters: [], offset: 0))])
    )
}
