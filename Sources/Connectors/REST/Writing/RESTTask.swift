import SyncModel

/// One record on its way through a pass, once it is known what is to be done with it.
struct RESTTask: Sendable {
    typealias Action = RESTWriteAction

    /// The place in the pass.
    var index: Int
    var record: CRMUpsert
    var action: Action
    /// The CRM's id, for an update.
    var id: String?
    /// The contact to associate; left out once the CRM has lost it.
    var parent: String?
    var lacksParent = false
    /// Whether the contact is to be emptied.
    var losesParent = false
    /// Whether the CRM did not let it be emptied.
    var keepsParent = false

    init(index: Int, record: CRMUpsert, action: Action, id: String? = nil) {
        self.index = index
        self.record = record
        self.action = action
        self.id = id
        parent = record.parent
        losesParent = record.losesParent
    }

    /// The same, leaving the contact as it is.
    var keepingParent: RESTTask {
        var task = self
        task.losesParent = false
        task.keepsParent = true
        return task
    }

    /// What a person should know of the write.
    var warnings: [WriteWarning] {
        keepsParent ? ["the CRM did not let the contact be taken out of the order, which has no customer any more"] : []
    }

    /// The same without a contact.
    var withoutParent: RESTTask {
        var task = self
        task.parent = nil
        task.lacksParent = true
        return task
    }

    func write(_ object: RESTObject) -> RESTWrite? { object.write(action) }

    func scope(_ object: RESTObject, keys: [String: String]) -> RESTScope {
        var scope = RESTScope()
        scope.ownKeys = keys
        scope.externalID = record.externalID
        scope.externalIDField = object.externalIDField
        scope.id = id
        scope.parent = parent
        scope.losesParent = losesParent
        scope.origin = record.origin
        scope.recordKey = "\(record.key)"
        scope.fields = record.fields
        scope.lines = record.lines
        if let name = object.externalIDField, isWithExternalID, !record.fields.contains(where: { $0.name == name }) {
            scope.fields.insert(MappedField(name, .text(record.externalID)), at: 0)
        }
        return scope
    }

    /// A record that might lack our id gets it.
    private var isWithExternalID: Bool {
        if case .record = record.target { action != .update } else { true }
    }

    func context(count: Int = 1) -> RESTFaults.Context {
        RESTFaults.Context(
            kind: record.key.kind,
            isWrite: true,
            count: count,
            isCreation: action != .update,
            namesRecord: action == .update
        )
    }
}
