/// A canonical record of either kind.
package enum SyncRecord: Sendable, Hashable, Codable {
    case customer(CustomerRecord)
    case order(OrderRecord)

    package var kind: RecordKind {
        switch self {
        case .customer: .customer
        case .order: .order
        }
    }

    package var id: Int64 {
        switch self {
        case .customer(let record): record.id
        case .order(let record): record.id
        }
    }

    package var life: RecordLife {
        switch self {
        case .customer(let record): record.life
        case .order(let record): record.life
        }
    }

    package var hydration: HydrationNeed {
        switch self {
        case .customer(let record): record.hydration
        case .order(let record): record.hydration
        }
    }

    /// Both merged; records of different kinds never meet under one key, so then the receiver stays as it is.
    package func merged(with other: SyncRecord) -> SyncRecord {
        switch (self, other) {
        case (.customer(let mine), .customer(let theirs)): .customer(mine.merged(with: theirs))
        case (.order(let mine), .order(let theirs)): .order(mine.merged(with: theirs))
        default: self
        }
    }

    /// Whether it is known who or what it is: without that there is nothing to deliver, so no lane.
    ///
    /// Tags, consents and totals may come first. Delivered by themselves they would make a person without a name or an
    /// address, who is found in no CRM that knows them already.
    package var hasContent: Bool {
        switch self {
        case .customer(let record):
            // The orders of one that was merged, and what a CRM holds of it, go over to the survivor.
            record.profile.version != nil || record.survivorID != nil
        case .order(let record): record.details.version != nil
        }
    }

    package var isTest: Bool {
        guard case .order(let order) = self else { return false }
        return order.details.fields.isTest.value == true
    }

    /// The customer that an order belongs to, a guest included.
    package var customerID: Int64? {
        guard case .order(let order) = self else { return nil }
        return order.details.fields.customerID.value
    }

    /// The `updatedAt` at which an order is known to the last field: at Shopify's same time there is nothing to read.
    ///
    /// An Admin read brought it, and began when that second was over: Shopify's times are whole seconds, so what a webhook
    /// brought may be followed by a change of the same time. `nil` for anything less, personal data that was withheld
    /// among it, and for customers: their totals change without their own time.
    package var provenAt: Instant? {
        guard case .order(let order) = self, !order.life.isDeleted, !order.hydration.isNeeded, order.details.isWhole,
            !order.details.fields.lacksPersonalFields, let version = order.details.version,
            let readAt = order.reads.readAt, version.tie == readAt,
            readAt >= version.at + Self.clockTolerance
        else { return nil }
        return version.at
    }

    /// By so much our clock may be ahead of Shopify's.
    private static let clockTolerance = Duration.seconds(120)

    /// The folded e-mail by which a person would search for this record.
    package var foldedEmail: String? {
        switch self {
        case .customer(let record): EmailAddress.folded(record.profile.fields.email.value)
        case .order(let record): EmailAddress.folded(record.details.fields.email.value)
        }
    }

    /// The order's name, such as `#1001`.
    package var name: String? {
        guard case .order(let order) = self else { return nil }
        return order.details.fields.name.value
    }

    /// The number in an order's name, such as 1001.
    package var orderNumber: Int64? {
        guard case .order(let order) = self else { return nil }
        return order.details.fields.orderNumber.value
    }
}
