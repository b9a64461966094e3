package import Outbound
package import SyncModel

extension RESTDescription {
    /// Every request of a kind as it would be sent for a record, by the name of its operation; `nil` for a kind that is not
    /// described.
    ///
    /// Credentials and what only the CRM knows are made up. A request that cannot be made is left out: reading
    /// the description has told of it.
    package func rehearsal(of content: MappedContent, kind: RecordKind) -> [(name: String, request: OutboundRequest)]? {
        guard let object = objects[kind] else { return nil }
        let client = RESTRehearsal.client(self)
        var scope = RESTScope()
        scope.style = style
        scope.externalIDField = object.externalIDField
        scope.externalID = content.externalID
        scope.id = "1"
        scope.parent = kind == .order ? "1" : nil
        scope.email = content.fields.lazy.compactMap { EmailAddress.folded($0.value.text) }.first { $0.contains("@") }
        scope.recordKey = "sample/\(kind.rawValue)/\(content.externalID)"
        scope.fields = content.fields
        scope.lines = content.lines
        scope.ownKeys = Dictionary(
            content.fields.filter { OwnField.isOwn($0.name) }.map { ($0.name, OwnField.label(for: $0.name)) }
        ) { first, _ in first }
        scope.credentials = RESTRehearsal.credentials(self)
        var requests: [(name: String, request: OutboundRequest)] = []
        for (name, operation) in object.operations where name != "find_by_field" {
            guard let request = try? client.request(operation, scope) else { continue }
            requests.append((name, request))
        }
        for (write, name) in object.batchedWrites.map({ ($0, "\($0.rawValue) in a batch") }) {
            guard let write = object.write(write), let batch = write.batch,
                let request = try? client.request(batch, of: write, scope)
            else { continue }
            requests.append((name, request))
        }
        return requests
    }
}

extension RESTClient {
    /// The call for a batch with one record in it.
    fileprivate func request(
        _ batch: RESTBatch,
        of write: RESTWrite,
        _ scope: RESTScope
    ) throws(RESTRenderFault) -> OutboundRequest {
        var scope = scope
        scope.records = try (batch.record ?? write.operation.body).map { (body) throws(RESTRenderFault) in
            [try body.json(scope)]
        }
        return try request(batch.operation, scope)
    }
}
