import SyncModel

/// What became of a record that others point at, and that is made where there is none.
enum ZohoNeighbour: Sendable, Hashable {
    case there(id: String)
    case refused(DeliveryFault)

    /// - Parameters:
    ///   - item: its item of the answer; `nil` where the answer does not mention it.
    ///   - module: what it is in.
    ///   - idField: the API name of the field that it is found by.
    init(_ item: ZohoItem?, module: ZohoModule, idField: String) {
        guard let item else {
            self = .refused(DeliveryFault(.unreadable, .retry, message: "Zoho's answer does not mention it"))
            return
        }
        if item.isSuccess, let id = item.id {
            self = .there(id: id)
            return
        }
        switch ZohoVerdict(item, module: module, idField: idField) {
        // Two passes made it at once, and the other one was first.
        case .conflict(let holders) where holders.count == 1: self = .there(id: holders[0])
        case .conflict: self = .refused(DeliveryFault(.identityConflict, .park, message: item.words))
        case .fault(let fault): self = .refused(fault)
        case .gone, .noParent, .invalid:
            self = .refused(DeliveryFault(.invalidValue, .park, message: item.words))
        }
    }
}
