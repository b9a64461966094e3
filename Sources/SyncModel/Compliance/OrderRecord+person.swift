extension OrderRecord {
    /// The order as a matter of money alone: what names or describes its buyer is emptied, and so cleared in the CRM.
    ///
    /// Versions stay as they are, so that news of the order still merge.
    package var withoutPerson: OrderRecord {
        var order = self
        order.details = details.changing { fields in
            fields.email.empty()
            fields.phone.empty()
            fields.customerID.empty()
            fields.note.empty()
            fields.tags.empty()
            fields.locale.empty()
            fields.poNumber.empty()
            fields.statusURL.empty()
            fields.discountCodes.empty()
            fields.noteAttributes.empty()
            fields.metafields.empty()
            fields.billingAddress.empty()
            fields.shippingAddress.empty()
            // Engravings and gift messages.
            fields.lines = fields.lines.map { lines in
                lines.map { line in
                    var line = line
                    line.properties = []
                    return line
                }
            }
        }
        return order
    }
}

extension StoredRecord {
    /// The record without the person: a customer's id alone, as one that was deleted, and an order's money.
    ///
    /// - Returns: `nil` where it is so already.
    package func erased(now: Instant) -> StoredRecord? {
        var erased = self
        switch record {
        case .customer(let customer):
            guard
                record.hasContent || customer.emailConsent.version != nil || customer.smsConsent.version != nil
                    || customer.whatsAppConsent.version != nil || !customer.life.isDeleted
            else { return nil }
            var bare = CustomerRecord(id: customer.id)
            bare.life = RecordLife(deletedAt: now)
            erased.record = .customer(bare)
        case .order(let order): erased.record = .order(order.withoutPerson)
        }
        guard erased.record != record else { return nil }
        erased.revision += 1
        erased.changedAt = now
        return erased
    }

    /// The phone number that the record knows of its person.
    package var phone: String? {
        switch record {
        case .customer(let customer): customer.profile.fields.phone.value
        case .order(let order): order.details.fields.phone.value
        }
    }
}

extension Field {
    /// A value becomes `null`; what is absent stays so.
    fileprivate mutating func empty() {
        if value != nil { self = .null }
    }
}
