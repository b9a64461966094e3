import SyncModel

extension OwnedStore {
    private static let ordersAtOnce = 250

    /// Wants the orders of customers who are gone read anew: Shopify lets only customers without orders be deleted, so one
    /// of whom we know some was merged into another, and the orders tell into whom.
    ///
    /// Before the absences are merged, so that a crash in between asks once more.
    func askForOrders(of absences: [Absence]) async throws {
        for absence in absences where absence.kind == .customer && absence.verdict == .deleted {
            let key = RecordKey(store: route.name, kind: .customer, id: absence.id)
            var last: Int64 = 0
            while true {
                let orders = try await store.orders(ofCustomer: key, after: last, limit: Self.ordersAtOnce)
                guard let end = orders.last?.id else { break }
                last = end
                try await askAgain(.order, orders.map(\.id), at: clock.now)
            }
        }
    }
}
