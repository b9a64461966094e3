import SyncModel

/// Fields of ours (`shopify_…`) that the CRM keeps under keys of its own: found by label, made by `setup`.
struct RESTOwnFields: Sendable {
    /// Lists the CRM's fields.
    var list: RESTOperation
    var records = RESTPath.whole
    /// Where a page names the beginning of the next one, which `{cursor}` stands for; `nil` where all come at once.
    var next: RESTPath?
    /// Where a listed field names itself for people, and its key.
    var label = RESTPath(steps: [.member("name")])
    var key = RESTPath(steps: [.member("key")])
    /// Makes a field; `nil` where a person must.
    var create: RESTOperation?
    /// The CRM's words for kinds of fields.
    var types: [OwnField.Kind: String] = [:]
    /// Where they stand in a record that was read.
    var values = RESTPath.whole

    init(list: RESTOperation) { self.list = list }
}
