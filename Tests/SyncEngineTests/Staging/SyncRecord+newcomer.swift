import SyncModel

extension SyncRecord {
    /// The customer as one who has just come to Shopify: no CRM is asked for it before its first write.
    var newcomer: SyncRecord {
        guard case .customer(var customer) = self else { return self }
        customer.profile = customer.profile.changing { $0.createdAt = .value(Timestamp(TestClock.start)) }
        return .customer(customer)
    }
}
