/// How a record is written.
package enum RESTWriteAction: String, Sendable, Hashable, CaseIterable {
    case create
    case update
    case upsert
}

extension RESTObject {
    func write(_ action: RESTWriteAction) -> RESTWrite? {
        switch action {
        case .create: create
        case .update: update
        case .upsert: upsert
        }
    }

    /// The writes that go in batches where several records wait for them; one that is never made is left out.
    var batchedWrites: [RESTWriteAction] {
        RESTWriteAction.allCases.filter { action in
            write(action)?.batch != nil && !(action == .create && upsert != nil)
        }
    }
}
