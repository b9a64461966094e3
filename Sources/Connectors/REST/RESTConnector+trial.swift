package import SyncModel

// What trying a description out needs besides writing and looking.
extension RESTConnector {
    /// Whether records of this kind can be taken out.
    package func describesErase(_ kind: RecordKind) -> Bool { client.description.objects[kind]?.erase != nil }

    /// The writes that go in batches where several records wait for them.
    package func batchedWrites(_ kind: RecordKind) -> [RESTWriteAction] {
        client.description.objects[kind]?.batchedWrites ?? []
    }

    /// Writes one record by the batch of a write, which the CRM's answer to a single one says nothing of; a batch that is
    /// refused is not halved.
    ///
    /// - Parameters:
    ///   - record: the record; an update's target says which.
    ///   - action: the write, one of `batchedWrites`.
    /// - Returns: what was written.
    /// - Throws: what the CRM made of the batch or of the record in it.
    package func writeBatch(
        of record: CRMUpsert,
        by action: RESTWriteAction
    ) async throws(DeliveryFault) -> WrittenRecord {
        let kind = record.key.kind
        let object = try object(kind)
        guard let batch = object.write(action)?.batch else {
            throw DeliveryFault(.refused, .park, message: "The description has no batch of \(action.rawValue).")
        }
        var task = RESTTask(index: 0, record: record, action: action)
        if case .record(let id) = record.target { task.id = id }
        let ends: [RESTBatchCall.End]
        do throws(RESTRefusal) {
            let keys = try await client.fieldKeys.keys(kind, client)
            ends = try await RESTBatchCall(client: client, object: object, batch: batch, keys: keys).send([task])
        } catch {
            throw error.fault
        }
        switch ends.first {
        case .written(let written)?: return written
        case .refused(let refusal)?: throw refusal.fault
        case nil: throw DeliveryFault(.unreadable, .park, message: "there is no outcome")
        }
    }

    /// The same record under another id and, for a person, another address, so that a CRM takes it for a second one.
    package func another(_ record: CRMUpsert, id: Int64) -> CRMUpsert {
        let text = String(id)
        let address = client.description.objects[record.key.kind]?.emailField
        var another = record
        another.key = RecordKey(store: record.key.store, kind: record.key.kind, id: id)
        another.externalID = text
        another.fields = record.fields.map { field in
            var field = field
            if field.value.text == record.externalID {
                if case .integer = field.value { field.value = .integer(id) } else { field.value = .text(text) }
            } else if record.key.kind == .customer, field.name == address {
                field.value = .text("second." + field.value.text)
            }
            return field
        }
        return another
    }

    /// Whether the service gave another refresh token in place of the one that was given.
    package func hasReplacedRefreshToken() async throws(DeliveryFault) -> Bool {
        try await client.tokens.replacement() != nil
    }
}
