import SyncModel

extension ComplianceRun {
    /// How many people with one address are looked at.
    private static let mostPeople = 100

    /// Who bought without an account under the address of the person that a request is about.
    ///
    /// What was learnt of the person since the request was taken up counts.
    func guests(of request: ComplianceRequest) async throws -> [RecordKey] {
        let notice = try await store.request(request.id)?.notice ?? request.notice
        var keys: [RecordKey] = []
        if let id = notice.customerID {
            let key = RecordKey(store: request.store, kind: .customer, id: id)
            if key.isGuest { keys.append(key) }
        }
        guard let email = notice.email else { return keys }
        let people = try await store.customers(of: request.store, foldedEmail: email, limit: Self.mostPeople)
        return keys + people.filter { $0.isGuest && !keys.contains($0) }
    }
}
